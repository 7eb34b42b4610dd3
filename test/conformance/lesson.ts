import type { LayersModel, Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs';

import type { Tf } from '../../src/kernel/backends';
import { createZoo } from '../../src/zoo';
import type { Case, Named } from './case';
import { decideWeights } from './networks';
import { indices, noisy } from './values';
import { withSeededRandom } from '../support/seededRandom';

/** LeNet-5's kind, with what the lesson adds to it. */
function smallNetwork({ layers, sequential }: Tf): LayersModel {
  return sequential({
    layers: [
      layers.conv2d({
        inputShape: [14, 14, 1],
        ...{ filters: 6, kernelSize: 5, padding: 'same', activation: 'tanh' },
      }),
      layers.averagePooling2d({}),
      layers.conv2d({ filters: 8, kernelSize: 3, activation: 'relu' }),
      layers.maxPooling2d({}),
      layers.flatten(),
      layers.dense({ units: 12, activation: 'sigmoid' }),
      layers.dropout({ rate: 0.25 }),
      layers.dense({ units: 4, activation: 'softmax' }),
    ],
  });
}

/** `fit` as tutorials call it: shuffled, validated, with a metric; then `evaluate` and `predict`. */
async function fit(tf: Tf): Promise<Named> {
  const model = smallNetwork(tf);
  decideWeights(tf, model);
  const x = noisy(tf, [20, 14, 14, 1], { scale: 2 });
  const labels = tf.tidy(() => tf.cast(tf.oneHot(indices(tf, [20], 4), 4), 'float32'));
  const optimizer = tf.train.adam(0.01, 0.9, 0.999, 0.1);
  model.compile({ optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const { history } = await withSeededRandom(() =>
    model.fit(x, labels, { epochs: 2, batchSize: 6, validationSplit: 0.25 }),
  );
  const scores = model.evaluate(x, labels, { batchSize: 8 });
  const predictions = model.predict(x, { batchSize: 8 }) as Tensor;
  optimizer.dispose();
  model.dispose();
  tf.dispose([x, labels]);
  const [loss, accuracy] = [scores].flat();
  return {
    history: tf.tensor1d(Object.values(history).flat() as number[]),
    ...(loss && { loss }),
    ...(accuracy && { accuracy }),
    predictions,
  };
}

/** A base that stays as it is below a new head, trained on its logits. */
async function transfer(tf: Tf): Promise<Named> {
  const base = createZoo(tf).mobilenet({
    ...{ inputShape: [32, 32, 3], alpha: 0.125, includeTop: false, pooling: 'avg' },
  });
  base.trainable = false;
  const head = tf.layers.dense({ units: 3 });
  const logits = head.apply(base.outputs) as LayersModel['outputs'][number];
  const model = tf.model({ inputs: base.inputs, outputs: logits });
  decideWeights(tf, model);
  const x = noisy(tf, [6, 32, 32, 3], { scale: 2 });
  const labels = tf.tidy(() => tf.cast(tf.oneHot(indices(tf, [6], 3), 3), 'float32'));
  const optimizer = tf.train.sgd(0.1);
  const loss = (y: Tensor, z: Tensor) => tf.losses.softmaxCrossEntropy(y, z);
  model.compile({ optimizer, loss });
  const losses = [await model.trainOnBatch(x, labels), await model.trainOnBatch(x, labels)].flat();
  const predictions = model.predict(x) as Tensor;
  optimizer.dispose();
  model.dispose();
  tf.dispose([x, labels]);
  return { losses: tf.tensor1d(losses), predictions };
}

/** Copies of an image: cut out, turned over, other colours; and prepared for a network. */
function augment(tf: Tf): Named {
  return tf.tidy(() => {
    const zoo = createZoo(tf);
    const pixels = noisy(tf, [20, 22, 3], { scale: 255, offset: 127 }) as Tensor3D;
    const images = tf.expandDims<Tensor4D>(pixels);
    const patch = tf.slice(images, [0, 2, 3, 0], [1, 16, 16, 3]);
    return {
      patch,
      resized: tf.image.resizeBilinear(images, [17, 31]),
      mirrored: tf.reverse(patch, 2),
      brighter: tf.clipByValue(tf.add(tf.mul(patch, 1.2), 10), 0, 255),
      caffe: zoo.preprocess(patch, 'caffe'),
      torch: zoo.preprocess(patch, 'torch'),
      tf: zoo.preprocess(patch, 'tf'),
    };
  });
}

/** The norm of the gradient of each layer, as shown beside residual and plain networks. */
function gradientNorms(tf: Tf): Named {
  const model = smallNetwork(tf);
  decideWeights(tf, model);
  const norms = tf.tidy(() => {
    const x = noisy(tf, [5, 14, 14, 1], { scale: 2 });
    const labels = tf.oneHot(indices(tf, [5], 4), 4);
    const { grads } = tf.variableGrads(() => {
      const predictions = model.apply(x, { training: true }) as Tensor;
      return tf.mean(tf.metrics.categoricalCrossentropy(labels, predictions));
    });
    return tf.stack(Object.values(grads).map((gradient) => tf.norm(gradient)));
  });
  model.dispose();
  return { 'gradient norms': norms };
}

function lessonCase(label: string, compute: Case['compute']): Case {
  return { group: 'network', subject: 'lesson', label, kernels: [], compute };
}

/** What a lesson does beside the networks' own training steps. */
export const lessonCases: readonly Case[] = [
  lessonCase('fit, evaluate, predict', fit),
  lessonCase('transfer to a new head', transfer),
  lessonCase('augmentation and preprocessing', augment),
  lessonCase('norms of gradients', gradientNorms),
];
