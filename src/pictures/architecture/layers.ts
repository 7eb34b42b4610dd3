/** One place in a layer: an item, or the passage of a link that crosses the layer. */
export interface Slot {
  /** Index into the items; absent for a passage. */
  readonly item?: number;
  /** The link that passes, as an index; absent for an item. */
  readonly link?: number;
}

/**
 * The classic layered drawing, for what is not series-parallel: longest-path layers, then a few
 * sweeps that move every slot to the mean place of its neighbours. Returns the layers, top down.
 */
export function layerSlots(
  count: number,
  links: readonly (readonly [number, number])[],
): readonly (readonly Slot[])[] {
  const rank = Array.from({ length: count }, () => 0);
  const incoming = Array.from({ length: count }, (): number[] => []);
  const waiting = Array.from({ length: count }, () => 0);
  for (const [from, to] of links) {
    incoming[from]?.push(to);
    waiting[to] = (waiting[to] ?? 0) + 1;
  }
  const ready = waiting.flatMap((ways, item) => (ways === 0 ? [item] : []));
  for (let item = ready.shift(); item !== undefined; item = ready.shift()) {
    for (const to of incoming[item] ?? []) {
      rank[to] = Math.max(rank[to] ?? 0, (rank[item] ?? 0) + 1);
      waiting[to] = (waiting[to] ?? 0) - 1;
      if (waiting[to] === 0) {
        ready.push(to);
      }
    }
  }

  const height = rank.reduce((top, each) => Math.max(top, each + 1), 0);
  const layers = Array.from({ length: height }, (): Slot[] => []);
  rank.forEach((at, item) => layers[at]?.push({ item }));
  links.forEach(([from, to], link) => {
    for (let at = (rank[from] ?? 0) + 1; at < (rank[to] ?? 0); at += 1) {
      layers[at]?.push({ link });
    }
  });
  const crossing = layers.map((): number[] => []);
  links.forEach(([from, to], link) => {
    for (let at = rank[from] ?? 0; at < (rank[to] ?? 0); at += 1) {
      crossing[at]?.push(link);
    }
  });
  for (let sweep = 0; sweep < 6; sweep += 1) {
    orderByNeighbours(layers, links, crossing, sweep % 2 === 0);
  }
  return layers;
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
