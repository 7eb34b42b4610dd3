import type { Flow } from '../../graph/structure/flow';
import { layerSlots, type Slot } from './layers';

/** A flow of items that are neither in series nor parallel. */
export type Layered = Flow & { readonly kind: 'layered' };

const known = new WeakMap<Layered, ReturnType<typeof layersAround>>();

/** The layers of a flow, between those of the nodes before and after it. */
export function layersOf(flow: Layered) {
  const layers = known.get(flow) ?? layersAround(flow);
  known.set(flow, layers);
  return layers;
}

function layersAround({ items, links }: Layered) {
  const [fork, join] = [items.length, items.length + 1];
  const numbered = links.map(
    ([from, to]) => [from === 'fork' ? fork : from, to === 'join' ? join : to] as const,
  );
  const { layers, ...others } = layerSlots(items.length + 2, numbered);
  const isEnd = ({ item }: Slot) => item === fork || item === join;
  return { ...others, layers: layers.filter((layer) => !layer.some(isEnd)), links: numbered };
}

/** The items, or the fork, whose links run at the side: one lane for all links of each. */
export function busSources(flow: Layered): readonly number[] {
  const { buses, links } = layersOf(flow);
  return [...new Set(buses.flatMap((index) => links[index]?.[0] ?? []))];
}

/** The node that stands at an index of the links; `undefined` for an item of several. */
export function nodeIdAt(
  { items, ends: [fork, join] }: Layered,
  index: number,
): string | undefined {
  const item = items[index];
  if (item !== undefined) {
    return item.kind === 'node' ? item.node.id : undefined;
  }
  return index === items.length ? fork : join;
}
