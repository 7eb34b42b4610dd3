import type { Tensor } from '@tensorflow/tfjs';

import type { Tf } from '../../../src/kernel/backends';
import { ownNames } from '../../../src/kernel/backends/training/names';
import { createZoo } from '../../../src/zoo';
import { indices, noisy } from '../values';
import { operation, rough, smooth, type Trial } from './operation';

const batch = [6, 5] as const;

/** Rows of which each has a one. */
function labels(tf: Tf): Tensor {
  return tf.cast(tf.oneHot(indices(tf, [6], 5), 5), 'float32');
}

function losses(): readonly Trial[] {
  const predictions = (tf: Tf) => [noisy(tf, batch, { scale: 4 })];
  const parts = (tf: Tf, x: Tensor) => tf.softmax(x);
  return [
    smooth('softmaxCrossEntropy', predictions, (tf, x) =>
      tf.losses.softmaxCrossEntropy(labels(tf), x),
    ),
    smooth('softmaxCrossEntropy, smoothed', predictions, (tf, x) =>
      tf.losses.softmaxCrossEntropy(labels(tf), x, undefined, 0.1),
    ),
    smooth('sigmoidCrossEntropy', predictions, (tf, x) =>
      tf.losses.sigmoidCrossEntropy(labels(tf), x),
    ),
    smooth('meanSquaredError', predictions, (tf, x) => tf.losses.meanSquaredError(labels(tf), x)),
    smooth('absoluteDifference', predictions, (tf, x) =>
      tf.losses.absoluteDifference(labels(tf), x),
    ),
    smooth('huberLoss', predictions, (tf, x) => tf.losses.huberLoss(labels(tf), x)),
    smooth('hingeLoss', predictions, (tf, x) => tf.losses.hingeLoss(labels(tf), x)),
    smooth('logLoss', predictions, (tf, x) => tf.losses.logLoss(labels(tf), parts(tf, x))),
    smooth('cosineDistance', predictions, (tf, x) => tf.losses.cosineDistance(labels(tf), x, 1)),
    ...[false, true].map((fromLogits) =>
      smooth(
        `labelSmoothedCrossEntropy, ${fromLogits ? 'logits' : 'parts'}`,
        predictions,
        (tf, x) =>
          createZoo(tf).labelSmoothedCrossEntropy(0.1, { fromLogits })(
            labels(tf),
            fromLogits ? x : parts(tf, x),
          ),
      ),
    ),
  ];
}

const metrics: readonly Trial[] = (
  [
    'categoricalAccuracy',
    'categoricalCrossentropy',
    'meanSquaredError',
    'meanAbsoluteError',
  ] as const
).map((name) =>
  rough(name, (tf) => tf.metrics[name](labels(tf), tf.softmax(noisy(tf, batch, { scale: 4 })))),
);

const optimizers = {
  sgd: (tf: Tf) => tf.train.sgd(0.1),
  momentum: (tf: Tf) => tf.train.momentum(0.1, 0.9),
  nesterov: (tf: Tf) => tf.train.momentum(0.1, 0.9, true),
  rmsprop: (tf: Tf) => tf.train.rmsprop(0.01, 0.9, 0.9, 1),
  'rmsprop, centred': (tf: Tf) => tf.train.rmsprop(0.01, 0.9, 0.5, 1e-3, true),
  adam: (tf: Tf) => tf.train.adam(0.01),
  adamax: (tf: Tf) => tf.train.adamax(0.01),
  adagrad: (tf: Tf) => tf.train.adagrad(0.1),
  adadelta: (tf: Tf) => tf.train.adadelta(0.1),
} as const;

/** Three steps down a bowl. */
const steps: readonly Trial[] = Object.entries(optimizers).map(([label, make]) => ({
  label,
  compute: (tf) => {
    const variable = tf.variable(noisy(tf, [4, 5], { offset: 1 }));
    const optimizer = make(tf);
    for (let step = 0; step < 3; step += 1) {
      optimizer.minimize(() => tf.sum(tf.square(variable)), false, [variable]);
    }
    const y = tf.clone(variable);
    optimizer.dispose();
    variable.dispose();
    return { y };
  },
}));

export const lossCases = [
  ...operation('losses', ['Softmax', 'Sum', 'Multiply', 'Sub', 'Log', 'Exp', 'Mean'], losses()),
  ...operation('metrics', ['ArgMax', 'Equal', 'Cast', 'Mean', 'ClipByValue', 'Log'], metrics),
  ...operation(
    'optimizers',
    ['Add', 'Multiply', 'Sqrt', 'RealDiv', 'Square', 'Maximum', ownNames.optimize],
    steps,
  ),
];
