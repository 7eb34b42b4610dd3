import type { Tensor } from '@tensorflow/tfjs';

import type { Tf } from '../../../src/kernel/backends';
import { indices, noisy } from '../values';
import { operation, rough, smooth, type Trial } from './operation';

type Unary = (tf: Tf, x: Tensor) => Tensor;

const shapes: readonly (readonly number[])[] = [[1], [5, 7], [4, 4, 4, 3], [1023], [0, 3]];

/** Where an operation is defined and smooth enough: noise times a scale plus an offset. */
interface Domain {
  readonly scale?: number;
  readonly offset?: number;
}

const smoothOnes: readonly (readonly [string, string, Unary, Domain?])[] = [
  ['abs', 'Abs', (tf, x) => tf.abs(x)],
  ['acos', 'Acos', (tf, x) => tf.acos(x)],
  ['acosh', 'Acosh', (tf, x) => tf.acosh(x), { offset: 2 }],
  ['asin', 'Asin', (tf, x) => tf.asin(x)],
  ['asinh', 'Asinh', (tf, x) => tf.asinh(x), { scale: 4 }],
  ['atan', 'Atan', (tf, x) => tf.atan(x), { scale: 4 }],
  ['atanh', 'Atanh', (tf, x) => tf.atanh(x)],
  ['ceil', 'Ceil', (tf, x) => tf.ceil(x), { scale: 9 }],
  ['clipByValue', 'ClipByValue', (tf, x) => tf.clipByValue(x, -1, 2), { scale: 9 }],
  ['cos', 'Cos', (tf, x) => tf.cos(x), { scale: 9 }],
  ['cosh', 'Cosh', (tf, x) => tf.cosh(x), { scale: 4 }],
  ['elu', 'Elu', (tf, x) => tf.elu(x), { scale: 9 }],
  ['erf', 'Erf', (tf, x) => tf.erf(x), { scale: 4 }],
  ['exp', 'Exp', (tf, x) => tf.exp(x), { scale: 9 }],
  ['expm1', 'Expm1', (tf, x) => tf.expm1(x)],
  ['floor', 'Floor', (tf, x) => tf.floor(x), { scale: 9 }],
  ['leakyRelu', 'LeakyRelu', (tf, x) => tf.leakyRelu(x, 0.3), { scale: 9 }],
  ['log', 'Log', (tf, x) => tf.log(x), { offset: 0.6 }],
  ['log1p', 'Log1p', (tf, x) => tf.log1p(x)],
  ['logSigmoid', 'Softplus', (tf, x) => tf.logSigmoid(x), { scale: 9 }],
  ['neg', 'Neg', (tf, x) => tf.neg(x)],
  ['reciprocal', 'Reciprocal', (tf, x) => tf.reciprocal(x), { offset: 1 }],
  ['relu', 'Relu', (tf, x) => tf.relu(x), { scale: 9 }],
  ['relu6', 'Relu6', (tf, x) => tf.relu6(x), { scale: 30 }],
  ['round', 'Round', (tf, x) => tf.round(x), { scale: 9 }],
  ['rsqrt', 'Rsqrt', (tf, x) => tf.rsqrt(x), { offset: 0.6 }],
  ['selu', 'Selu', (tf, x) => tf.selu(x), { scale: 9 }],
  ['sigmoid', 'Sigmoid', (tf, x) => tf.sigmoid(x), { scale: 9 }],
  ['sign', 'Sign', (tf, x) => tf.sign(x)],
  ['sin', 'Sin', (tf, x) => tf.sin(x), { scale: 9 }],
  ['sinh', 'Sinh', (tf, x) => tf.sinh(x), { scale: 4 }],
  ['softplus', 'Softplus', (tf, x) => tf.softplus(x), { scale: 9 }],
  ['sqrt', 'Sqrt', (tf, x) => tf.sqrt(x), { offset: 0.6 }],
  ['square', 'Square', (tf, x) => tf.square(x)],
  ['step', 'Step', (tf, x) => tf.step(x, 0.25)],
  ['tan', 'Tan', (tf, x) => tf.tan(x)],
  ['tanh', 'Tanh', (tf, x) => tf.tanh(x), { scale: 9 }],
];

