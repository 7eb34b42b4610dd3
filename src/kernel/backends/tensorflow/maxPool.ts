import type { NamedAttrMap, Tensor, TensorInfo } from '@tensorflow/tfjs';

import type { Tf } from '../started';
import { inputOf } from '../wasm/kernels';
import type { Operation, TensorFlow } from './operations';
import { attributesFor, executeOne, executeRaw } from './operations';
import { replaceKernel } from './replace';

/**
 * Max pooling in training by oneDNN, which TensorFlow has on a processor but does not choose for
 * operations that are run one by one: there its own looks for the maxima again for the gradient, on
 * one thread, in six times as long (3x3 windows at each of 56x56 pixels, 192 channels). oneDNN notes
 * where they are. Both give a window's slope to the first of equal values.
 */
export function installMaxPoolGradient(tf: Tf): void {
  let isThere = true;
  /** What oneDNN has to say; nothing where it has not, for good. */
  const tried = <Result>(work: () => Result): Result | undefined => {
    try {
      return isThere ? work() : undefined;
    } catch {
      // A TensorFlow without oneDNN, or with another: it keeps to its own operation.
      isThere = false;
      return undefined;
    }
  };
  replaceKernel(tf, 'MaxPool', (call, before) => {
    const backend = call.backend as unknown as TensorFlow;
    const x = inputOf(call.inputs, 'x');
    const isTraining = tf.engine().state.gradientDepth > 0;
    const attributes = isTraining ? attributesOf(tf, backend, x, call.attrs ?? {}) : undefined;
    if (attributes === undefined) {
      return before();
    }
    return tried(() => pooled(backend, attributes, x)) ?? before();
  });
  replaceKernel(tf, 'MaxPoolGrad', (call, before) => {
    const backend = call.backend as unknown as TensorFlow;
    const [input, output, dy] = ['input', 'output', 'dy'].map((name) => inputOf(call.inputs, name));
    if (input === undefined || output === undefined || dy?.dtype !== 'float32') {
      return before();
    }
    const attributes = attributesOf(tf, backend, input, call.attrs ?? {});
    if (attributes === undefined || dy.shape.includes(0)) {
      return before();
    }
    return tried(() => gradient(backend, attributes, { input, output, dy })) ?? before();
  });
}

type Attributes = Operation['attributes'];

/** Nothing for what oneDNN's operations are not for. */
function attributesOf(
  tf: Tf,
  backend: TensorFlow,
  { shape, dtype }: TensorInfo,
  { filterSize, strides, pad, dimRoundingMode }: NamedAttrMap,
): Attributes | undefined {
  const info = tf.backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize as [number, number],
    strides as [number, number],
    1,
    pad as 'same' | 'valid' | number,
    dimRoundingMode as 'floor' | undefined,
  );
  const { type } = info.padInfo;
  const isKnown = type === 'VALID' || type === 'SAME';
  if (!isKnown || dtype !== 'float32' || shape.includes(0) || backend.isUsingGpuDevice) {
    return undefined;
  }
  const { float32, integers, text, flag } = attributesFor(backend);
  return [
    float32('T'),
    integers('ksize', [1, info.filterHeight, info.filterWidth, 1]),
    integers('strides', [1, info.strideHeight, info.strideWidth, 1]),
    ...[text('padding', type), text('data_format', 'NHWC'), flag('workspace_enabled', true)],
    // How TensorFlow marks its kernels that are oneDNN's.
    text('_kernel', 'MklNameChangeOp'),
  ];
}

/** The addon's tensors of where the maxima are, by the data of the maxima. */
const places = new WeakMap<object, number>();

function pooled(backend: TensorFlow, attributes: Attributes, x: TensorInfo): Tensor {
  const [maxima, where] = executeRaw(backend, {
    ...{ name: '_MklNativeMaxPool', inputs: [x], attributes },
    outputs: 2,
  });
  if (maxima === undefined || where === undefined) {
    throw new Error("TensorFlow's _MklNativeMaxPool gave no two results.");
  }
  const made = backend.createOutputTensor(maxima);
  endWithData(backend);
  places.set(made.dataId, where.id);
  return made;
}

const watched = new WeakSet<TensorFlow>();

/** What belongs to data ends with them. */
function endWithData(backend: TensorFlow): void {
  if (watched.has(backend)) {
    return;
  }
  watched.add(backend);
  const disposeData = backend.disposeData.bind(backend);
  backend.disposeData = (dataId, force) => {
    const isGone = disposeData(dataId, force);
    const id = isGone ? places.get(dataId) : undefined;
    if (id !== undefined) {
      places.delete(dataId);
      backend.binding.deleteTensor(id);
    }
    return isGone;
  };
}

function gradient(
  backend: TensorFlow,
  attributes: Attributes,
  { input, output, dy }: Readonly<Record<'input' | 'output' | 'dy', TensorInfo>>,
): TensorInfo {
  const name = '_MklNativeMaxPoolGrad';
  const known = places.get(output.dataId);
  if (known !== undefined) {
    return executeOne(backend, { name, inputs: [input, output, dy, known], attributes });
  }
  const made = executeRaw(backend, {
    ...{ name: '_MklNativeMaxPool', inputs: [input], attributes },
    outputs: 2,
  });
  const [y = 0, where = 0] = made.map(({ id }) => id);
  try {
    return executeOne(backend, { name, inputs: [input, y, dy, where], attributes });
  } finally {
    for (const { id } of made) {
      backend.binding.deleteTensor(id);
    }
  }
}
