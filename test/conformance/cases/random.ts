import { createZoo } from '../../../src/zoo';
import { noisy } from '../values';
import { operation, rough } from './operation';

const initializers = [
  'glorotNormal',
  'glorotUniform',
  'heNormal',
  'heUniform',
  'leCunNormal',
  'leCunUniform',
  'randomNormal',
  'randomUniform',
  'truncatedNormal',
] as const;

const fast = ['fastNormal', 'fastTruncatedNormal', 'fastUniform', 'fastVarianceScaling'] as const;

export const randomCases = [
  ...operation(
    'random numbers, seeded',
    [],
    [
      rough('randomNormal', (tf) => tf.randomNormal([4, 25], 1, 2, 'float32', 7)),
      rough('randomUniform', (tf) => tf.randomUniform([4, 25], -1, 2, 'float32', 7)),
      rough('whole numbers', (tf) => tf.randomUniformInt([4, 25], 0, 9, 7)),
      rough('truncatedNormal', (tf) => tf.truncatedNormal([4, 25], 0, 1, 'float32', 7)),
      rough('randomGamma', (tf) => tf.randomGamma([4, 25], 2, 1, 'float32', 7)),
    ],
  ),
  ...operation(
    'multinomial, seeded',
    ['Multinomial'],
    [
      {
        ...rough('of 4 outcomes', (tf) => tf.multinomial(noisy(tf, [2, 4]) as never, 20, 7)),
        isRandom: true,
      },
    ],
  ),
  ...operation(
    'dropout, seeded',
    ['Multiply', 'RealDiv', 'Floor', 'Add'],
    [
      ...[0.1, 0.5].map((rate) =>
        rough(`rate ${rate}`, (tf) => tf.dropout(noisy(tf, [6, 50]), rate, undefined, 3)),
      ),
      rough('whole channels', (tf) => tf.dropout(noisy(tf, [2, 3, 4, 9]), 0.5, [2, 1, 1, 9], 3)),
    ],
  ),
  ...operation(
    'initializers, seeded',
    [],
    [
      ...initializers.map((name) =>
        rough(name, (tf) => tf.initializers[name]({ seed: 5 }).apply([3, 3, 4, 8])),
      ),
      ...fast.map((name) =>
        rough(name, (tf) => {
          const initializer = createZoo(tf).initializers[name]({ seed: 5 });
          if (typeof initializer === 'string') {
            throw new TypeError(`${name} should make an initializer. Received ${initializer}.`);
          }
          return initializer.apply([3, 3, 4, 8]);
        }),
      ),
    ],
  ),
];
