/** One place in a layer: an item, or the passage of a link that crosses the layer. */
export interface Slot {
  /** Index into the items; absent for a passage. */
  readonly item?: number;
  /** The link that passes, as an index; absent for an item. */
  readonly link?: number;
}

/** Items in layers, top down. */
export interface Layers {
  readonly layers: readonly (readonly Slot[])[];
  /** Whether each layer is one item. */
  readonly isColumn: boolean;
  /** Links that cross layers at their side: beside a column, or being too many for places. */
  readonly buses: readonly number[];
}

/** With more of them a picture would be wider than any screen. */
const mostPassages = 24;

/**
 * The classic layered drawing, for what is not series-parallel: longest-path layers, then a few
 * sweeps that move every slot to the mean place of its neighbours.
 */
export function layerSlots(count: number, links: readonly (readonly [number, number])[]): Layers {
  const rank = longestPaths(count, links);
  const span = ([from, to]: readonly [number, number]) => (rank[to] ?? 0) - (rank[from] ?? 0);
  const passages = links.reduce((sum, link) => sum + span(link) - 1, 0);
  const height = rank.reduce((top, each) => Math.max(top, each + 1), 0);
  const isColumn = height === count;
  const isCrowded = isColumn || passages > mostPassages;
  const layers = Array.from({ length: height }, (): Slot[] => []);
  rank.forEach((at, item) => layers[at]?.push({ item }));
  const crossing = layers.map((): number[] => []);
  links.forEach((ends, link) => {
    const [from] = ends;
    const first = rank[from] ?? 0;
    const isBus = isCrowded && span(ends) > 1;
    for (let at = first; at < first + span(ends) && !isBus; at += 1) {
      if (at > first) {
        layers[at]?.push({ link });
      }
      crossing[at]?.push(link);
    }
  });
  for (let sweep = 0; sweep < 6; sweep += 1) {
    orderByNeighbours(layers, links, crossing, sweep % 2 === 0);
  }
  const buses = links.flatMap((ends, link) => (isCrowded && span(ends) > 1 ? [link] : []));
  return { layers, isColumn, buses };
}

/** How many links lead to each item, on the longest way. */
function longestPaths(
  count: number,
  links: readonly (readonly [number, number])[],
): readonly number[] {
  const rank = Array.from({ length: count }, () => 0);
  const targets = Array.from({ length: count }, (): number[] => []);
  const waiting = Array.from({ length: count }, () => 0);
  for (const [from, to] of links) {
    targets[from]?.push(to);
    waiting[to] = (waiting[to] ?? 0) + 1;
  }
  const ready = waiting.flatMap((ways, item) => (ways === 0 ? [item] : []));
  for (let item = ready.pop(); item !== undefined; item = ready.pop()) {
    for (const to of targets[item] ?? []) {
      rank[to] = Math.max(rank[to] ?? 0, (rank[item] ?? 0) + 1);
      waiting[to] = (waiting[to] ?? 0) - 1;
      if (waiting[to] === 0) {
        ready.push(to);
      }
    }
  }
  return rank;
}

function orderByNeighbours(
  layers: Slot[][],
  links: readonly (readonly [number, number])[],
  /** The links between each layer and the next. */
  crossing: readonly (readonly number[])[],
  downwards: boolean,
) {
  for (let step = 1; step < layers.length; step += 1) {
    const at = downwards ? step : layers.length - 1 - step;
    const fixed = layers[downwards ? at - 1 : at + 1] ?? [];
    const moving = layers[at] ?? [];
    const items = new Map<number, number>();
    const passages = new Map<number, number>();
    fixed.forEach((slot, place) => {
      if (slot.item !== undefined) {
        items.set(slot.item, place);
      } else if (slot.link !== undefined) {
        passages.set(slot.link, place);
      }
    });
    const sums = new Map<string, { sum: number; count: number }>();
    const pull = (key: string, place: number | undefined) => {
      if (place !== undefined) {
        const entry = sums.get(key) ?? { sum: 0, count: 0 };
        sums.set(key, { sum: entry.sum + place, count: entry.count + 1 });
      }
    };
    for (const link of crossing[downwards ? at - 1 : at] ?? []) {
      const [from = 0, to = 0] = links[link] ?? [];
      const [near, far] = downwards ? [from, to] : [to, from];
      const place = passages.get(link) ?? items.get(near);
      pull(`link ${link}`, place);
      pull(`item ${far}`, place);
    }
    const wish = moving.map((slot, place) => {
      const key = slot.item === undefined ? `link ${slot.link ?? ''}` : `item ${slot.item}`;
      const entry = sums.get(key);
      return { slot, place, mean: entry === undefined ? place : entry.sum / entry.count };
    });
    wish.sort((a, b) => a.mean - b.mean || a.place - b.place);
    layers[at] = wish.map(({ slot }) => slot);
  }
}
