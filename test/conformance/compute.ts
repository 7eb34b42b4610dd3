import type { Tensor } from '@tensorflow/tfjs';

import type { Tf } from '../../src/kernel/backends';
import type { Case, Named, Outcome, Values } from './case';
import type { KernelWatch } from './watch';

interface Options {
  readonly watch: KernelWatch;
  /** Computes the case again, to see whether it gives the same. */
  readonly repeat: boolean;
}

/** Computes a case on the backend that runs. */
export async function outcomeOf(tf: Tf, one: Case, { watch, repeat }: Options): Promise<Outcome> {
  const before = tf.memory().numTensors;
  watch.take();
  try {
    const results = await valuesOf(await one.compute(tf));
    const reached = watch.take();
    const left = tf.memory().numTensors - before;
    const isRepeatable = !repeat || areEqual(results, await valuesOf(await one.compute(tf)));
    return { results, reached, left, isRepeatable };
  } catch (error) {
    // What an operation made before it failed is the engine's to free, and not looked at.
    const message = error instanceof Error ? error.message : String(error);
    return { results: {}, error: message, reached: watch.take(), left: 0, isRepeatable: true };
  }
}

/** Reads tensors, and frees them. */
async function valuesOf(named: Named): Promise<Outcome['results']> {
  const results: Record<string, Values> = {};
  for (const [name, tensor] of Object.entries(named)) {
    results[name] = await read(tensor);
  }
  for (const tensor of Object.values(named)) {
    tensor.dispose();
  }
  return results;
}

async function read(tensor: Tensor): Promise<Values> {
  const { shape, dtype } = tensor;
  // Not dataSync: some backends cannot wait for their values.
  const data: Values['data'] = await tensor.data();
  return { shape, dtype, data: typeof data[0] === 'string' ? data : data.slice() };
}

function areEqual(one: Outcome['results'], other: Outcome['results']): boolean {
  return Object.entries(one).every(([name, { data }]) => {
    const twin = other[name]?.data;
    if (twin?.length !== data.length) {
      return false;
    }
    for (let index = 0; index < data.length; index += 1) {
      if (!Object.is(data[index], twin[index])) {
        return false;
      }
    }
    return true;
  });
}
