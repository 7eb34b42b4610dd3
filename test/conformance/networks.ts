import type { LayersModel, Optimizer, Tensor } from '@tensorflow/tfjs';

import type { Tf } from '../../src/kernel/backends';
import { createZoo, type Zoo } from '../../src/zoo';
import type { Case, Named } from './case';
import { nudgedName } from './compare';
import { noise, noisy } from './values';

/** A small network, and how it is trained. */
interface Plan {
  readonly network: string;
  readonly options: object;
  readonly size: number;
  readonly optimizer?: keyof typeof optimizers;
  readonly loss?: 'cross-entropy' | 'smoothed' | 'squares';
  /**
   * Normalizes over so few positions that rounding decides: cpu itself answers an image that is
   * brighter by a millionth differently, and others are held to that difference.
   */
  readonly isTouchy?: boolean;
}

/**
 * The papers' own, with rates so small that two steps stay two steps: what is compared is relative to
 * them. A large epsilon keeps gradients that are all but 0 from deciding.
 */
const optimizers = {
  sgd: (tf: Tf) => tf.train.sgd(0.001),
  momentum: (tf: Tf) => tf.train.momentum(0.001, 0.9),
  rmsprop: (tf: Tf) => tf.train.rmsprop(0.001, 0.9, 0.9, 1),
  adam: (tf: Tf) => tf.train.adam(0.001, 0.9, 0.999, 0.1),
} as const satisfies Readonly<Record<string, (tf: Tf) => Optimizer>>;

const slim = { width: 0.125 };
const slimmer = { width: 0.0625 };
const dense = { growthRate: 4 };

const plans: readonly Plan[] = [
  { network: 'alexnet', options: slimmer, size: 67, optimizer: 'momentum' },
  { network: 'alexnet', options: { ...slimmer, groups: 1, convention: 'caffe' }, size: 67 },
  { network: 'alexnetOwt', options: slimmer, size: 67, optimizer: 'momentum' },
  { network: 'zfnet', options: slimmer, size: 67, optimizer: 'momentum' },
  { network: 'vgg11', options: slimmer, size: 32, optimizer: 'adam' },
  { network: 'vgg16', options: slimmer, size: 33, optimizer: 'momentum', loss: 'squares' },
  {
    network: 'googlenet',
    options: { ...slimmer, auxiliary: true },
    size: 79,
    optimizer: 'momentum',
  },
  { network: 'googlenet', options: { ...slimmer, convention: 'torchvision' }, size: 67 },
  { network: 'bnInception', isTouchy: true, options: slim, size: 67, optimizer: 'momentum' },
  {
    network: 'inceptionV3',
    isTouchy: true,
    options: slim,
    size: 76,
    optimizer: 'rmsprop',
    loss: 'smoothed',
  },
  { network: 'cifarResnet', options: { depth: 8, width: 0.5 }, size: 17, optimizer: 'momentum' },
  { network: 'cifarResnet', options: { depth: 8, shortcut: 'B', preActivation: true }, size: 16 },
  { network: 'cifarResnet', options: { depth: 11, block: 'bottleneck', width: 0.5 }, size: 16 },
  { network: 'resnet18', options: slim, size: 65, optimizer: 'momentum' },
  { network: 'resnet50', options: slim, size: 64, isTouchy: true, optimizer: 'momentum' },
  { network: 'resnet', options: { ...slim, convention: 'keras', blocks: [1, 1, 1, 1] }, size: 64 },
  { network: 'plain18', options: slim, size: 64, optimizer: 'adam' },
  { network: 'resnetV2', options: { ...slim, blocks: [1, 1, 1, 1] }, size: 64 },
  { network: 'resnext', options: { cardinality: 4, blocks: [1, 1] }, size: 48 },
  { network: 'densenet', options: { ...dense, blocks: [2, 3, 2, 2] }, size: 64 },
  { network: 'densenet', options: { ...dense, blocks: [2, 2], memoryEfficient: true }, size: 32 },
  { network: 'cifarDensenet', options: { ...dense, depth: 10 }, size: 16, optimizer: 'momentum' },
  {
    network: 'mobilenet',
    isTouchy: true,
    options: { alpha: 0.125 },
    size: 64,
    optimizer: 'rmsprop',
  },
  {
    network: 'mobilenetV2',
    isTouchy: true,
    options: { alpha: 0.125 },
    size: 97,
    optimizer: 'rmsprop',
  },
  { network: 'squeezenet', options: slim, size: 67, optimizer: 'sgd' },
];

/** About ten roundings of a float. */
const nudge = 1e-6;
const classes = 5;
const batchSize = 4;

function build(zoo: Zoo, { network, options, size }: Plan): LayersModel {
  const builders = zoo as unknown as Readonly<Record<string, (options: object) => LayersModel>>;
  const builder = builders[network];
  if (builder === undefined) {
    throw new Error(`The zoo has no builder ${network}.`);
  }
  return builder({ ...options, inputShape: [size, size + 1, 3], classes });
}

