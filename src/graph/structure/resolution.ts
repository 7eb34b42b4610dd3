import type { GraphNode, Shape } from '../../protocol/architecture';
import type { Draft } from './draft';

/** Rows and columns: the sizes of a shape that are neither batch nor channels. */
function extentOf({ outputShape, config }: GraphNode): Shape {
  return config['dataFormat'] === 'channelsFirst' ? outputShape.slice(2) : outputShape.slice(1, -1);
}

/** Whether what an item gives is a vector: nothing, or a single place, beside the channels. */
function isVector(item: Draft | undefined): boolean {
  const end = item?.nodes.at(-1);
  return end !== undefined && extentOf(end).every((size) => size === 1);
}

/**
 * Whether a layer has another resolution than one before it. Strides say so exactly; where they are
 * unknown, sizes that differ by half do, so that a window without padding does not count.
 */
function changesResolution(was: GraphNode | undefined, now: GraphNode | undefined): boolean {
  if (was === undefined || now === undefined) {
    return false;
  }
  if (was.receptiveField !== undefined && now.receptiveField !== undefined) {
    const { stride } = was.receptiveField;
    return now.receptiveField.stride.some((step, axis) => step !== stride[axis]);
  }
  const [old, fresh] = [extentOf(was), extentOf(now)];
  return fresh.some((size, axis) => {
    const ratio = (size ?? 1) / (old[axis] ?? size ?? 1);
    return ratio >= 1.5 || ratio <= 1 / 1.5;
  });
}

/** Where, in a network, the maps have become a vector for good; after the last item, if nowhere. */
export function headStart(items: readonly Draft[]): number {
  let start = items.length;
  while (start > 0 && isVector(items[start - 1])) {
    start -= 1;
  }
  // A network of vectors alone has no head.
  const before = items[start - 1]?.nodes.at(-1);
  return before === undefined || before.category === 'input' ? items.length : start;
}

/**
 * Items in segments of one resolution. Pooling ends its segment, a stride begins one; but items of
 * one place in the hierarchy stay together if only one of them changes the resolution. A group, which
 * has several, stands alone.
 */
export function segmentsOf(
  items: readonly Draft[],
  placeOf: (item: Draft) => string | undefined,
): readonly (readonly Draft[])[] {
  let trunk: GraphNode | undefined;
  const changes = items.map(({ kind, nodes }) => {
    if (kind === 'side') {
      return false;
    }
    const before = trunk;
    trunk = nodes.at(-1);
    return changesResolution(before, trunk);
  });
  const breaks = new Set<number>([0]);
  for (const [index, item] of items.entries()) {
    if (item.kind === 'group') {
      breaks.add(index).add(index + 1);
    } else if (changes[index] === true) {
      const [start, end] = runAround(items, index, placeOf);
      const alone = changes.slice(start, end).filter(Boolean).length === 1;
      if (end - start > 1 && alone) {
        breaks.add(index === end - 1 ? end : start);
      } else {
        breaks.add(isPooling(item) ? index + 1 : index);
      }
    }
  }
  const starts = [...breaks].filter((at) => at < items.length).sort((a, b) => a - b);
  return starts.map((start, index) => items.slice(start, starts[index + 1]));
}

function isPooling({ kind, nodes }: Draft): boolean {
  return kind === 'unit' && nodes.some(({ category }) => category === 'pooling');
}

/** From where to where the neighbours of an item have its place. */
function runAround(
  items: readonly Draft[],
  index: number,
  placeOf: (item: Draft) => string | undefined,
): readonly [start: number, end: number] {
  const here = items[index];
  const place = here && placeOf(here);
  let [start, end] = [index, index + 1];
  const isSame = (item: Draft | undefined) => item !== undefined && placeOf(item) === place;
  while (place !== undefined && isSame(items[start - 1])) {
    start -= 1;
  }
  while (place !== undefined && isSame(items[end])) {
    end += 1;
  }
  return [start, end];
}