const special = [0, -0, 1, -1, Infinity, -Infinity, NaN, 1e-30, 1e30, 0.5, -0.5, 1.5, 2.5, -2.5];

const unary = smoothOnes.flatMap(([name, kernel, compute, domain = {}]) =>
  operation(
    name,
    [kernel, 'TsnbClipGradient'],
    [
      ...shapes.map((shape) =>
        smooth(JSON.stringify(shape), (tf) => [noisy(tf, shape, domain)], compute),
      ),
    ],
  ),
);

/** Where zeros, halves and what is no number go; beyond, libraries differ. */
const edges = (['relu', 'relu6', 'sqrt', 'abs', 'exp', 'log', 'sign', 'floor', 'round'] as const)
  .map((name) => smoothOnes.find(([known]) => known === name))
  .filter((entry) => entry !== undefined)
  .flatMap(([name, kernel, compute]) =>
    operation(
      name,
      [kernel],
      [
        rough('zeros, infinities, NaN', (tf) =>
          compute(
            tf,
            tf.tensor1d(special.filter((value) => !Number.isNaN(value) || name !== 'sign')),
          ),
        ),
      ],
    ),
  );

const pairs: readonly (readonly [readonly number[], readonly number[]])[] = [
  [
    [5, 7],
    [5, 7],
  ],
  [[5, 7], [7]],
  [
    [2, 1, 3],
    [4, 1],
  ],
  [[3], []],
  [
    [2, 3, 4, 5],
    [1, 1, 1, 5],
  ],
];

const emptyPair = [
  [0, 3],
  [1, 3],
] as const;

type Binary = (tf: Tf, a: Tensor, b: Tensor) => Tensor;

const binaryOnes: readonly (readonly [string, readonly string[], Binary, Domain?])[] = [
  ['add', ['Add'], (tf, a, b) => tf.add(a, b)],
  ['sub', ['Sub'], (tf, a, b) => tf.sub(a, b)],
  ['mul', ['Multiply'], (tf, a, b) => tf.mul(a, b)],
  ['div', ['RealDiv'], (tf, a, b) => tf.div(a, b), { offset: 1 }],
  ['divNoNan', ['RealDiv'], (tf, a, b) => tf.divNoNan(a, b), { offset: 1 }],
  ['floorDiv', ['FloorDiv'], (tf, a, b) => tf.floorDiv(a, b), { offset: 1, scale: 1.5 }],
  ['mod', ['Mod'], (tf, a, b) => tf.mod(a, b), { offset: 1 }],
  ['pow', ['Pow'], (tf, a, b) => tf.pow(a, b), { offset: 1 }],
  ['maximum', ['Maximum'], (tf, a, b) => tf.maximum(a, b)],
  ['minimum', ['Minimum'], (tf, a, b) => tf.minimum(a, b)],
  ['squaredDifference', ['SquaredDifference'], (tf, a, b) => tf.squaredDifference(a, b)],
  ['atan2', ['Atan2'], (tf, a, b) => tf.atan2(a, b), { offset: 1 }],
];

/** tfjs has no gradient of these, or only one for equal shapes. */
const withoutGradient = ['divNoNan'];
const withoutBroadcast = ['maximum', 'minimum', 'squaredDifference'];

const binary = binaryOnes.flatMap(([name, kernels, compute, domain = {}]) =>
  operation(
    name,
    kernels,
    [...pairs, emptyPair].map(([a, b]) => {
      const label = JSON.stringify([a, b]);
      const inputs = (tf: Tf): [Tensor, Tensor] => [
        noisy(tf, a, { ...domain, seed: 7 }),
        noisy(tf, b, { ...domain, seed: 3 }),
      ];
      const hasGradient =
        !withoutGradient.includes(name) &&
        a !== emptyPair[0] &&
        (a.join() === b.join() || !withoutBroadcast.includes(name));
      return hasGradient
        ? smooth(label, inputs, compute)
        : rough(label, (tf) => compute(tf, ...inputs(tf)));
    }),
  ),
);

