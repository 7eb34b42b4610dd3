import type { GraphNode } from '../../protocol/architecture';
import { kernelOf, type Reduction } from './costs';

/** What is known of a branch before it has a name. */
export interface Unnamed {
  readonly layers: readonly GraphNode[];
  readonly reduction: Reduction | undefined;
}

const poolings: { readonly [className: string]: string } = {
  MaxPooling2D: 'max pooling',
  PaddedMaxPooling2D: 'max pooling',
  AveragePooling2D: 'average pooling',
  PaddedAveragePooling2D: 'average pooling',
};

function kernelWords(kernels: readonly string[]): string {
  const [first = ''] = kernels;
  const isSame = kernels.every((kernel) => kernel === first);
  if (kernels.length > 1 && isSame) {
    return `${kernels.length} times ${first}`;
  }
  return kernels.length > 4 ? `${kernels.length} convolutions` : kernels.join(', ');
}

/** What a branch does: `1x1`, `3x3 after reduction`, `pool projection`. */
function deeds({ layers, reduction }: Unnamed): string {
  const kernels = layers.flatMap((layer) =>
    layer === reduction?.reduce ? [] : (kernelOf(layer) ?? []),
  );
  const pooling = layers.find(({ category }) => category === 'pooling');
  if (kernels.length === 0) {
    const [only] = layers;
    const pool = pooling && (poolings[pooling.className] ?? 'pooling');
    return pool ?? (layers.length === 1 && only ? only.className : (layers.at(-1)?.name ?? ''));
  }
  if (pooling !== undefined && kernels.every((kernel) => kernel === '1x1')) {
    return 'pool projection';
  }
  return `${kernelWords(kernels)}${reduction === undefined ? '' : ' after reduction'}`;
}

/** Whether the first branch hands on a dense block's input and the others add to it. */
function isDense(lanes: readonly Unnamed[]): boolean {
  const [first, ...others] = lanes;
  const keepsSize = ({ layers }: Unnamed) =>
    layers.length > 0 && layers.every(({ category }) => category !== 'pooling');
  return first?.layers.length === 0 && others.length > 0 && others.every(keepsSize);
}

/** F(x) has more convolutions than the shortcut beside it. */
function shortcutOf(lanes: readonly Unnamed[]): number {
  const weights = lanes.map(({ layers }) => layers.filter(({ macs }) => macs > 0).length);
  const [a = 0, b = 0] = weights;
  return lanes.length === 2 && a !== b && Math.min(a, b) < 2 ? (a < b ? 0 : 1) : -1;
}

function additionNames(lanes: readonly Unnamed[]): readonly string[] {
  const shortcut = shortcutOf(lanes);
  const isAlike = lanes.length > 2;
  return lanes.map(({ layers }, index) => {
    if (layers.length === 0) {
      return 'x';
    }
    if (isAlike) {
      return `path ${index + 1}`;
    }
    if (shortcut < 0) {
      return deeds(lanes[index] ?? { layers, reduction: undefined });
    }
    return index === shortcut ? 'projected x' : 'F(x)';
  });
}

function concatenationNames(lanes: readonly Unnamed[]): readonly string[] {
  if (isDense(lanes)) {
    return lanes.map((_, index) => (index === 0 ? 'block input' : `layer ${index}`));
  }
  return lanes.map((lane) => (lane.layers.length === 0 ? 'input' : deeds(lane)));
}

/** A name for each branch, no two alike. */
export function namesOf(
  lanes: readonly Unnamed[],
  operation: 'concatenate' | 'add',
): readonly string[] {
  const names = operation === 'add' ? additionNames(lanes) : concatenationNames(lanes);
  const used = new Map<string, number>();
  return names.map((name) => {
    const use = (used.get(name) ?? 0) + 1;
    used.set(name, use);
    return use === 1 ? name : `${name} (${use})`;
  });
}
