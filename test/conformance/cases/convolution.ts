import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs';

import { noisy } from '../values';
import { operation, rough, smooth, type Trial } from './operation';

type Pair = readonly [number, number];
type Pad = 'same' | 'valid' | number | [Pair, Pair, Pair, Pair];

const windows: readonly Pair[] = [
  ...[1, 2, 3, 4, 5, 7, 11].map((size) => [size, size] as const),
  ...([
    [1, 7],
    [7, 1],
    [1, 3],
    [3, 1],
    [2, 5],
  ] as const),
];
const strides = [1, 2, 3, 4, [1, 2], [2, 1]] as const;
const uneven: Pad = [
  [0, 0],
  [0, 1],
  [2, 1],
  [0, 0],
];
const pads: readonly Pad[] = ['same', 'valid', 2, uneven];
/** Channels and filters: below, at and beyond what is computed at a time. */
const depths: readonly Pair[] = [
  [1, 6],
  [3, 8],
  [4, 4],
  [2, 3],
  [7, 9],
  [8, 16],
  [9, 17],
  [12, 5],
];
const sizes: readonly Pair[] = [
  [13, 12],
  [11, 15],
  [16, 16],
];

/** Padding in numbers wants to be told how to round. */
function roundingOf(pad: Pad): 'floor' | undefined {
  return typeof pad === 'string' ? undefined : 'floor';
}

interface Shape {
  readonly x: readonly number[];
  readonly filter: readonly number[];
  readonly stride: number | Pair;
  readonly pad: Pad;
  readonly dilation?: number | Pair;
}

function convolution(shape: Shape): Trial {
  const { x, filter, stride, pad, dilation = 1 } = shape;
  return smooth(
    JSON.stringify(shape),
    (tf) => [noisy(tf, x), noisy(tf, filter, { seed: 5 })],
    (tf, images, weights) =>
      tf.conv2d(
        images as Tensor4D,
        weights as Tensor4D,
        stride as number,
        pad as 'same',
        'NHWC',
        dilation as number,
        roundingOf(pad),
      ),
  );
}

/** Every window with every stride and padding, in turns with the depths and sizes. */
function grid(): readonly Trial[] {
  let turn = 0;
  return windows.flatMap(([height, width]) =>
    strides.flatMap((stride) =>
      pads.map((pad) => {
        turn += 1;
        const [channels, filters] = depths[turn % depths.length] ?? [1, 1];
        const [rows, columns] = sizes[turn % sizes.length] ?? [1, 1];
        return convolution({
          x: [1 + (turn % 3), rows, columns, channels],
          filter: [height, width, channels, filters],
          ...{ stride, pad },
        });
      }),
    ),
  );
}

const particular: readonly Shape[] = [
  { x: [1, 3, 3, 520], filter: [3, 3, 520, 72], stride: 1, pad: 'same' },
  { x: [2, 70, 70, 4], filter: [3, 3, 4, 9], stride: 1, pad: 'same' },
  { x: [1, 66, 66, 20], filter: [3, 3, 20, 8], stride: 2, pad: 'same' },
  { x: [40, 3, 3, 8], filter: [3, 3, 8, 8], stride: 1, pad: 'same' },
  { x: [1, 1, 1, 12], filter: [1, 1, 12, 9], stride: 1, pad: 'valid' },
  { x: [1, 1, 1, 1], filter: [1, 1, 1, 1], stride: 1, pad: 'valid' },
  { x: [1, 5, 5, 2], filter: [5, 5, 2, 3], stride: 1, pad: 'valid' },
];

const dilated: readonly Trial[] = ([2, 3, [1, 2]] as const).flatMap((dilation) =>
  (['same', 'valid', 2] as const).map((pad) => {
    const label = JSON.stringify({ dilation, pad });
    return rough(label, (tf) =>
      tf.conv2d(
        noisy(tf, [2, 13, 11, 5]) as Tensor4D,
        noisy(tf, [3, 3, 5, 9], { seed: 5 }) as Tensor4D,
        ...([1, pad, 'NHWC', dilation as number, roundingOf(pad)] as const),
      ),
    );
  }),
);

const activations = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'prelu', 'leakyrelu'] as const;