const comparisons = (
  [
    ['equal', 'Equal'],
    ['notEqual', 'NotEqual'],
    ['greater', 'Greater'],
    ['greaterEqual', 'GreaterEqual'],
    ['less', 'Less'],
    ['lessEqual', 'LessEqual'],
  ] as const
).flatMap(([name, kernel]) =>
  operation(
    name,
    [kernel],
    [
      ...pairs.map(([a, b]) =>
        rough(JSON.stringify([a, b]), (tf) => tf[name](indices(tf, a, 3), indices(tf, b, 2))),
      ),
      rough('with NaN and infinities', (tf) =>
        tf[name](tf.tensor2d(special, [special.length, 1]), tf.tensor1d(special)),
      ),
    ],
  ),
);

const logical: readonly Trial[] = (['logicalAnd', 'logicalOr', 'logicalXor'] as const).map((name) =>
  rough(name, (tf) => {
    const bit = (a: readonly number[]) => tf.cast(indices(tf, a, 2), 'bool');
    return tf[name](bit([3, 5]), bit([5]));
  }),
);

const casts = (['float32', 'int32', 'bool'] as const).flatMap((from) =>
  (['float32', 'int32', 'bool'] as const).map((to) =>
    rough(`${from} to ${to}`, (tf) =>
      tf.cast(
        tf.tensor1d(
          [0, 1, 0, 1, 1].map((bit) => (from === 'float32' ? bit * 2.7 - 1 : bit)),
          from,
        ),
        to,
      ),
    ),
  ),
);

const whole: readonly Trial[] = (
  ['add', 'sub', 'mul', 'maximum', 'minimum', 'floorDiv'] as const
).map((name) =>
  rough(`${name} of whole numbers`, (tf) =>
    tf[name](indices(tf, [4, 6], 9), tf.add(indices(tf, [6], 3), tf.scalar(1, 'int32'))),
  ),
);

export const elementwiseCases = [
  ...unary,
  ...edges,
  ...binary,
  ...comparisons,
  ...operation(
    'logic',
    ['LogicalAnd', 'LogicalOr', 'LogicalNot'],
    [...logical, rough('logicalNot', (tf) => tf.logicalNot(tf.cast(indices(tf, [9], 2), 'bool')))],
  ),
  ...operation('cast', ['Cast'], casts),
  ...operation(
    'arithmetic of whole numbers',
    ['Add', 'Sub', 'Multiply', 'Maximum', 'Minimum', 'FloorDiv'],
    whole,
  ),
  ...operation(
    'bitwiseAnd',
    ['BitwiseAnd'],
    [rough('of whole numbers', (tf) => tf.bitwiseAnd(indices(tf, [9], 16), indices(tf, [9], 7)))],
  ),
  ...operation(
    'isNaN, isInf, isFinite',
    ['IsNan', 'IsInf', 'IsFinite'],
    [
      rough('of all kinds', (tf) => {
        const x = tf.tensor1d(special);
        return [tf.isNaN(x), tf.isInf(x), tf.isFinite(x)];
      }),
    ],
  ),
  ...operation(
    'prelu',
    ['Prelu'],
    [
      smooth(
        'a slope for each channel',
        (tf) => [noisy(tf, [2, 3, 4, 5], { scale: 4 }), noisy(tf, [5], { seed: 5 })],
        (tf, x, slope) => tf.prelu(x, slope),
      ),
    ],
  ),
  ...operation(
    'where',
    ['Select'],
    [
      smooth(
        'of equal shapes',
        (tf) => [noisy(tf, [4, 5]), noisy(tf, [4, 5], { seed: 5 })],
        (tf, a, b) => tf.where(tf.cast(indices(tf, [4, 5], 2), 'bool'), a, b),
      ),
    ],
  ),
  ...operation(
    'addN',
    ['AddN'],
    [
      smooth(
        'of three',
        (tf) => [1, 2, 3].map((seed) => noisy(tf, [4, 5], { seed })),
        (tf, ...terms) => tf.addN(terms),
      ),
    ],
  ),
  ...operation(
    'relu, the gradient of its gradient',
    ['Relu', 'Step'],
    [
      smooth(
        '[5,7]',
        (tf) => [noisy(tf, [5, 7], { scale: 9 })],
        (tf, x) => tf.mul(x, tf.grad((inner: Tensor) => tf.square(tf.relu(inner)))(x)),
      ),
    ],
  ),
];
