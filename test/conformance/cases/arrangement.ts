import { noisy } from '../values';
import { operation, rough, smooth, type Trial } from './operation';

const slices: readonly Trial[] = (
  [
    [[7], [2], [4]],
    [
      [5, 6],
      [1, 0],
      [3, 6],
    ],
    [
      [5, 6],
      [1, 2],
      [3, 3],
    ],
    [
      [2, 5, 6, 3],
      [0, 1, 2, 0],
      [2, 3, 4, 3],
    ],
    [
      [2, 5, 6, 70],
      [0, 0, 0, 3],
      [2, 5, 6, 66],
    ],
    [
      [3, 5, 6, 2],
      [1, 0, 4, 1],
      [2, 5, 2, 1],
    ],
    [
      [2, 2, 3, 2, 5],
      [0, 1, 1, 0, 2],
      [2, 1, 2, 2, 2],
    ],
    [
      [4, 4],
      [1, 1],
      [0, 2],
    ],
    [
      [4, 4],
      [0, 0],
      [-1, -1],
    ],
  ] as const
).map(([shape, begin, size]) =>
  smooth(
    JSON.stringify({ shape, begin, size }),
    (tf) => [noisy(tf, shape)],
    (tf, x) => tf.slice(x, [...begin], [...size]),
  ),
);

const splits: readonly Trial[] = (
  [
    [[2, 3, 4, 12], 3, [4, 1, 7]],
    [[2, 6, 5], 1, [1, 2, 3]],
    [[6, 5], 0, [2, 4]],
    [[3, 150], -1, [70, 80]],
    [[2, 3, 3, 8], 3, [4, 4]],
  ] as const
).map(([shape, axis, parts]) =>
  smooth(
    JSON.stringify({ shape, axis, parts }),
    (tf) => [noisy(tf, shape)],
    (tf, x) => tf.concat(tf.split(x, [...parts], axis).reverse(), axis),
  ),
);

const concatenations: readonly Trial[] = (
  [
    [
      3,
      [
        [2, 3, 4, 5],
        [2, 3, 4, 1],
        [2, 3, 4, 8],
      ],
    ],
    [
      0,
      [
        [2, 3],
        [1, 3],
      ],
    ],
    [
      1,
      [
        [2, 3, 4],
        [2, 1, 4],
      ],
    ],
    [
      -1,
      [
        [4, 64],
        [4, 32],
        [4, 32],
        [4, 16],
      ],
    ],
    [0, [[3], [0], [2]]],
  ] as const
).map(([axis, shapes]) =>
  smooth(
    JSON.stringify({ axis, shapes }),
    (tf) => shapes.map((shape, index) => noisy(tf, shape, { seed: index + 1 })),
    (tf, ...parts) => tf.concat(parts, axis),
  ),
);

const paddings: readonly Trial[] = (
  [
    [[5], [[1, 2]]],
    [
      [3, 4],
      [
        [0, 1],
        [2, 0],
      ],
    ],
    [
      [2, 3, 4, 5],
      [
        [0, 0],
        [3, 3],
        [3, 3],
        [0, 0],
      ],
    ],
    [
      [2, 3, 4, 5],
      [
        [0, 0],
        [0, 1],
        [0, 1],
        [0, 0],
      ],
    ],
    [
      [2, 3, 4, 5],
      [
        [0, 0],
        [0, 0],
        [0, 0],
        [2, 3],
      ],
    ],
  ] as const
).flatMap(([shape, margins]) =>
  [0, -1.5].map((value) =>
    smooth(
      JSON.stringify({ shape, margins, value }),
      (tf) => [noisy(tf, shape)],
      (tf, x) =>
        tf.pad(x, margins.map(([before, after]) => [before, after] as const) as never, value),
    ),
  ),
);

const reshapings: readonly Trial[] = [
  ['reshape', [2, 12], [4, 6]],
  ['to a scalar', [1, 1], []],
  ['of nothing', [0, 4], [4, 0]],
].map(([label, from, to]) =>
  smooth(
    label as string,
    (tf) => [noisy(tf, from as number[])],
    (tf, x) => tf.reshape(x, to as number[]),
  ),
);

const transpositions: readonly Trial[] = [
  [0, 1, 2, 3],
  [0, 3, 1, 2],
  [0, 2, 3, 1],
  [3, 2, 1, 0],
  [0, 2, 1, 3],
].map((permutation) =>
  smooth(
    JSON.stringify(permutation),
    (tf) => [noisy(tf, [2, 3, 4, 5])],
    (tf, x) => tf.transpose(x, permutation),
  ),
);