/** The same weights on every backend, of a size that lets signals pass; dropout draws the same. */
export function decideWeights(tf: Tf, model: LayersModel): void {
  const values = model.weights.map(({ shape, originalName }, index) => {
    const sizes = shape as number[];
    const size = sizes.reduce((product, length) => product * length, 1);
    const [scale, offset] = scaleOf(originalName, sizes, size);
    const drawn = noise(size, index + 3).map((value) => value * scale + offset);
    return tf.tensor(drawn, sizes);
  });
  model.setWeights(values);
  tf.dispose(values);
  for (const [index, layer] of model.layers.entries()) {
    if (layer.getClassName() === 'Dropout') {
      Object.assign(layer, { seed: index });
    }
  }
}

function scaleOf(name: string, shape: readonly number[], size: number): readonly [number, number] {
  if (/variance|gamma/.test(name)) {
    return [0.4, 1];
  }
  if (shape.length < 2) {
    return [0.2, 0];
  }
  const fanIn = name.includes('depthwise') ? size / (shape[2] ?? 1) : size / (shape.at(-1) ?? 1);
  return [2 * Math.sqrt(6 / fanIn), 0];
}

type Loss = (labels: Tensor, predictions: Tensor) => Tensor;

/** Auxiliary classifiers count less. */
function lossesOf(tf: Tf, zoo: Zoo, { loss = 'cross-entropy' }: Plan, outputs: number): Loss[] {
  const kinds: Readonly<Record<NonNullable<Plan['loss']>, Loss>> = {
    'cross-entropy': tf.metrics.categoricalCrossentropy,
    smoothed: zoo.labelSmoothedCrossEntropy(0.1),
    squares: tf.metrics.meanSquaredError,
  };
  const main = kinds[loss];
  const less: Loss = (labels, predictions) => tf.mul(0.3, main(labels, predictions));
  return Array.from({ length: outputs }, (_, index) => (index === 0 ? main : less));
}

/** Two steps; of touchy networks twice, the second time from images that are nudged. */
async function trainPlan(tf: Tf, plan: Plan): Promise<Named> {
  const plain = await train(tf, plan, 1);
  if (plan.isTouchy !== true) {
    return plain;
  }
  const nudged = await train(tf, plan, 1 + nudge);
  const renamed = Object.entries(nudged).map(([name, tensor]) => [`${nudgedName}${name}`, tensor]);
  return { ...plain, ...(Object.fromEntries(renamed) as Named) };
}

/** The losses, what the weights moved by, and what is predicted before and after two steps. */
async function train(tf: Tf, plan: Plan, brightness: number): Promise<Named> {
  const zoo = createZoo(tf);
  const model = build(zoo, plan);
  decideWeights(tf, model);
  const start = model.getWeights().map((weight) => tf.clone(weight));
  const x = noisy(tf, [batchSize, plan.size, plan.size + 1, 3], { scale: 2 * brightness });
  const labels = tf.tidy(() =>
    tf.cast(tf.oneHot(tf.tensor1d([0, 3, 1, 4], 'int32'), classes), 'float32'),
  );
  const first = (predictions: Tensor | Tensor[]): Tensor =>
    Array.isArray(predictions) ? (predictions[0] as Tensor) : predictions;
  const before = tf.tidy(() => first(model.predictOnBatch(x)));
  const optimizer = optimizers[plan.optimizer ?? 'sgd'](tf);
  const outputs = model.outputs.length;
  model.compile({ optimizer, loss: lossesOf(tf, zoo, plan, outputs) });
  const targets = Array.from({ length: outputs }, () => labels);
  const losses: number[] = [];
  for (let step = 0; step < 2; step += 1) {
    losses.push(...[await model.trainOnBatch(x, outputs === 1 ? labels : targets)].flat());
  }
  const after = tf.tidy(() => first(model.predictOnBatch(x)));
  const moved = tf.tidy(() =>
    tf.concat(
      model
        .getWeights()
        .map((weight, index) => tf.reshape(tf.sub(weight, start[index] ?? 0), [-1])),
    ),
  );
  optimizer.dispose();
  model.dispose();
  tf.dispose([start, x, labels]);
  return { losses: tf.tensor1d(losses), 'gradients, as weights moved': moved, before, after };
}

/** A training step of each family of the zoo. */
export const networkCases: readonly Case[] = plans.map((plan) => {
  const { network, options, size, optimizer = 'sgd', loss = 'cross-entropy' } = plan;
  return {
    group: 'network',
    subject: network,
    label: JSON.stringify({ ...options, size, optimizer, loss }),
    kernels: [],
    compute: (tf) => trainPlan(tf, plan),
  };
});
