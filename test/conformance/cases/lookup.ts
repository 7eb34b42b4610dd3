import type { Tensor } from '@tensorflow/tfjs';

import { indices, noisy } from '../values';
import { operation, rough, smooth, type Trial } from './operation';

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

export const lookupCases = [
  ...operation('gather', ['GatherV2', 'UnsortedSegmentSum'], gathers),
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