/** The layer's form: bias and activation at once. Only some activations have a gradient. */
function fused(kind: 'conv2d' | 'depthwiseConv2d'): readonly Trial[] {
  return activations.flatMap((activation) =>
    (
      [
        [8, 1, 'same'],
        [11, 2, 'same'],
        [3, 3, 'valid'],
        [4, 1, 1],
      ] as const
    ).map(([filters, stride, pad]): Trial => {
      const shape = kind === 'conv2d' ? [2, 2, 5, filters] : [3, 3, 5, 2];
      const outputs = kind === 'conv2d' ? filters : 10;
      const label = JSON.stringify({ activation, filters: outputs, stride, pad });
      const compute: Parameters<typeof smooth>[2] = (tf, x, filter, bias, slope) =>
        tf.fused[kind]({
          ...{ x: x as Tensor4D, filter: filter as Tensor4D, strides: stride, activation },
          ...{ pad, bias, ...(pad === 1 ? { dimRoundingMode: 'floor' as const } : {}) },
          ...(activation === 'prelu' ? { preluActivationWeights: slope } : {}),
          ...(activation === 'leakyrelu' ? { leakyreluAlpha: 0.3 } : {}),
        });
      const inputs: Parameters<typeof smooth>[1] = (tf) => [
        noisy(tf, [2, 9, 7, 5], { scale: 20 }),
        noisy(tf, shape, { seed: 5 }),
        noisy(tf, [outputs], { seed: 3 }),
        ...(activation === 'prelu' ? [noisy(tf, [outputs], { seed: 4 })] : []),
      ];
      return ['linear', 'relu', 'relu6', 'elu'].includes(activation)
        ? smooth(label, inputs, compute)
        : rough(label, (tf) => compute(tf, ...inputs(tf)));
    }),
  );
}

const depthwise: readonly Trial[] = (
  [
    [3, 8, 1],
    [3, 7, 1],
    [5, 4, 1],
    [2, 3, 2],
    [3, 5, 3],
    [4, 2, 4],
    [1, 9, 1],
  ] as const
).flatMap(([size, channels, multiplier]) =>
  ([1, 2, 3] as const).flatMap((stride) =>
    (['same', 'valid', 1] as const).map((pad) =>
      smooth(
        JSON.stringify({ size, channels, multiplier, stride, pad }),
        (tf) => [
          noisy(tf, [2, 9, 8, channels]),
          noisy(tf, [size, size, channels, multiplier], { seed: 5 }),
        ],
        (tf, x, filter) =>
          tf.depthwiseConv2d(
            ...([x as Tensor4D, filter as Tensor4D, stride, pad, 'NHWC', 1] as const),
            roundingOf(pad),
          ),
      ),
    ),
  ),
);

const transposed: readonly Trial[] = (
  [
    [3, 1, 'same', [8, 7]],
    [3, 2, 'same', [16, 14]],
    [2, 2, 'valid', [16, 14]],
    [4, 2, 'same', [15, 13]],
  ] as const
).map(([size, stride, pad, [height, width]]) =>
  smooth(
    JSON.stringify({ size, stride, pad, height, width }),
    (tf) => [noisy(tf, [2, 8, 7, 5]), noisy(tf, [size, size, 3, 5], { seed: 5 })],
    (tf, x, filter) =>
      tf.conv2dTranspose(x as Tensor4D, filter as Tensor4D, [2, height, width, 3], stride, pad),
  ),
);

const gradients = ['Conv2DBackpropInput', 'Conv2DBackpropFilter'];

export const convolutionCases = [
  ...operation('conv2d', ['Conv2D', ...gradients], [...grid(), ...particular.map(convolution)]),
  ...operation('conv2d, dilated', ['Conv2D'], dilated),
  ...operation(
    'conv2d of no images',
    ['Conv2D', ...gradients],
    [
      smooth(
        'an empty batch',
        (tf) => [tf.zeros([0, 5, 5, 3]), noisy(tf, [3, 3, 3, 4])],
        (tf, x, filter) => tf.conv2d(x as Tensor4D, filter as Tensor4D, 1, 'same'),
      ),
    ],
  ),
  ...operation('fused.conv2d', ['FusedConv2D', ...gradients], fused('conv2d')),
  ...operation(
    'depthwiseConv2d',
    [
      'DepthwiseConv2dNative',
      'DepthwiseConv2dNativeBackpropInput',
      'DepthwiseConv2dNativeBackpropFilter',
    ],
    depthwise,
  ),
  ...operation(
    'fused.depthwiseConv2d',
    [
      'FusedDepthwiseConv2D',
      'DepthwiseConv2dNativeBackpropInput',
      'DepthwiseConv2dNativeBackpropFilter',
    ],
    fused('depthwiseConv2d'),
  ),
  ...operation('conv2dTranspose', ['Conv2DBackpropInput', 'Conv2D'], transposed),
  ...operation(
    'separableConv2d',
    ['DepthwiseConv2dNative', 'Conv2D'],
    [
      smooth(
        '3x3, 4 channels',
        (tf) => [
          noisy(tf, [2, 9, 8, 4]),
          noisy(tf, [3, 3, 4, 2], { seed: 5 }),
          noisy(tf, [1, 1, 8, 5], { seed: 7 }),
        ],
        (tf, x, depth, point) =>
          tf.separableConv2d(x as Tensor4D, depth as Tensor4D, point as Tensor4D, 1, 'same'),
      ),
    ],
  ),
  ...operation(
    'conv1d',
    ['Conv2D', ...gradients],
    [
      smooth(
        'windows of 3, stride 2',
        (tf) => [noisy(tf, [2, 9, 4]), noisy(tf, [3, 4, 5], { seed: 5 })],
        (tf, x, filter) => tf.conv1d(x as Tensor3D, filter as Tensor3D, 2, 'same'),
      ),
    ],
  ),
];