const tiles: readonly Trial[] = (
  [
    [[3], [2]],
    [
      [2, 3],
      [1, 4],
    ],
    [
      [2, 1, 3],
      [2, 5, 1],
    ],
    [
      [1, 1, 2, 2],
      [2, 3, 1, 2],
    ],
  ] as const
).map(([shape, times]) =>
  smooth(
    JSON.stringify({ shape, times }),
    (tf) => [noisy(tf, shape)],
    (tf, x) => tf.tile(x, [...times]),
  ),
);

/** An operation of one tensor with a gradient, under one label each. */
function each(
  shape: readonly number[],
  trials: readonly (readonly [string, Parameters<typeof smooth>[2]])[],
): readonly Trial[] {
  return trials.map(([label, compute]) => smooth(label, (tf) => [noisy(tf, shape)], compute));
}

export const arrangementCases = [
  ...operation('slice', ['Slice', 'PadV2'], slices),
  ...operation('split', ['SplitV', 'Concat'], splits),
  ...operation('concat', ['Concat', 'SplitV', 'Slice'], concatenations),
  ...operation('pad', ['PadV2', 'Slice'], paddings),
  ...operation(
    'mirrorPad',
    ['MirrorPad'],
    [
      ...(['reflect', 'symmetric'] as const).map((mode) =>
        rough(mode, (tf) =>
          tf.mirrorPad(
            noisy(tf, [4, 5]),
            [
              [1, 2],
              [2, 0],
            ],
            mode,
          ),
        ),
      ),
    ],
  ),
  ...operation('reshape', ['Reshape'], reshapings),
  ...operation('transpose', ['Transpose'], transpositions),
  ...operation('tile', ['Tile'], tiles),
  ...operation(
    'reverse',
    ['Reverse'],
    each(
      [2, 3, 4, 3],
      [
        ['channels', (tf, x) => tf.reverse(x, -1)],
        ['columns', (tf, x) => tf.reverse(x, 2)],
        ['rows and columns', (tf, x) => tf.reverse(x, [1, 2])],
      ],
    ),
  ),
  ...operation(
    'stack, unstack',
    ['Pack', 'Unpack'],
    each(
      [3, 4],
      [
        ['stacked', (tf, x) => tf.stack([x, tf.mul(x, 2)], 1)],
        ['apart and together', (tf, x) => tf.stack(tf.unstack(x, 1).reverse(), 0)],
      ],
    ),
  ),
  ...operation(
    'expandDims, squeeze',
    ['ExpandDims', 'Reshape'],
    each(
      [2, 1, 3],
      [
        ['expandDims', (tf, x) => tf.expandDims(x, 1)],
        ['squeeze', (tf, x) => tf.squeeze(x)],
      ],
    ),
  ),
  ...operation(
    'broadcastTo',
    ['Tile'],
    each([3, 1], [['to [2,3,4]', (tf, x) => tf.broadcastTo(x, [2, 3, 4])]]),
  ),
  ...operation(
    'stridedSlice',
    ['StridedSlice'],
    [
      rough('every second', (tf) => tf.stridedSlice(noisy(tf, [5, 7]), [0, 1], [5, 7], [2, 3])),
      rough('backwards', (tf) => tf.stridedSlice(noisy(tf, [5, 7]), [4, 6], [0, 0], [-2, -1])),
    ],
  ),
  ...operation('clone', ['Identity'], each([4, 5], [['float32', (tf, x) => tf.clone(x)]])),
  ...operation(
    'spaceToBatchND, batchToSpaceND',
    ['SpaceToBatchND', 'BatchToSpaceND'],
    each(
      [2, 4, 6, 3],
      [
        [
          'to batches',
          (tf, x) =>
            tf.spaceToBatchND(
              x,
              [2, 2],
              [
                [0, 0],
                [0, 0],
              ],
            ),
        ],
        [
          'there and back',
          (tf, x) =>
            tf.batchToSpaceND(
              tf.spaceToBatchND(
                x,
                [2, 3],
                [
                  [0, 0],
                  [0, 0],
                ],
              ),
              [2, 3],
              [
                [0, 0],
                [0, 0],
              ],
            ),
        ],
      ],
    ),
  ),
  ...operation(
    'depthToSpace',
    ['DepthToSpace'],
    [rough('blocks of 2', (tf) => tf.depthToSpace(noisy(tf, [1, 3, 2, 8]) as never, 2))],
  ),
];
