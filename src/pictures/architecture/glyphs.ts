import { foldOf } from '../../graph/structure/fold';
import type { GraphNode } from '../../protocol/architecture';
import { element, type Element } from '../tree';
import { groupsOf } from './describe';

/**
 * One drawing per category in a 16 by 16 square, so that a kind is known without its colour.
 * convolution: a window on a grid; dense: all to all; pooling: a funnel; normalization: a bell;
 * activation: the hinge of ReLU; dropout: a struck-out unit; merge: plus, or brackets for concat.
 */
const paths: { readonly [name: string]: string } = {
  input: 'M8 2.5V10M4.8 7L8 10.2L11.2 7M3 13.5H13',
  convolution: 'M2.5 2.5H13.5V13.5H2.5ZM2.5 9H9V2.5',
  dense: 'M3 4H13L3 12H13L3 4',
  pooling: 'M2 3.5H14L10 8V13H6V8Z',
  normalization: 'M1.5 13C5.5 13 5.5 3 8 3S10.5 13 14.5 13',
  activation: 'M1.5 12.5H7.5L14 3',
  dropout: 'M8 2.8A5.2 5.2 0 1 1 7.9 2.8ZM4.4 11.6L11.6 4.4',
  add: 'M8 2.2A5.8 5.8 0 1 1 7.9 2.2ZM8 5V11M5 8H11',
  concatenate: 'M5.5 2.5H3V13.5H5.5M10.5 2.5H13V13.5H10.5M8 5V11',
  multiply: 'M8 2.2A5.8 5.8 0 1 1 7.9 2.2ZM5.8 5.8L10.2 10.2M10.2 5.8L5.8 10.2',
  merge: 'M3 3L8 8L13 3M8 8V13.5',
  reshape: 'M2.5 3.5H7.5V12.5H2.5ZM10.5 2.5V13.5M13.5 2.5V13.5',
  recurrent: 'M12.8 6A5.2 5.2 0 1 0 13 9.5M13.2 2.8V6.2H9.8',
  model: 'M2.5 2.5H13.5V13.5H2.5ZM5.5 5.5H10.5V10.5H5.5Z',
  other: 'M8 2L14 8L8 14L2 8Z',
};

function pathOf(node: Pick<GraphNode, 'category' | 'className'>): string {
  const special = node.className.toLowerCase();
  const name = node.category === 'merge' && paths[special] !== undefined ? special : node.category;
  return paths[name] ?? paths['other'] ?? '';
}

/** The sign of a layer's kind, `size` pixels wide around (x, y). */
export function glyph(
  node: Pick<GraphNode, 'category' | 'className'>,
  look: 'chip-glyph' | 'slim-glyph',
  [x, y, size]: readonly [number, number, number],
): Element {
  const scale = size / 16;
  return element('path', {
    class: look,
    d: pathOf(node),
    transform: roundPath(`translate(${x - size / 2} ${y - size / 2}) scale(${scale})`),
  });
}

/**
 * A filled square with the sign in it, a second one behind it for copies of a block. A grouped convolution is that many narrow boxes side by
 * side, as AlexNet's two GPUs: each sees its own channels only.
 */
export function chip(node: GraphNode, x: number, y: number): readonly Element[] {
  const groups = Math.min(groupsOf(node), 4);
  if (groups === 1) {
    const box = { x: x - 9, y: y - 9, width: 18, height: 18, rx: 4 };
    const isStack = (foldOf(node)?.repeat ?? 1) > 1;
    return [
      ...(isStack ? [element('rect', { class: 'chip-behind', ...box, x: x - 6, y: y - 12 })] : []),
      element('rect', { class: 'chip', ...box }),
      glyph(node, 'chip-glyph', [x, y, 13]),
    ];
  }
  const width = 26 / groups - 1.5;
  const left = x - (groups * (width + 1.5) - 1.5) / 2;
  return Array.from({ length: groups }, (_, index) => index).flatMap((index) => {
    const at = left + index * (width + 1.5);
    const box = { class: 'chip', x: at, y: y - 9, width, height: 18, rx: 3 };
    const sign = glyph(node, 'chip-glyph', [at + width / 2, y, Math.min(9, width - 1.5)]);
    return [element('rect', box), sign];
  });
}

/** The largest map of a model, for the scale of its volumes. */
export interface VolumeScale {
  readonly side: number;
  readonly channels: number;
}

function volumeOf(node: GraphNode): VolumeScale {
  const sizes = node.outputShape.slice(1).map((size) => size ?? 1);
  const channels = sizes.at(-1) ?? 1;
  return { side: Math.max(1, ...sizes.slice(0, -1)), channels: Math.max(1, channels) };
}

/** The largest side and the largest channel count among the nodes. */
export function volumeScale(nodes: readonly GraphNode[]): VolumeScale {
  return nodes.map(volumeOf).reduce(
    (most, each) => ({
      side: Math.max(most.side, each.side),
      channels: Math.max(most.channels, each.channels),
    }),
    { side: 2, channels: 2 },
  );
}

/**
 * The output as a block: height for its side (square root scale), length for its channels (log
 * scale), so that a network's pyramid shows along the column.
 */
export function volume(
  node: GraphNode,
  [x, middle]: readonly [number, number],
  scale: VolumeScale,
): readonly Element[] {
  const { side, channels } = volumeOf(node);
  const flat = side === 1;
  const groups = Math.min(groupsOf(node), 4);
  const length = 4 + 50 * (Math.log2(channels + 1) / Math.log2(scale.channels + 1));
  const height = flat ? 2 : 3 + 14 * Math.sqrt(side / scale.side);
  const depth = flat ? 0 : 3;
  // Groups divide the channels, so the block is cut along its length.
  const gap = groups > 1 ? depth + 2 : 0;
  const slice = (length - gap * (groups - 1)) / groups;
  const y = middle - height / 2 + depth / 2;
  return Array.from({ length: groups }, (_, index) => index).flatMap((index) => {
    const left = x + index * (slice + gap);
    const front = element('rect', { class: 'volume', x: left, y, width: slice, height });
    const sides = `M${left} ${y}l${depth} ${-depth}h${slice}v${height}l${-depth} ${depth}v${-height}Z`;
    return depth === 0
      ? [front]
      : [front, element('path', { class: 'volume-side', d: roundPath(sides) })];
  });
}

/** Path data or a transform with its numbers rounded. */
export function roundPath(data: string): string {
  return data.replace(/-?\d+\.\d+(e-?\d+)?/g, (number) =>
    String(Math.round(Number(number) * 1000) / 1000 + 0),
  );
}
