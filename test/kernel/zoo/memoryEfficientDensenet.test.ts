import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type AnyDenseNetOptions } from '../../../src/zoo';
import { givesTensorsBack, layerNames, placeOf, withModel } from '../../support/networks';
import { savedAndLoaded } from '../../support/savedModel';
import { withSeededRandom } from '../../support/seededRandom';
import { usesCpu } from '../../support/tensors';

usesCpu(tf);

const { cifarDensenet, densenet } = createZoo(tf);

/** Small enough to compute with: 8x8 become 2x2 and 1x1. */
const tiny = {
  inputShape: [8, 8, 3],
  classes: 3,
  blocks: [3, 2],
  growthRate: 3,
  name: 'tiny',
} as const;

function images(count: number, size = 8): tf.Tensor {
  return tf.randomNormal([count, size, size, 3], 0, 1, 'float32', 1);
}

function labels(count: number): tf.Tensor {
  return tf.tidy(() =>
    tf.oneHot(
      Array.from({ length: count }, (_, index) => index % 3),
      3,
    ),
  );
}

function movingStatistics(model: tf.LayersModel): tf.Tensor[] {
  return model.nonTrainableWeights.map((weight) => weight.read());
}

/** The values of all weights, or of their gradients. */
function valuesOf(tensors: readonly tf.Tensor[]): number[][] {
  return tensors.map((tensor) => [...tensor.dataSync()]);
}

/** Whether lists of tensors agree, but for sums that were rounded in another order. */
function agree(actual: readonly number[][], expected: readonly number[][]): void {
  assert.deepEqual(
    actual.map(({ length }) => length),
    expected.map(({ length }) => length),
  );
  // Gradients that should be 0, of convolutions before a batch normalization, are rounding alone.
  const scale = Math.max(...expected.flat().map(Math.abs));
  const found = actual.flat();
  const off = Math.max(...expected.flat().map((value, at) => Math.abs((found[at] ?? NaN) - value)));
  assert.ok(off <= 1e-6 * scale, `${off} off at a scale of ${scale}`);
}

/** Both forms, with the same weights: plain first. */
function bothForms(
  options: AnyDenseNetOptions,
): [plain: tf.LayersModel, efficient: tf.LayersModel] {
  const plain = densenet({ ...options, seed: 3 });
  const efficient = densenet({ ...options, seed: 4, memoryEfficient: true });
  efficient.setWeights(plain.getWeights());
  return [plain, efficient];
}

const forms: readonly AnyDenseNetOptions[] = [
  tiny,
  { ...tiny, blocks: [1] },
  { ...tiny, bottleneck: false, growthRate: 7, compression: 1 },
  { ...tiny, convention: 'keras', compression: 0.3 },
];

