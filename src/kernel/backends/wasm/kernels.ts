import type { KernelConfig, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

import type { Tf } from '../started';

/** The parts of the wasm backend that kernels work with. */
export type Wasm = Pick<
  BackendWasm,
  | 'dataIdMap'
  | 'dispose'
  | 'disposeData'
  | 'incRef'
  | 'makeOutput'
  | 'move'
  | 'readSync'
  | 'refCount'
  | 'typedArrayFromHeap'
  | 'wasm'
  | 'write'
>;

/** A kernel of the wasm backend with one output. */
export type WasmKernel = (call: {
  readonly inputs: NamedTensorInfoMap;
  readonly attrs: NamedAttrMap;
  readonly backend: Wasm;
}) => TensorInfo;

/** Calls one of the wasm backend's own kernels. */
export type CallKernel = (
  name: string,
  inputs: NamedTensorInfoMap | readonly TensorInfo[],
  attrs: NamedAttrMap,
) => TensorInfo;

/** The same data under another shape; owns nothing. */
export function view(tensor: TensorInfo, shape: number[]): TensorInfo {
  return { dataId: tensor.dataId, shape, dtype: tensor.dtype };
}

/** Frees the data of intermediate results when the work is done, also when it throws. */
export function scratch<Result>(
  backend: Wasm,
  work: (keep: (tensor: TensorInfo) => TensorInfo) => Result,
): Result {
  const kept: TensorInfo[] = [];
  try {
    return work((tensor) => {
      kept.push(tensor);
      return tensor;
    });
  } finally {
    for (const { dataId } of kept) {
      backend.disposeData(dataId);
    }
  }
}

/** Kernels of the wasm backend as functions, the ones that were there before any replacement. */
export function originalKernels(tf: Tf): (backend: Wasm) => CallKernel {
  const originals = new Map(
    tf.getKernelsForBackend('wasm').map((config) => [config.kernelName, config]),
  );
  return (backend) => (name, inputs, attrs) => {
    const config = originals.get(name);
    if (config === undefined) {
      throw new Error(`The wasm backend has no kernel ${name}.`);
    }
    // Concat and its like take a list, which tfjs' own type of a kernel leaves out.
    const result = config.kernelFunc({ inputs: inputs as NamedTensorInfoMap, attrs, backend });
    return single(result, name);
  };
}

/** Puts a kernel in the place of the wasm backend's own, which it may call, or adds it. */
export function replaceKernel(
  tf: Tf,
  name: string,
  kernel: (call: Parameters<WasmKernel>[0], before: () => TensorInfo) => TensorInfo,
): void {
  const old = kernelOf(tf, name);
  if (old !== undefined) {
    tf.unregisterKernel(name, 'wasm');
  }
  tf.registerKernel({
    ...old,
    kernelName: name,
    backendName: 'wasm',
    kernelFunc: (call) =>
      kernel(
        { inputs: call.inputs, attrs: call.attrs ?? {}, backend: call.backend as Wasm },
        () => {
          if (old === undefined) {
            throw new Error(`The wasm backend has no kernel ${name}.`);
          }
          return single(old.kernelFunc(call), name);
        },
      ),
  });
}

/** A kernel of the wasm backend; `undefined` where it has none. */
function kernelOf(tf: Tf, name: string): KernelConfig | undefined {
  return tf.getKernelsForBackend('wasm').find((config) => config.kernelName === name);
}

/** The input of a kernel by name; tfjs declares it as always there. */
export function inputOf(inputs: NamedTensorInfoMap, name: string): TensorInfo {
  const tensor = inputs[name];
  if (tensor === undefined) {
    throw new Error(`A kernel got no input ${name}. Received ${Object.keys(inputs).join(', ')}.`);
  }
  return tensor;
}

function single(result: TensorInfo | TensorInfo[], name: string): TensorInfo {
  if (Array.isArray(result)) {
    throw new Error(`The kernel ${name} gave ${result.length} results. Expected one.`);
  }
  return result;
}
