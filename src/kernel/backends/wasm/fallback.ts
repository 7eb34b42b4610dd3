import type { KernelBackend, KernelFunc, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';

import type { Tf } from '../started';

/** The parts of a backend that carry data across. */
type Carrier = Pick<KernelBackend, 'readSync' | 'write' | 'disposeData'>;

/** How the cpu backend is reached from a kernel of another backend. */
interface Bridge {
  readonly tf: Tf;
  readonly cpu: Carrier;
  readonly other: Carrier;
}

/**
 * Registers each kernel that only the cpu backend has on another one as well: the inputs are copied
 * over, the cpu kernel runs, the results are copied back. Slow, and right. Returns their names.
 */
export function installFallback(tf: Tf, backendName: string): readonly string[] {
  const present = new Set(tf.getKernelsForBackend(backendName).map(({ kernelName }) => kernelName));
  const missing = tf
    .getKernelsForBackend('cpu')
    .filter(({ kernelName }) => !present.has(kernelName));
  for (const { kernelName, kernelFunc } of missing) {
    tf.registerKernel({ kernelName, backendName, kernelFunc: throughCpu(tf, kernelFunc) });
  }
  return missing.map(({ kernelName }) => kernelName);
}

const detours = new WeakSet<KernelFunc>();

/** The kernels of a backend that cpu computes for it. */
export function filledKernels(tf: Tf, backendName: string): readonly string[] {
  return tf
    .getKernelsForBackend(backendName)
    .filter(({ kernelFunc }) => detours.has(kernelFunc))
    .map(({ kernelName }) => kernelName);
}

/** Lets another backend call a kernel of cpu, with copies of its inputs. */
export function throughCpu(tf: Tf, kernelFunc: KernelFunc): KernelFunc {
  const detour: KernelFunc = ({ inputs, attrs, backend }) => {
    const cpu = tf.findBackend('cpu');
    const bridge = { tf, cpu, other: backend as Carrier };
    const made: TensorInfo[] = [];
    try {
      const copies = mapTensors(inputs, (tensor) => {
        const copy = toCpu(bridge, tensor);
        made.push(copy);
        return copy;
      });
      const result = kernelFunc({ inputs: copies, backend: cpu, ...(attrs && { attrs }) });
      const outputs = Array.isArray(result) ? result : [result];
      made.push(...outputs);
      const back = outputs.map((tensor) => toOther(bridge, tensor));
      return Array.isArray(result) ? back : (back[0] ?? []);
    } finally {
      // An output may share its data with an input: each datum goes once.
      for (const dataId of new Set(made.map((tensor) => tensor.dataId))) {
        cpu.disposeData(dataId, true);
      }
    }
  };
  detours.add(detour);
  return detour;
}

/** Inputs come as an object or, for Concat and its like, as a list; optional ones are missing. */
function mapTensors(
  inputs: NamedTensorInfoMap,
  change: (tensor: TensorInfo) => TensorInfo,
): NamedTensorInfoMap {
  const entries = Object.entries(inputs).map(
    ([name, tensor]) => [name, tensor?.dataId === undefined ? tensor : change(tensor)] as const,
  );
  const changed = Object.fromEntries(entries);
  return Array.isArray(inputs) ? (Object.values(changed) as unknown as typeof changed) : changed;
}

/** The cpu backend keeps complex numbers as two tensors, wasm (see `complex.ts`) as pairs. */
function toCpu({ tf, cpu, other }: Bridge, { dataId, shape, dtype }: TensorInfo): TensorInfo {
  const values = other.readSync(dataId);
  if (dtype !== 'complex64') {
    return { dataId: cpu.write(values, shape, dtype), shape, dtype };
  }
  const { real, imag } = tf.backend_util.splitRealAndImagArrays(values as Float32Array);
  const part = (half: Float32Array): TensorInfo => ({
    dataId: cpu.write(half, shape, 'float32'),
    shape,
    dtype: 'float32',
  });
  const halves = { real: part(real), imag: part(imag) };
  const complex = tf.getKernel('Complex', 'cpu').kernelFunc({ inputs: halves, backend: cpu });
  // The complex tensor took its own references.
  cpu.disposeData(halves.real.dataId);
  cpu.disposeData(halves.imag.dataId);
  return complex as TensorInfo;
}

function toOther({ cpu, other }: Bridge, { dataId, shape, dtype }: TensorInfo): TensorInfo {
  return { dataId: other.write(ofType(cpu.readSync(dataId), dtype), shape, dtype), shape, dtype };
}

type Values = ReturnType<Carrier['readSync']>;

/** Cpu's kernels now and then keep whole numbers as floats, which others would read as bits. */
function ofType(values: Values, dtype: TensorInfo['dtype']): Values {
  switch (dtype) {
    case 'int32':
      return values instanceof Int32Array ? values : Int32Array.from(values as Float32Array);
    case 'bool':
      return values instanceof Uint8Array ? values : Uint8Array.from(values as Float32Array);
    case 'float32':
      return values instanceof Float32Array ? values : Float32Array.from(values as Int32Array);
    case 'complex64':
    case 'string':
      return values;
  }
}
