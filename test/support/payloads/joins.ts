import { toColumn } from '../../../src/protocol/columns';
import type { ConcatPayload, FeatureMaps, Lane } from '../../../src/protocol/concat';
import { waves } from './galleries';

function maps(count: number, sent: number, side: number, low = 0, high = 2): FeatureMaps {
  const shown = Math.min(count, sent);
  return {
    height: side,
    width: side,
    channels: Array.from({ length: shown }, (_, index) => index),
    count,
    low,
    high,
    means: toColumn(Float32Array.from({ length: shown }, (_, index) => ((index * 7) % 11) / 10)),
    values: toColumn(waves(shown, side, side, 1)),
  };
}

const layer = (
  id: string,
  what: string,
  channels: number,
  params: number,
  className = 'Conv2D',
) => ({
  id,
  className,
  what,
  outputShape: [null, 28, 28, channels],
  params,
  macs: params * 784,
});

const field = (size: number) =>
  ({ size: [size, size], stride: [8, 8], padding: [(size - 1) / 2, (size - 1) / 2] }) as const;

function lane(
  name: string,
  range: readonly [number, number],
  layers: readonly ReturnType<typeof layer>[],
  size: number,
): Lane {
  const params = layers.reduce((sum, each) => sum + each.params, 0);
  return {
    name,
    layers,
    range,
    params,
    macs: params * 784,
    receptiveField: field(27 + 8 * (size - 1)),
    localField: { size: [size, size], stride: [1, 1], padding: [(size - 1) / 2, (size - 1) / 2] },
  };
}

/** Module 3a of GoogLeNet with maps of a made-up image. */
export function module3a(
  options: { readonly runId?: string; readonly maps?: boolean; readonly naiveMacs?: number } = {},
): ConcatPayload {
  const { runId = '1', maps: hasMaps = true } = options;
  const lanes: Lane[] = [
    lane('1x1', [0, 64], [layer('inception_3a_1x1', '1×1, 64 filters, relu', 64, 12352)], 1),
    {
      ...lane(
        '3x3 after reduction',
        [64, 192],
        [
          layer('inception_3a_3x3_reduce', '1×1, 96 filters, relu', 96, 18528),
          layer('inception_3a_3x3', '3×3, 128 filters, relu', 128, 110720),
        ],
        3,
      ),
      naive: { params: 221312, macs: 173408256 },
    },
    {
      ...lane(
        '5x5 after reduction',
        [192, 224],
        [
          layer('inception_3a_5x5_reduce', '1×1, 16 filters, relu', 16, 3088),
          layer('inception_3a_5x5', '5×5, 32 filters, relu', 32, 12832),
        ],
        5,
      ),
      naive: { params: 153632, macs: 120422400 },
    },
    lane(
      'pool projection',
      [224, 256],
      [
        layer('inception_3a_pool', '3×3, stride 1', 192, 0, 'MaxPooling2D'),
        layer('inception_3a_pool_proj', '1×1, 32 filters, relu', 32, 6176),
      ],
      3,
    ),
  ];
  return {
    summary: 'inception_3a_output of googlenet concatenates 4 branches to 28x28x256.',
    viewId: 'cell/3',
    runId,
    seq: 0,
    model: 'googlenet',
    layer: 'inception_3a_output',
    operation: 'concatenate',
    outputShape: [null, 28, 28, 256],
    fork: 'pool2_3x3_s2',
    lanes,
    siblings: ['inception_3b_output', 'inception_4a_output'],
    next: 'inception_3b_output',
    inputSize: [224, 224],
    ...(hasMaps && {
      notes: ['Maps of the first 40 channels of a branch are here.'],
      image: { height: 64, width: 64, channels: 3, values: toColumn(waves(1, 64, 64, 3)) },
      input: maps(192, 16, 28),
      laneMaps: [
        maps(64, 40, 28),
        maps(128, 40, 28, 0, 5),
        maps(32, 40, 28),
        maps(32, 40, 28, 0, 0.5),
      ],
    }),
  };
}

/** The sixth layer of a dense block. */
export function denseLayer(): ConcatPayload {
  const layers = Array.from({ length: 6 }, (_, index) =>
    lane(
      `layer ${index + 1}`,
      [64 + 32 * index, 96 + 32 * index],
      [
        layer(`block${index + 1}_0_bn`, '', 64, 256, 'BatchNormalization'),
        layer(`block${index + 1}_0_relu`, 'relu', 64, 0, 'Activation'),
        layer(`block${index + 1}_1_conv`, '1×1, 128 filters', 128, 8192),
        layer(`block${index + 1}_1_bn`, '', 128, 512, 'BatchNormalization'),
        layer(`block${index + 1}_1_relu`, 'relu', 128, 0, 'Activation'),
        layer(`block${index + 1}_2_conv`, '3×3, 32 filters', 32, 36864),
      ],
      3,
    ),
  );
  const lanes = [lane('block input', [0, 64], [], 1), ...layers];
  return {
    ...module3a(),
    summary: 'conv2_block6_concat of densenet121 concatenates 7 branches to 28x28x256.',
    viewId: 'cell/4',
    model: 'densenet121',
    layer: 'conv2_block6_concat',
    fork: 'pool1',
    lanes,
    siblings: ['conv2_block1_concat'],
    laneMaps: lanes.map(() => maps(32, 16, 14)),
  };
}

/** A residual block. */
export function addition(): ConcatPayload {
  return {
    ...module3a(),
    summary: 'conv2_block2_add of resnet50 adds 2 branches to 28x28x256: x + F(x).',
    viewId: 'cell/5',
    model: 'resnet50',
    layer: 'conv2_block2_add',
    operation: 'add',
    fork: 'conv2_block1_out',
    lanes: [
      lane('x', [0, 256], [], 1),
      lane(
        'F(x)',
        [0, 256],
        [
          layer('conv2_block2_1_conv', '1×1, 64 filters', 64, 16448),
          layer('conv2_block2_1_bn', '', 64, 256, 'BatchNormalization'),
          layer('conv2_block2_1_relu', 'relu', 64, 0, 'Activation'),
          layer('conv2_block2_2_conv', '3×3, 64 filters', 64, 36928),
          layer('conv2_block2_3_conv', '1×1, 256 filters', 256, 16640),
        ],
        3,
      ),
    ],
    siblings: ['conv2_block3_add'],
    next: 'conv2_block3_add',
    laneMaps: [maps(256, 30, 28), maps(256, 30, 28, -2, 2)],
    output: maps(256, 30, 28, -1, 3),
  };
}
