import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';

import type { Tf } from '../../started';
import { ownNames } from '../../training/names';
import type { Rule } from '../../training/optimizers';
import { heapOf, sizeOf } from '../heap';
import type { Wasm } from '../kernels';
import { inputOf } from '../kernels';
import { addressOf, filledTensor, floatsOf, inParts, threadsOf } from '../simd';
import { spansOf, streamsFor } from './parts';

/** A kernel of `simd/optimize.ts`, and the numbers that it ends with. */
interface Step {
  readonly kernel: 'descend' | 'descendAdam' | 'descendRmsprop' | 'descendWithMomentum';
  readonly by: readonly number[];
}

/**
 * A step of an optimizer for one variable as one kernel that writes where the weights lie, rather than
 * a few that each make a tensor of their size.
 */
export function installOptimize(tf: Tf): void {
  tf.registerKernel({
    kernelName: ownNames.optimize,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const wasm = backend as Wasm;
      const { value, 'slot 0': first, 'slot 1': second } = inputs as Partial<NamedTensorInfoMap>;
      const written = [value, first, second].filter((tensor) => tensor !== undefined);
      const numberOf = (name: string) => floatsOf(wasm, inputOf(inputs, name))[0] ?? NaN;
      const step = stepOf(attrs?.['rule'] as Rule, numberOf);
      const made: TensorInfo[] = [];
      try {
        for (const tensor of written) {
          made.push(writable(wasm, tensor));
        }
      } catch (error) {
        for (const { dataId } of made) {
          wasm.disposeData(dataId);
        }
        throw error;
      }
      run(wasm, step, [...made, inputOf(inputs, 'gradient')]);
      return made;
    },
  });
}

function stepOf(rule: Rule, by: (name: string) => number): Step {
  switch (rule) {
    case 'sgd':
      return { kernel: 'descend', by: [by('rate')] };
    case 'momentum':
    case 'nesterov': {
      const isNesterov = rule === 'nesterov' ? 1 : 0;
      return { kernel: 'descendWithMomentum', by: [by('rate'), by('momentum'), isNesterov] };
    }
    case 'adam': {
      const rate = (by('rate') * Math.sqrt(1 - by('power2'))) / (1 - by('power1'));
      const more = [by('beta1'), by('beta2'), by('epsilon')];
      return { kernel: 'descendAdam', by: [rate, ...more] };
    }
    case 'rmsprop': {
      const more = [by('decay'), by('momentum'), by('epsilon')];
      return { kernel: 'descendRmsprop', by: [by('rate'), ...more] };
    }
  }
}

/** The tensor itself where nobody else has its data, else a copy: what others hold stays as it is. */
function writable(backend: Wasm, tensor: TensorInfo): TensorInfo {
  const { dataId, shape, dtype } = tensor;
  if (backend.refCount(dataId) > 1) {
    return filledTensor(backend, shape, (to) => {
      const from = addressOf(backend, tensor) >>> 0;
      heapOf(backend).HEAPU8.copyWithin(to >>> 0, from, from + 4 * sizeOf(shape));
    });
  }
  forgetPacked(backend, tensor);
  backend.incRef(dataId);
  return { dataId, shape, dtype };
}

/** XNNPACK keeps weights in an order of its own for as long as their number is known. */
function forgetPacked(backend: Wasm, tensor: TensorInfo): void {
  const { id, memoryOffset } = backend.dataIdMap.get(tensor.dataId);
  backend.wasm.tfjs.disposeData(id);
  backend.wasm.tfjs.registerTensor(id, sizeOf(tensor.shape), memoryOffset);
}

function run(backend: Wasm, { kernel, by }: Step, tensors: readonly TensorInfo[]): void {
  const size = sizeOf(tensors[0]?.shape ?? []);
  const addresses = tensors.map((tensor) => addressOf(backend, tensor));
  const parts = spansOf(size, streamsFor(threadsOf(backend), size), 4).map(({ first, count }) => [
    ...addresses.map((address) => address + 4 * first),
    ...[count, ...by],
  ]);
  inParts(backend, kernel, { parts, scratch: 0 });
}
