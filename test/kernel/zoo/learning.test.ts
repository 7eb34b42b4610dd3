import assert from 'node:assert/strict';
import type * as tfjs from '@tensorflow/tfjs';
import type { Zoo } from '../../../src/zoo';
import { createZoo } from '../../../src/zoo';
import type { Tf } from '../../../src/kernel/backends';
import { givesTensorsBack, trains } from '../../support/networks';
import { startWasm } from '../backends/bothBackends';

interface Form {
  readonly what: string;
  readonly build: (zoo: Zoo) => tfjs.LayersModel;
  /** Weights that a step leaves as they are, and why that is right. */
  readonly still?: readonly string[] | 'any';
}

const seeded = { classes: 4, seed: 1 } as const;
const residual = { blocks: [1, 2], width: 1 / 16, inputShape: [17, 13, 3], ...seeded } as const;
const basic = { ...residual, block: 'basic' } as const;
const cifar = { depth: 8, width: 0.25, inputShape: [7, 9, 3], seed: 3 } as const;
const dense = { ...seeded, inputShape: [9, 11, 3], blocks: [2, 1], growthRate: 3 } as const;
const cifarDense = { inputShape: [9, 8, 3], growthRate: 3, initialFilters: 4, ...seeded } as const;
const inception = { inputShape: [33, 33, 3], width: 0.05, ...seeded } as const;

/** Small forms of every family: small enough for plain JavaScript. */
const forms: readonly Form[] = [
  {
    what: 'AlexNet, groups and normalization included',
    build: ({ alexnet }) =>
      alexnet({ ...seeded, inputShape: [67, 67, 3], width: 1 / 32, convention: 'caffenet' }),
    // Its biases of 1 behind such narrow layers.
    still: 'any',
  },
  {
    what: 'AlexNet, one weird trick',
    build: ({ alexnetOwt }) => alexnetOwt({ ...seeded, inputShape: [63, 63, 3], width: 1 / 32 }),
  },
  {
    what: 'ZFNet',
    build: ({ zfnet }) => zfnet({ ...seeded, inputShape: [53, 53, 3], width: 1 / 32 }),
  },
  {
    what: 'VGG with batch normalization below its head',
    build: ({ vgg11 }) =>
      vgg11({ ...seeded, inputShape: [32, 32, 3], width: 1 / 32, batchNorm: true }),
  },
  {
    what: 'GoogLeNet with batch normalization',
    build: ({ googlenet }) => googlenet({ ...inception, batchNorm: true }),
  },
  {
    what: 'GoogLeNet with local response normalization',
    build: ({ googlenet }) => googlenet({ ...inception, lrn: true }),
    // So narrow, a branch may have no filter that answers any of the few images.
    still: 'any',
  },
  {
    what: 'BN-Inception',
    build: ({ bnInception }) => bnInception({ ...inception, width: 0.02 }),
  },
  {
    what: 'BN-Inception in the form of slim',
    build: ({ bnInception }) =>
      bnInception({ ...inception, width: 0.02, convention: 'slim', batchNormScale: false }),
  },
  ...([{}, { shortcut: 'A' }, { shortcut: 'C' }, { residual: false }] as const).map(
    (options): Form => ({
      what: `ResNet of basic blocks with ${JSON.stringify(options)}`,
      build: ({ resnet }) => resnet({ ...basic, ...options }),
    }),
  ),
  {
    what: 'ResNet of bottlenecks',
    build: ({ resnet }) => resnet({ ...residual, block: 'bottleneck' }),
  },
  {
    what: 'ResNet with pre-activation',
    build: ({ resnetV2 }) => resnetV2({ ...residual, convention: 'paper' }),
    // The first block's batch normalization takes the scale of the stem's out again.
    still: ['conv1_bn/gamma'],
  },
  {
    what: 'ResNet with pre-activation in the form of Keras',
    build: ({ resnetV2 }) => resnetV2({ ...residual, convention: 'keras' }),
  },
  {
    what: 'ResNeXt',
    build: ({ resnext }) =>
      resnext({ ...seeded, blocks: [1], cardinality: 3, width: 2, inputShape: [9, 11, 3] }),
  },
  ...(
    [
      {},
      { shortcut: 'B' },
      { residual: false },
      { preActivation: true },
      { preActivation: true, residual: false },
      { depth: 11, block: 'bottleneck', shortcut: 'B', preActivation: true },
    ] as const
  ).map((options): Form => ({
    what: `ResNet for CIFAR with ${JSON.stringify(options)}`,
    build: ({ cifarResnet }) => cifarResnet({ ...cifar, ...options }),
  })),
  ...([{}, { dropout: 0.3 }, { bottleneck: false, growthRate: 5 }] as const).map(
    (options): Form => ({
      what: `DenseNet with ${JSON.stringify(options)}`,
      build: ({ densenet }) => densenet({ ...dense, ...options }),
    }),
  ),
  ...(
    [
      { depth: 7, dropout: 0.2 },
      { depth: 10, bottleneck: true, compression: 0.5 },
    ] as const
  ).map((options): Form => ({
    what: `DenseNet for CIFAR with ${JSON.stringify(options)}`,
    build: ({ cifarDensenet }) => cifarDensenet({ ...cifarDense, ...options }),
  })),
  {
    what: 'MobileNet in the form of Keras',
    build: ({ mobilenet }) =>
      mobilenet({ ...seeded, convention: 'keras', alpha: 1 / 16, inputShape: [31, 32, 1] }),
  },
  {
    what: 'MobileNet in the form of slim',
    build: ({ mobilenet }) =>
      mobilenet({ ...seeded, convention: 'slim', alpha: 0.125, inputShape: [7, 8, 3] }),
  },
  ...(['keras', 'torchvision'] as const).map((convention): Form => ({
    what: `MobileNetV2 in the form of ${convention}`,
    build: ({ mobilenetV2 }) =>
      mobilenetV2({ ...seeded, inputShape: [8, 9, 1], alpha: 0.1, convention }),
  })),
  {
    what: 'SqueezeNet',
    build: ({ squeezenet }) =>
      squeezenet({ ...seeded, inputShape: [32, 32, 3], width: 1 / 8, version: '1.1' }),
  },
];

