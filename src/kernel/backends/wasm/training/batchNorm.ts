import type { NamedTensorInfoMap, Tensor, TensorInfo } from '@tensorflow/tfjs';

import type { Tf } from '../../started';
import { sizeOf } from '../heap';
import type { Wasm } from '../kernels';
import { inputOf, replaceKernel } from '../kernels';
import type { SimdKernels } from '../simd';
import { addressOf, clearFloats, filledTensor, simdOf, withFloats } from '../simd';
import { areFloats } from './common';

/** Normalizes each channel, the last axis, by its own mean and variance in the batch. */
export const batchNormName = 'TsnbBatchNorm';
const gradientName = 'TsnbBatchNormGradient';

interface Call {
  readonly simd: SimdKernels;
  readonly backend: Wasm;
  /** Address of an input. */
  readonly at: (name: string) => number;
  readonly x: TensorInfo;
  readonly rows: number;
  readonly channels: number;
  readonly epsilon: number;
}

/**
 * Batch normalization of a training step as one kernel with its gradient. tfjs composes it of a dozen
 * operations that keep three tensors of the size of their input until the backward pass; this keeps
 * the input.
 *
 *   inputs: x, gamma, beta; outputs: y, mean, variance (divided by the number of values)
 */
export function installBatchNorm(tf: Tf): void {
  const register = (kernelName: string, run: (call: Call) => TensorInfo[]) =>
    tf.registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: ({ inputs, attrs, backend }) =>
        run(
          callOf({
            simd: simdOf(backend as Wasm),
            backend: backend as Wasm,
            inputs,
            epsilon: attrs?.['epsilon'] as number,
          }),
        ),
    });
  register(batchNormName, normalize);
  register(gradientName, gradients);
  tf.registerGradient({
    kernelName: batchNormName,
    inputsToSave: ['x', 'gamma'],
    outputsToSave: [false, true, true],
    gradFunc: (slopes, [x, gamma, mean, variance], attrs) => {
      const [dy] = slopes as Tensor[];
      const inputs = { x, gamma, mean, variance, dy } as unknown as Record<string, Tensor>;
      const made: Tensor[] = tf.engine().runKernel(gradientName, inputs, attrs);
      const [dx, dGamma, dBeta] = made as [Tensor, Tensor, Tensor];
      return { x: () => dx, gamma: () => dGamma, beta: () => dBeta };
    },
  });
  replaceKernel(tf, 'FusedBatchNorm', ({ inputs, attrs, backend }, before) => {
    const { scale, offset } = inputs as Partial<NamedTensorInfoMap>;
    const x = inputOf(inputs, 'x');
    const given = [inputOf(inputs, 'mean'), inputOf(inputs, 'variance'), scale, offset];
    const perChannel = given.filter((tensor) => tensor !== undefined);
    const isPerChannel = perChannel.every(({ shape }) => shape.length === 1);
    if (!isPerChannel || !areFloats(x, ...perChannel)) {
      return before();
    }
    const epsilon = attrs['varianceEpsilon'] as number;
    const call = callOf({ simd: simdOf(backend), backend, inputs, epsilon });
    return filledTensor(backend, x.shape, (y) =>
      scaleChannels(call, {
        ...{ mean: call.at('mean'), variance: call.at('variance'), y },
        gamma: scale === undefined ? 0 : call.at('scale'),
        beta: offset === undefined ? 0 : call.at('offset'),
      }),
    );
  });
}

function callOf({
  inputs,
  ...rest
}: Pick<Call, 'simd' | 'backend' | 'epsilon'> & { readonly inputs: NamedTensorInfoMap }): Call {
  const x = inputOf(inputs, 'x');
  const channels = x.shape.at(-1) ?? 1;
  const at = (name: string) => addressOf(rest.backend, inputOf(inputs, name));
  return { ...rest, at, x, channels, rows: sizeOf(x.shape.slice(0, -1)) };
}

function normalize(call: Call): TensorInfo[] {
  const { simd, backend, at, x, rows, channels } = call;
  return filledTensors(backend, [x.shape, [channels], [channels]], ([y, mean, variance]) => {
    simd.moments(at('x'), mean, variance, rows, channels);
    scaleChannels(call, { mean, variance, gamma: at('gamma'), beta: at('beta'), y });
  });
}

/** y = (x - mean) * gamma / sqrt(variance + epsilon) + beta; gamma and beta may be missing (0). */
function scaleChannels(
  { simd, backend, at, rows, channels, epsilon }: Call,
  to: Readonly<Record<'mean' | 'variance' | 'gamma' | 'beta' | 'y', number>>,
): void {
  withFloats(backend, 2 * channels, (scale) => {
    const zeros = scale + 4 * channels;
    simd.scales(to.variance, to.gamma, epsilon, scale, channels);
    if (to.beta === 0) {
      clearFloats(backend, zeros, channels);
    }
    simd.normalize(at('x'), to.mean, scale, to.beta === 0 ? zeros : to.beta, to.y, rows, channels);
  });
}

function gradients({ simd, backend, at, x, rows, channels, epsilon }: Call): TensorInfo[] {
  return filledTensors(backend, [x.shape, [channels], [channels]], ([dx, dGamma, dBeta]) =>
    withFloats(backend, 3 * channels, (ofSlope) => {
      const ofCentered = ofSlope + 4 * channels;
      const added = ofCentered + 4 * channels;
      simd.slopes(at('x'), at('dy'), at('mean'), dBeta, dGamma, rows, channels);
      simd.factors(
        ...[at('variance'), at('gamma'), epsilon, dBeta, dGamma],
        ...[ofSlope, ofCentered, added, rows, channels],
      );
      simd.blend(
        ...[at('x'), at('mean'), at('dy'), ofSlope, ofCentered, added, dx],
        ...[rows, channels],
      );
    }),
  );
}

type Three = readonly [number, number, number];

/** Three new tensors, or, when there is no room for all, none. */
function filledTensors(
  backend: Wasm,
  [first, second, third]: readonly [number[], number[], number[]],
  work: (addresses: Three) => void,
): TensorInfo[] {
  const rest: TensorInfo[] = [];
  const tensor = filledTensor(backend, first, (a) => {
    const b = filledTensor(backend, second, (atB) => {
      rest.push(filledTensor(backend, third, (c) => work([a, atB, c])));
    });
    rest.unshift(b);
  });
  return [tensor, ...rest];
}
