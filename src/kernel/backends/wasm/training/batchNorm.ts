import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';

import type { Tf } from '../../started';
import { areFloats } from '../../training/common';
import { ownNames } from '../../training/names';
import { sizeOf } from '../heap';
import type { Wasm } from '../kernels';
import { inputOf, replaceKernel } from '../kernels';
import type { SimdKernels } from '../simd';
import {
  addressOf,
  clearFloats,
  filledTensor,
  inParts,
  simdOf,
  withFloats,
  threadsOf,
} from '../simd';

import type { Span } from './parts';
import { spansOf, streamsFor } from './parts';

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

/** Batch normalization of a training step and its gradient, one kernel each. */
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
  register(ownNames.batchNorm, normalize);
  register(ownNames.batchNormGradient, gradients);
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
  const { backend, at, x, channels } = call;
  return filledTensors(backend, [x.shape, [channels], [channels]], ([y, mean, variance]) => {
    moments(call, mean, variance);
    scaleChannels(call, { mean, variance, gamma: at('gamma'), beta: at('beta'), y });
  });
}

/**
 * Sums are taken of so many parts by themselves, however many threads there are: what comes out
 * depends on nothing but what went in.
 */
function sumSpans({ rows, channels }: Pick<Call, 'rows' | 'channels'>): readonly Span[] {
  return spansOf(rows, rows * channels < 2 ** 17 ? 1 : 16, 64);
}

/** Bytes that it takes beside inputs and outputs while it runs. */
export function batchNormBytes(
  { shape }: Pick<TensorInfo, 'shape'>,
  { isGradient }: { readonly isGradient: boolean },
): number {
  const channels = shape.at(-1) ?? 1;
  const spans = sumSpans({ channels, rows: sizeOf(shape.slice(0, -1)) });
  return 4 * channels * (2 * Math.max(1, spans.length) + (isGradient ? 3 : 0));
}

function moments(call: Call, mean: number, variance: number): void {
  const { simd, backend, at, channels } = call;
  const spans = sumSpans(call);
  withFloats(backend, 2 * channels * spans.length, (address) => {
    const places = spans.map((_, index) => address + 8 * channels * index);
    const ofPart = places.map((place) => [place, place + 4 * channels] as const);
    const parts = spans.map(({ first, count }, index) => [
      ...[at('x') + 4 * first * channels, ...(ofPart[index] ?? []), count, channels],
    ]);
    inParts(backend, 'moments', { parts, scratch: 0 });
    clearFloats(backend, mean, channels);
    clearFloats(backend, variance, channels);
    for (const [index, { first, count }] of spans.entries()) {
      simd.mergeMoments(mean, variance, first, ...(ofPart[index] ?? []), count, channels);
    }
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
    const parts = spansOf(rows, streamsFor(threadsOf(backend), rows * channels)).map(
      ({ first, count }) => [
        ...[at('x') + 4 * first * channels, to.mean, scale, to.beta === 0 ? zeros : to.beta],
        ...[to.y + 4 * first * channels, count, channels],
      ],
    );
    inParts(backend, 'normalize', { parts, scratch: 0 });
  });
}

function gradients(call: Call): TensorInfo[] {
  const { simd, backend, at, x, rows, channels, epsilon } = call;
  return filledTensors(backend, [x.shape, [channels], [channels]], ([dx, dGamma, dBeta]) =>
    withFloats(backend, 3 * channels, (ofSlope) => {
      const ofCentered = ofSlope + 4 * channels;
      const added = ofCentered + 4 * channels;
      slopes(call, dBeta, dGamma);
      simd.factors(
        ...[at('variance'), at('gamma'), epsilon, dBeta, dGamma],
        ...[ofSlope, ofCentered, added, rows, channels],
      );
      const parts = spansOf(rows, streamsFor(threadsOf(backend), rows * channels)).map(
        ({ first, count }) => {
          const offset = 4 * first * channels;
          return [
            ...[at('x') + offset, at('mean'), at('dy') + offset],
            ...[ofSlope, ofCentered, added, dx + offset, count, channels],
          ];
        },
      );
      inParts(backend, 'blend', { parts, scratch: 0 });
    }),
  );
}

/** The sums of dy and of dy * (x - mean), each in rows of its own until they are added up. */
function slopes(call: Call, sums: number, products: number): void {
  const { simd, backend, at, channels } = call;
  const spans = sumSpans(call);
  withFloats(backend, 2 * channels * spans.length, (address) => {
    const second = address + 4 * channels * spans.length;
    const parts = spans.map(({ first, count }, index) => {
      const [offset, row] = [4 * first * channels, 4 * index * channels];
      return [
        ...[at('x') + offset, at('dy') + offset, at('mean')],
        ...[address + row, second + row, count, channels],
      ];
    });
    inParts(backend, 'slopes', { parts, scratch: 0 });
    simd.columnSums(address, sums, spans.length, channels);
    simd.columnSums(second, products, spans.length, channels);
  });
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
