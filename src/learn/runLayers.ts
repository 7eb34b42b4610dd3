import type { Tensor } from '@tensorflow/tfjs';
import type { LayerUse } from '../graph';
import type { Tf } from '../zoo';

/**
 * What some uses of layers give for an input: one pass of inference over the live layers that lead
 * to them, models used as layers included, each freed after its last reader. The outputs are the
 * caller's to dispose of; what was made before an error is freed.
 */
export function runLayers(
  tf: Tf,
  uses: readonly LayerUse[],
  given: ReadonlyMap<string, Tensor>,
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, readonly Tensor[]> {
  const needed = neededFor(uses, given, wanted);
  const readers = new Map<string, number>();
  for (const { inputs } of needed) {
    for (const { id } of inputs) {
      readers.set(id, (readers.get(id) ?? 0) + 1);
    }
  }
  const alive = new Map<string, readonly Tensor[]>();
  const free = (id: string) => {
    tf.dispose([...(alive.get(id) ?? [])]);
    alive.delete(id);
  };
  try {
    for (const { id, layer, inputs } of needed) {
      const read = inputs.map((input) => alive.get(input.id)?.[input.index]);
      const image = given.get(id);
      alive.set(id, image === undefined ? applied(tf, layer, read) : [image.clone()]);
      for (const input of inputs) {
        const left = (readers.get(input.id) ?? 0) - 1;
        readers.set(input.id, left);
        if (left === 0 && !wanted.has(input.id)) {
          free(input.id);
        }
      }
    }
    return alive;
  } catch (error) {
    [...alive.keys()].forEach(free);
    throw error;
  }
}

function applied(
  tf: Tf,
  layer: LayerUse['layer'],
  read: readonly (Tensor | undefined)[],
): readonly Tensor[] {
  const inputs = read.filter((tensor) => tensor !== undefined);
  const [only] = inputs;
  if (only === undefined || inputs.length < read.length) {
    throw new Error(`The input ${layer.name} got no image.`);
  }
  return tf.tidy(() => {
    const output = layer.apply(inputs.length === 1 ? only : [...inputs]) as Tensor | Tensor[];
    const outputs = Array.isArray(output) ? output : [output];
    // A layer that does nothing in inference hands on what is another's to free.
    return outputs.map((tensor) => (inputs.includes(tensor) ? tensor.clone() : tensor));
  });
}

/** Those that `wanted` depends on, in their order. */
function neededFor(
  uses: readonly LayerUse[],
  given: ReadonlyMap<string, Tensor>,
  wanted: ReadonlySet<string>,
): readonly LayerUse[] {
  const needed = new Set(wanted);
  return [...uses]
    .reverse()
    .filter(({ id, inputs }) => {
      if (!needed.has(id)) {
        return false;
      }
      if (!given.has(id)) {
        inputs.forEach((input) => needed.add(input.id));
      }
      return true;
    })
    .reverse()
    .map((use) => (given.has(use.id) ? { ...use, inputs: [] } : use));
}
