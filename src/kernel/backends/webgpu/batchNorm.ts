import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs';

import type { Tf } from '../started';
import { ownNames } from '../training/names';
import { sizeOf } from '../wasm/heap';
import { inputOf } from '../wasm/kernels';
import type { Parts } from './parts';
import { flatProgram } from './program';
import { channelSums } from './sums';

interface Call {
  readonly backend: Parts;
  readonly input: (name: string) => TensorInfo;
  readonly epsilon: number;
}

/**
 * Our batch normalization in shaders of its own: the moments and the sums of the gradient a channel,
 * then one pass over the map. tfjs composes it of some forty operations, each of which reads and
 * writes whole maps.
 */
export function installBatchNorm(tf: Tf): void {
  const register = (kernelName: string, compute: (call: Call) => TensorInfo[]) => {
    const kernelFunc: KernelConfig['kernelFunc'] = ({ inputs, attrs, backend }) =>
      compute({
        backend: backend as unknown as Parts,
        input: (name) => inputOf(inputs, name),
        epsilon: attrs?.['epsilon'] as number,
      });
    tf.registerKernel({ kernelName, backendName: 'webgpu', kernelFunc });
  };
  register(ownNames.batchNorm, normalize);
  register(ownNames.batchNormGradient, gradients);
}

function normalize({ backend, input, epsilon }: Call): TensorInfo[] {
  const [x, gamma, beta] = [input('x'), input('gamma'), input('beta')];
  const factor = 1 / rowsOf(x);
  const mean = channelSums(backend, { term: 'x[at]', inputs: { x }, factor });
  const variance = channelSums(backend, {
    term: '(x[at] - mean[channel]) * (x[at] - mean[channel])',
    inputs: { x, mean },
    factor,
  });
  const y = overMap(backend, {
    value: `(x[index] - mean[channel]) * ${narrowing} * gamma[channel] + beta[channel]`,
    inputs: { x, mean, variance, gamma, beta },
    epsilon,
  });
  return [y, mean, variance];
}

function gradients({ backend, input, epsilon }: Call): TensorInfo[] {
  const [dy, x, gamma] = [input('dy'), input('x'), input('gamma')];
  const [mean, variance] = [input('mean'), input('variance')];
  const dBeta = channelSums(backend, { term: 'dy[at]', inputs: { dy } });
  const dGamma = channelSums(backend, {
    term: `dy[at] * (x[at] - mean[channel]) * ${narrowing}`,
    inputs: { dy, x, mean, variance },
    epsilon,
  });
  const dx = overMap(backend, {
    value: `(dy[index] - (dBeta[channel] + (x[index] - mean[channel]) * ${narrowing} *
      dGamma[channel]) / uniforms.rows) * ${narrowing} * gamma[channel]`,
    inputs: { dy, x, mean, variance, gamma, dBeta, dGamma },
    epsilon,
  });
  return [dx, dGamma, dBeta];
}

/** What a channel is multiplied by to have a deviation of 1. */
const narrowing = 'inverseSqrt(variance[channel] + uniforms.epsilon)';

interface OverMap {
  /** At `index` of the map, in WGSL, by the names that its inputs have. */
  readonly value: string;
  /** The first is the map. */
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly epsilon: number;
}

function overMap(backend: Parts, { value, inputs, epsilon }: OverMap): TensorInfo {
  const tensors = Object.values(inputs);
  const [{ shape }] = tensors as [TensorInfo];
  const program = flatProgram({
    name: 'batchNorm',
    variableNames: Object.keys(inputs),
    uniforms: 'channels : i32, rows : f32, epsilon : f32,',
    outputShape: shape,
    body: `
      let channel = index % uniforms.channels;
      setOutputAtIndex(index, ${value});`,
  });
  return backend.runWebGPUProgram(program, tensors, 'float32', [
    { type: 'int32', data: [shape.at(-1) ?? 1] },
    { type: 'float32', data: [rowsOf({ shape })] },
    { type: 'float32', data: [epsilon] },
  ]);
}

/** The values that a channel has. */
function rowsOf({ shape }: Pick<TensorInfo, 'shape'>): number {
  return sizeOf(shape.slice(0, -1));
}
