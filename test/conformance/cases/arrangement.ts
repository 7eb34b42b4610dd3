import type { Tensor } from '@tensorflow/tfjs';

import { indices, noisy } from '../values';
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

const gathers: readonly Trial[] = (
  [
    [[5, 3], [4], 0],
    [[4, 6], [2, 3], 1],
    [[2, 3, 4], [3], 2],
  ] as const
).map(([shape, picks, axis]) =>
  smooth(
    JSON.stringify({ shape, picks, axis }),
    (tf) => [noisy(tf, shape)],
    (tf, x) => tf.gather(x, indices(tf, picks, shape[axis] ?? 1), axis),
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
  ...operation('gather', ['GatherV2', 'UnsortedSegmentSum'], gathers),
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
  ...operation(
    'oneHot',
    ['OneHot'],
    [
      rough('of a vector', (tf) => tf.oneHot(indices(tf, [6], 5), 5)),
      rough('of a matrix, other values', (tf) => tf.oneHot(indices(tf, [2, 3], 4), 4, 0.9, 0.1)),
      rough('beyond the classes', (tf) => tf.oneHot(tf.tensor1d([0, 7, -1], 'int32'), 3)),
    ],
  ),
  ...operation(
    'gatherND, scatterND',
    ['GatherNd', 'ScatterNd'],
    [
      rough('of rows', (tf) =>
        tf.gatherND(noisy(tf, [4, 5]), tf.tensor2d([[3], [0]], [2, 1], 'int32')),
      ),
      rough('of places', (tf) =>
        tf.gatherND(
          noisy(tf, [4, 5]),
          tf.tensor2d(
            [
              [3, 1],
              [0, 4],
            ],
            [2, 2],
            'int32',
          ),
        ),
      ),
      rough('scattered, one place twice', (tf) =>
        tf.scatterND(tf.tensor2d([[1], [3], [1]], [3, 1], 'int32'), noisy(tf, [3, 2]), [5, 2]),
      ),
      rough('updated', (tf) =>
        tf.tensorScatterUpdate(
          noisy(tf, [5, 2]),
          tf.tensor2d([[1], [3]], [2, 1], 'int32'),
          noisy(tf, [2, 2], { seed: 3 }),
        ),
      ),
    ],
  ),
  ...operation(
    'topk',
    ['TopK'],
    [
      rough('3 of 8', (tf) => {
        const { values, indices: places } = tf.topk(noisy(tf, [4, 8]), 3);
        return [values, places];
      }),
    ],
  ),
  ...operation(
    'unique',
    ['Unique'],
    [
      rough('of whole numbers', (tf) => {
        const { values, indices: places } = tf.unique(indices(tf, [12], 5));
        return [values, places] as Tensor[];
      }),
    ],
  ),
  ...operation(
    'searchSorted',
    ['SearchSorted'],
    [
      rough('lower and upper bound', (tf) => {
        const sorted = tf.tensor2d([[0, 1, 3, 3, 9]], [1, 5]);
        const values = tf.tensor2d([[3, -1, 10, 1]], [1, 4]);
        return [tf.lowerBound(sorted, values), tf.upperBound(sorted, values)];
      }),
    ],
  ),
  ...operation(
    'linspace, range, fill',
    ['LinSpace', 'Range', 'Fill', 'ZerosLike', 'OnesLike'],
    [
      rough('linspace', (tf) => tf.linspace(-1, 1, 12)),
      rough('range', (tf) => tf.range(2, 11, 3)),
      rough('fill', (tf) => tf.fill([3, 4], 2.5)),
      rough('zerosLike, onesLike', (tf) => [
        tf.zerosLike(noisy(tf, [3])),
        tf.onesLike(noisy(tf, [3])),
      ]),
      rough('eye', (tf) => tf.eye(3, 4)),
      rough('diag', (tf) => tf.diag(noisy(tf, [3]))),
    ],
  ),
  ...operation(
    'strings',
    ['StringSplit', 'StringNGrams', 'StringToHashBucketFast', 'StaticRegexReplace'],
    [
      rough('replaced', (tf) => tf.string.staticRegexReplace(tf.tensor1d(['a b', 'c']), ' ', '-')),
      rough('split', (tf) => {
        const parts = tf.string.stringSplit(
          tf.tensor1d(['a b', 'c d e']),
          ' ',
          true,
        ) as unknown as {
          readonly values: Tensor;
          readonly indices: Tensor;
        };
        return [parts.values, parts.indices];
      }),
      rough('hashed', (tf) => tf.string.stringToHashBucketFast(tf.tensor1d(['a', 'bc']), 10)),
    ],
  ),
  ...operation(
    'sparse',
    [
      'SparseToDense',
      'SparseReshape',
      'SparseSegmentMean',
      'SparseSegmentSum',
      'SparseFillEmptyRows',
    ],
    [
      rough('to dense', (tf) =>
        tf.sparseToDense(tf.tensor1d([1, 4], 'int32'), tf.tensor1d([2, 3]), [6], 0),
      ),
      rough('sums of segments', (tf) =>
        tf.sparse.sparseSegmentSum(
          noisy(tf, [4, 3]),
          tf.tensor1d([0, 2, 3], 'int32'),
          tf.tensor1d([0, 0, 1], 'int32'),
        ),
      ),
      rough('means of segments', (tf) =>
        tf.sparse.sparseSegmentMean(
          noisy(tf, [4, 3]),
          tf.tensor1d([0, 2, 3], 'int32'),
          tf.tensor1d([0, 0, 1], 'int32'),
        ),
      ),
    ],
  ),
];