let tf: Tf;

suiteSetup(async () => {
  tf = await startWasm();
});

for (const backend of ['wasm', 'cpu'] as const) {
  suite(`every network learns on ${backend}:`, () => {
    suiteSetup(() => tf.setBackend(backend));
    givesTensorsBack({ memory: () => tf.memory() });

    for (const { what, build, still } of forms) {
      test(what, async () => {
        const model = build(createZoo(tf));
        try {
          await trains(tf, model, still);
        } finally {
          model.dispose();
        }
      });
    }

    test('GoogLeNet with its auxiliary classifiers, which count less', async () => {
      const { googlenet } = createZoo(tf);
      const model = googlenet({ ...inception, convention: 'torchvision', auxiliary: true });
      const loss = (y: tfjs.Tensor, p: tfjs.Tensor) => tf.metrics.categoricalCrossentropy(y, p);
      const less = (y: tfjs.Tensor, p: tfjs.Tensor) => tf.mul(0.3, loss(y, p));
      const optimizer = tf.train.sgd(0.01);
      model.compile({ optimizer, loss: [loss, less, less] });
      const x = tf.randomNormal([2, 33, 33, 3], 0, 1, 'float32', 1);
      const y = tf.tidy(() => tf.oneHot(tf.tensor1d([0, 3], 'int32'), 4));
      const [total = NaN, ...parts] = (await model.trainOnBatch(x, [y, y, y])) as number[];
      assert.equal(parts.length, 3);
      assert.ok(Math.abs(total - parts.reduce((sum, part) => sum + part, 0)) < 1e-4);
      // Three untrained classifiers of about the same loss.
      assert.ok(parts.slice(1).every((part) => part < 0.7 * (parts[0] ?? NaN)));
      tf.dispose([x, y]);
      optimizer.dispose();
      model.dispose();
    });

    test('Inception-v3 from smoothed labels, and gives a distribution over the classes', async () => {
      const { inceptionV3, labelSmoothedCrossEntropy } = createZoo(tf);
      const size = { inputShape: [75, 75, 3], width: 0.02 } as const;
      const model = inceptionV3({ ...seeded, ...size, convention: 'keras' });
      const x = tf.randomNormal([2, 75, 75, 3], 0, 1, 'float32', 1);
      const y = tf.tidy(() => tf.oneHot(tf.tensor1d([0, 3], 'int32'), 4));
      const sums = tf.tidy(() => tf.sum(model.predict(x) as tfjs.Tensor, 1).dataSync());
      assert.equal(sums.length, 2);
      assert.ok([...sums].every((sum) => Math.abs(sum - 1) < 1e-5));
      const optimizer = tf.train.sgd(0.01);
      model.compile({ optimizer, loss: labelSmoothedCrossEntropy(0.1) });
      const before = tf.memory().numTensors;
      const loss = (await model.trainOnBatch(x, y)) as number;
      assert.ok(Number.isFinite(loss) && loss > 0);
      assert.equal(tf.memory().numTensors, before, 'tensors left behind by training');
      tf.dispose([x, y]);
      optimizer.dispose();
      model.dispose();
    });
  });
}
