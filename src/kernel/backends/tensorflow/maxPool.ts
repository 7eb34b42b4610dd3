import type { TensorInfo } from '@tensorflow/tfjs';

import type { Tf } from '../started';
import { inputOf } from '../wasm/kernels';
import type { Operation, TensorFlow } from './operations';
import { attributesFor, executeOne, executeRaw } from './operations';
import { replaceKernel } from './replace';

/**
 * The gradient of max pooling by oneDNN, which TensorFlow has on a processor but does not choose for
 * operations that are run one by one: there its own looks for the maxima again, on one thread, in
 * six times as long (3x3 windows at each of 56x56 pixels, 192 channels). Both give a window's slope to
 * the first of equal values.
 */
export function installMaxPoolGradient(tf: Tf): void {
  let isThere = true;
  replaceKernel(tf, 'MaxPoolGrad', (call, before) => {
    const backend = call.backend as unknown as TensorFlow;
    const { filterSize, strides, pad, dimRoundingMode } = call.attrs ?? {};
    const input = inputOf(call.inputs, 'input');
    const dy = inputOf(call.inputs, 'dy');
    const info = tf.backend_util.computePool2DInfo(
      input.shape as [number, number, number, number],
      filterSize as [number, number],
      strides as [number, number],
      1,
      pad as 'same' | 'valid' | number,
      dimRoundingMode as 'floor' | undefined,
    );
    const { type } = info.padInfo;
    const isKnown = type === 'VALID' || type === 'SAME';
    const isFloat = input.dtype === 'float32' && dy.dtype === 'float32';
    const isEmpty = [...input.shape, ...dy.shape].includes(0);
    if (!isThere || !isKnown || !isFloat || isEmpty || backend.isUsingGpuDevice) {
      return before();
    }
    const { float32, integers, text, flag } = attributesFor(backend);
    const attributes = [
      float32('T'),
      integers('ksize', [1, info.filterHeight, info.filterWidth, 1]),
      integers('strides', [1, info.strideHeight, info.strideWidth, 1]),
      ...[text('padding', type), text('data_format', 'NHWC'), flag('workspace_enabled', true)],
      // How TensorFlow marks its kernels that are oneDNN's.
      text('_kernel', 'MklNameChangeOp'),
    ];
    try {
      return byOneDnn(backend, attributes, { input, dy });
    } catch {
      // A TensorFlow without oneDNN, or with another: it keeps to its own operation.
      isThere = false;
      return before();
    }
  });
}

function byOneDnn(
  backend: TensorFlow,
  attributes: Operation['attributes'],
  { input, dy }: Readonly<Record<'input' | 'dy', TensorInfo>>,
): TensorInfo {
  const name = '_MklNativeMaxPool';
  const made = executeRaw(backend, { name, inputs: [input], attributes, outputs: 2 });
  const [y = 0, places = 0] = made.map(({ id }) => id);
  try {
    const inputs = [input, y, dy, places];
    return executeOne(backend, { name: '_MklNativeMaxPoolGrad', inputs, attributes });
  } finally {
    for (const { id } of made) {
      backend.binding.deleteTensor(id);
    }
  }
}
