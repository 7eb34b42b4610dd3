import { indices, noisy } from '../values';
import { operation, rough, smooth, type Trial } from './operation';

const sides = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;

const sizes = [
  [1, 1, 1],
  [1, 33, 21],
  [2, 5, 8],
  [5, 7, 3],
  [21, 33, 18],
  [4, 600, 70],
  [260, 9, 65],
  [3, 1030, 130],
  [7, 0, 5],
] as const;

const flat: readonly Trial[] = sizes.flatMap(([rows, depth, columns]) =>
  sides.map(([transposeA, transposeB]) =>
    smooth(
      JSON.stringify({ rows, depth, columns, transposeA, transposeB }),
      (tf) => [
        noisy(tf, transposeA ? [depth, rows] : [rows, depth]),
        noisy(tf, transposeB ? [columns, depth] : [depth, columns], { seed: 5 }),
      ],
      (tf, a, b) => tf.matMul(a, b, transposeA, transposeB),
    ),
  ),
);

const batches = [
  [[3], [3]],
  [[3], [1]],
  [[1], [3]],
  [
    [2, 3],
    [2, 3],
  ],
  [[2, 3], [3]],
  // Not [2, 1] and [1, 3]: cpu leaves out half of those products, and TensorFlow does not.
  [[], [3]],
  [[4], []],
] as const;

const inBatches: readonly Trial[] = batches.flatMap(([a, b]) =>
  sides.map(([transposeA, transposeB]) => {
    const left = [...a, ...(transposeA ? [6, 5] : [5, 6])];
    const right = [...b, ...(transposeB ? [9, 6] : [6, 9])];
    return rough(JSON.stringify({ left, right, transposeA, transposeB }), (tf) =>
      tf.matMul(noisy(tf, left), noisy(tf, right, { seed: 5 }), transposeA, transposeB),
    );
  }),
);

const fused: readonly Trial[] = (['linear', 'relu', 'relu6', 'elu', 'sigmoid'] as const).flatMap(
  (activation) =>
    (
      [
        [1, false, false],
        [1, false, true],
        [6, false, false],
        [6, false, true],
        [6, true, false],
      ] as const
    ).map(([rows, transposeA, transposeB]) => {
      const compute: Parameters<typeof smooth>[2] = (tf, a, b, bias) =>
        tf.fused.matMul({
          ...{ a: a, b: b, transposeA, transposeB, activation },
          bias: bias,
        });
      const inputs: Parameters<typeof smooth>[1] = (tf) => [
        noisy(tf, transposeA ? [30, rows] : [rows, 30], { scale: 20 }),
        noisy(tf, transposeB ? [11, 30] : [30, 11], { seed: 5 }),
        noisy(tf, [11], { seed: 7 }),
      ];
      const label = JSON.stringify({ activation, rows, transposeA, transposeB });
      // tfjs has no gradient of a fused sigmoid.
      return activation === 'sigmoid'
        ? rough(label, (tf) => compute(tf, ...inputs(tf)))
        : smooth(label, inputs, compute);
    }),
);

export const productCases = [
  ...operation('matMul', ['BatchMatMul'], flat),
  ...operation('matMul in batches', ['BatchMatMul'], inBatches),
  ...operation('fused.matMul', ['_FusedMatMul', 'BatchMatMul'], fused),
  ...operation(
    'einsum',
    ['Einsum'],
    [
      rough('ij,jk->ik', (tf) =>
        tf.einsum('ij,jk->ik', noisy(tf, [4, 5]), noisy(tf, [5, 3], { seed: 5 })),
      ),
      rough('bij,bjk->bik', (tf) =>
        tf.einsum('bij,bjk->bik', noisy(tf, [2, 4, 5]), noisy(tf, [2, 5, 3], { seed: 5 })),
      ),
    ],
  ),
  ...operation(
    'matMul of whole numbers',
    ['BatchMatMul'],
    sides.map(([transposeA, transposeB]) =>
      rough(JSON.stringify({ transposeA, transposeB }), (tf) =>
        tf.matMul(
          ...([indices(tf, [4, 4], 9), indices(tf, [4, 4], 5), transposeA, transposeB] as const),
        ),
      ),
    ),
  ),
  ...operation(
    'dot',
    ['BatchMatMul'],
    [
      smooth(
        'of vectors',
        (tf) => [noisy(tf, [30]), noisy(tf, [30], { seed: 5 })],
        (tf, a, b) => tf.dot(a, b),
      ),
    ],
  ),
];
