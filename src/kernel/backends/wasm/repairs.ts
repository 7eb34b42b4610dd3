import type { Tf } from '../started';
import { throughCpu } from './fallback';
import { inputOf, originalKernels, replaceKernel } from './kernels';

/**
 * Kernels of the wasm backend that answer wrongly, or not at all:
 *
 * - Cast to bool keeps the low byte of a number: 256 is false, -1 is 255;
 * - BatchMatMul refuses whole numbers, which confusion matrices are counted in;
 * - MaxPoolWithArgmax takes 0 for the largest where all of a window is below.
 */
export function installRepairs(tf: Tf): void {
  const originals = originalKernels(tf);
  replaceKernel(tf, 'Cast', ({ inputs, attrs, backend }, before) => {
    const x = inputOf(inputs, 'x');
    if (attrs['dtype'] !== 'bool' || x.dtype === 'bool') {
      return before();
    }
    const call = originals(backend);
    const zero = {
      dataId: backend.write(
        x.dtype === 'int32' ? new Int32Array(1) : new Float32Array(1),
        [],
        x.dtype,
      ),
      shape: [],
      dtype: x.dtype,
    };
    try {
      return call('NotEqual', { a: x, b: zero }, {});
    } finally {
      backend.disposeData(zero.dataId);
    }
  });
  const onCpu = (name: string) => throughCpu(tf, tf.getKernel(name, 'cpu').kernelFunc);
  const product = onCpu('BatchMatMul');
  replaceKernel(tf, 'BatchMatMul', ({ inputs, attrs, backend }, before) => {
    const areFloats = ['a', 'b'].every((side) => inputOf(inputs, side).dtype === 'float32');
    return areFloats ? before() : onlyResult(product({ inputs, attrs, backend }));
  });
  replaceWhole(tf, 'MaxPoolWithArgmax', onCpu('MaxPoolWithArgmax'));
}

type KernelFunc = ReturnType<typeof throughCpu>;

/** `replaceKernel` for a kernel with several results. */
function replaceWhole(tf: Tf, kernelName: string, kernelFunc: KernelFunc): void {
  tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc });
}

function onlyResult<Result>(results: Result | Result[]): Result {
  const [only] = Array.isArray(results) ? results : [results];
  if (only === undefined) {
    throw new Error('A kernel gave no result.');
  }
  return only;
}