suite('DenseNet in its memory-efficient form', () => {
  givesTensorsBack(tf);

  test('has the same weights by the same names in the same order', () => {
    for (const options of forms) {
      const [plain, efficient] = [false, true].map((memoryEfficient) => {
        const model = densenet({ ...options, memoryEfficient });
        const { trainableWeights, weights } = model;
        const named = [weights, trainableWeights].map((some) =>
          some.map(({ originalName, shape }) => `${originalName} ${shape.join('x')}`),
        );
        model.dispose();
        return named;
      });
      assert.deepEqual(efficient, plain);
      assert.ok((plain?.[0]?.length ?? 0) > 15);
    }
  });

  test('computes each layer up to its first convolution in a block of its own', () => {
    withModel(densenet({ ...tiny, memoryEfficient: true }), (model) => {
      const layer = (name: string) =>
        ['recomputed', '1_bn', '1_relu', '2_conv'].map((part) => `${name}_${part}`);
      assert.deepEqual(
        layerNames(model).filter((name) => name.startsWith('conv2')),
        [
          ...[1, 2, 3].flatMap((index) => layer(`conv2_block${index}`)),
          'conv2_block3_concat', // what the transition receives
        ],
      );
      assert.deepEqual(placeOf(model, 'conv2_block2_recomputed'), ['conv2', 'block2']);
      const block = model.getLayer('conv2_block3_recomputed') as unknown as {
        readonly model: tf.LayersModel;
        readonly input: readonly tf.SymbolicTensor[];
      };
      assert.deepEqual(
        block.input.map(({ sourceLayer }) => sourceLayer.name),
        ['pool1', 'conv2_block1_2_conv', 'conv2_block2_2_conv'],
      );
      assert.deepEqual(layerNames(block.model).slice(3), [
        ...['conv2_block2_concat', 'conv2_block3_0_bn', 'conv2_block3_0_relu'],
        'conv2_block3_1_conv',
      ]);
    });
  });

  for (const options of forms) {
    test(`has the same outputs and gradients: ${JSON.stringify(options)}`, () => {
      const models = bothForms(options);
      tf.tidy(() => {
        const x = images(4);
        const [plain, efficient] = models.map((model) => {
          const run = (at: tf.Tensor) => model.apply(at, { training: true }) as tf.Tensor;
          const loss = (at: tf.Tensor) => tf.sum(tf.square(run(at))).asScalar();
          const { grads } = tf.variableGrads(() => loss(x));
          return {
            outputs: valuesOf([model.predict(x) as tf.Tensor, run(x)]),
            slopes: valuesOf(
              model.trainableWeights.map(({ name }) => grads[name] ?? tf.scalar(NaN)),
            ),
            imageSlopes: valuesOf([tf.grad(loss)(x)]),
          };
        });
        assert.ok(plain && efficient);
        assert.deepEqual(efficient.outputs, plain.outputs);
        agree(efficient.slopes, plain.slopes);
        agree(efficient.imageSlopes, plain.imageSlopes);
      });
      models.forEach((model) => model.dispose());
    });
  }

  for (const dropout of [0, 0.2]) {
    test(`trains as the plain form does, with dropout ${dropout}`, async () => {
      const [x, y] = [images(4), labels(4)];
      const trained = [];
      for (const model of bothForms({ ...tiny, dropout })) {
        const optimizer = tf.train.sgd(0.1);
        model.compile({ optimizer, loss: 'categoricalCrossentropy' });
        const steps = await withSeededRandom(async () => {
          const each = [];
          for (let step = 0; step < 3; step++) {
            const loss = (await model.trainOnBatch(x, y)) as number;
            const count = tf.memory().numTensors;
            each.push({ loss, count, moving: valuesOf(movingStatistics(model)) });
          }
          return each;
        });
        assert.equal(steps[2]?.count, steps[1]?.count, 'a training step left tensors behind');
        trained.push({ steps, weights: valuesOf(model.getWeights()) });
        optimizer.dispose();
        model.dispose();
      }
      const [plain, efficient] = trained;
      assert.ok(plain && efficient);
      // The first step starts from the same weights: statistics that moved twice would differ.
      assert.equal(efficient.steps[0]?.loss, plain.steps[0]?.loss);
      assert.deepEqual(efficient.steps[0]?.moving, plain.steps[0]?.moving);
      agree(efficient.weights, plain.weights);
      tf.dispose([x, y]);
    });
  }

  test('saves and loads, places included', async () => {
    const model = densenet({ ...tiny, memoryEfficient: true, seed: 5 });
    const loaded = await savedAndLoaded(tf, model);
    tf.tidy(() => {
      const x = images(2);
      const [a, b] = [model, loaded].map((of) => valuesOf([of.predict(x) as tf.Tensor]));
      assert.deepEqual(b, a);
    });
    assert.deepEqual(loaded.getUserDefinedMetadata(), model.getUserDefinedMetadata());
    model.dispose();
    loaded.dispose();
  });

  /** The most bytes beyond the model's and the batch's at any time of a training step. */
  async function peakBytes(options: AnyDenseNetOptions): Promise<number> {
    const model = densenet({ ...tiny, inputShape: [16, 16, 3], ...options });
    const [x, y] = [images(1, 16), labels(1)];
    const optimizer = tf.train.sgd(0.1);
    model.compile({ optimizer, loss: 'categoricalCrossentropy' });
    const before = tf.memory().numBytes;
    const profile = await tf.profile(async () => {
      await model.trainOnBatch(x, y);
      return [];
    });
    optimizer.dispose();
    model.dispose();
    tf.dispose([x, y]);
    return profile.peakBytes - before;
  }

  for (const { bottleneck, most } of [
    { bottleneck: true, most: 0.6 },
    { bottleneck: false, most: 0.4 },
  ]) {
    const which = bottleneck ? 'with' : 'without';
    test(`trains in less memory, the less the deeper, ${which} bottlenecks`, async () => {
      const shares: number[] = [];
      for (const layers of [4, 8, 12]) {
        const form = { blocks: [layers], bottleneck };
        const plain = await peakBytes(form);
        shares.push((await peakBytes({ ...form, memoryEfficient: true })) / plain);
      }
      const [few = NaN, more = NaN, many = NaN] = shares;
      assert.ok(many < more && more < few && few < 1, `shares ${shares.join(', ')}`);
      assert.ok(many < most, `shares ${shares.join(', ')}`);
    });
  }

  test('frees all that it made when an image is too small', () => {
    assert.throws(
      () => densenet({ ...tiny, inputShape: [4, 4, 3], memoryEfficient: true }),
      /Nothing is left at pool2_pool: it receives 1x1x7/,
    );
  });

  test('is there for CIFAR, too', () => {
    const options = {
      ...{ depth: 10, growthRate: 3, bottleneck: true },
      ...{ classes: 2, seed: 1 },
    };
    const plain = cifarDensenet(options);
    const efficient = cifarDensenet({ ...options, memoryEfficient: true });
    tf.tidy(() => {
      const x = tf.randomNormal([1, 32, 32, 3], 0, 1, 'float32', 1);
      const [a, b] = [plain, efficient].map((model) => valuesOf([model.predict(x) as tf.Tensor]));
      assert.deepEqual(b, a);
    });
    plain.dispose();
    efficient.dispose();
  });
});
