import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type AnyResNetOptions, type NetworkOptions } from '../../../src/zoo';
import { givesTensorsBack, shapeOf, trainableParams, withModel } from '../../support/networks';
import { closeTo, leavesNoTensors, usesCpu } from '../../support/tensors';

usesCpu(tf);

const { plain18, plain34, resnet, resnet18, resnet34, resnet50, resnet101 } = createZoo(tf);

/** Weights of zero cost nothing. */
const zeros = { kernelInitializer: 'zeros' } as const;

/** Two stages of few channels on images of an odd size. */
const tiny: AnyResNetOptions = {
  block: 'basic',
  blocks: [1, 2],
  width: 1 / 16,
  inputShape: [33, 47, 3],
  classes: 5,
  seed: 3,
};
const tinyBottleneck: AnyResNetOptions = { ...tiny, block: 'bottleneck' };

function layerNames(model: tf.LayersModel): string[] {
  return model.layers.map(({ name }) => name);
}

/** Names and shapes of all weights, e.g. conv1_conv/kernel 7,7,3,64. */
function weightShapes(model: tf.LayersModel): string[] {
  return model.weights.map(({ originalName, shape }) => `${originalName} ${shape.join()}`);
}

suite('ResNet', () => {
  givesTensorsBack(tf);

  test('names its layers as Keras does', () => {
    withModel(resnet50(zeros), (model) => {
      const names = layerNames(model);
      assert.equal(model.name, 'resnet50');
      assert.deepEqual(names.slice(0, 5), [
        ...['input', 'conv1_conv', 'conv1_bn', 'conv1_relu', 'pool1_pool'],
      ]);
      const block = (at: string) => names.filter((name) => name.startsWith(`${at}_`)).sort();
      assert.deepEqual(
        block('conv3_block1'),
        [
          ...['0_conv', '0_bn', '1_conv', '1_bn', '1_relu', '2_conv', '2_bn', '2_relu'],
          ...['3_conv', '3_bn', 'add', 'out'],
        ]
          .map((name) => `conv3_block1_${name}`)
          .sort(),
      );
      assert.deepEqual(
        block('conv3_block2').filter((name) => name.includes('_0_')),
        [],
      );
      assert.deepEqual(names.slice(-2), ['avg_pool', 'predictions']);
      assert.equal(new Set(names).size, names.length);
    });
  });

  test('carries stage and block as the place of each layer', () => {
    withModel(resnet({ ...tiny, ...zeros }), (model) => {
      const scopeOf = (name: string) =>
        (model.getLayer(name) as { readonly scope?: readonly string[] }).scope;
      assert.deepEqual(scopeOf('pool1_pool'), ['stem']);
      assert.deepEqual(scopeOf('conv3_block2_1_conv'), ['conv3', 'block2']);
      assert.deepEqual(scopeOf('conv2_block1_out'), ['conv2', 'block1']);
      assert.equal(scopeOf('predictions'), undefined);
    });
  });

  // Depths that the paper does not have: trainable weights in the README of osmr/pytorchcv.
  for (const { blocks, params } of [
    { blocks: [1, 1, 1, 1], params: 5_418_792 },
    { blocks: [2, 1, 1, 1], params: 5_492_776 },
    { blocks: [2, 2, 1, 1], params: 5_788_200 },
    { blocks: [2, 2, 2, 1], params: 6_968_872 },
    { blocks: [3, 3, 3, 3], params: 17_960_232 },
  ]) {
    test(`has ${params} trainable weights with basic blocks ${blocks.join('-')}`, () => {
      withModel(resnet({ block: 'basic', blocks, ...zeros }), (model) =>
        assert.equal(trainableParams(model), params),
      );
    });
  }

  test('has the weights of table 1 at any width, number of stages, classes and channels', () => {
    for (const options of [
      { block: 'basic', blocks: [1, 3], width: 0.3, classes: 7, inputShape: [64, 64, 1] },
      { block: 'bottleneck', blocks: [2], width: 0.05, classes: 2, inputShape: [40, 40, 4] },
      { block: 'bottleneck', blocks: [1, 1, 2, 1, 1], width: 0.1, classes: 3 },
      { block: 'basic', blocks: [2, 1, 1], width: 0.01, classes: 11 },
    ] as const) {
      withModel(resnet({ ...options, ...zeros }), (model) =>
        assert.equal(trainableParams(model), expectedParams(options)),
      );
    }
  });

  test('projects every shortcut with option C, and none with option A', () => {
    const projections = (shortcut: 'A' | 'B' | 'C') =>
      withModel(resnet34({ shortcut, width: 0.1, ...zeros }), (model) =>
        layerNames(model).filter((name) => name.endsWith('_0_conv')),
      );
    assert.equal(projections('C').length, 3 + 4 + 6 + 3);
    assert.deepEqual(
      projections('B'),
      [3, 4, 5].map((stage) => `conv${stage}_block1_0_conv`),
    );
    assert.deepEqual(projections('A'), []);
  });

  for (const { builder, build, plain } of [
    { builder: 'resnet18', build: resnet18, plain: plain18 },
    { builder: 'resnet34', build: resnet34, plain: plain34 },
  ]) {
    test(`${builder} has a plain twin with its weights less the projections`, () => {
      const shapes = [build, plain].map((make) =>
        withModel(make({ width: 0.1, ...zeros }), (model) => weightShapes(model).sort()),
      );
      assert.deepEqual(
        shapes[1],
        shapes[0]?.filter((name) => !/_0_(conv|bn)/.test(name)),
      );
    });
  }

  test('has plain twins of bottlenecks, too, without additions', () => {
    withModel(resnet101({ residual: false, width: 0.05, ...zeros }), (model) => {
      assert.deepEqual(
        layerNames(model).filter((name) => /_0_|_add$/.test(name)),
        [],
      );
      assert.deepEqual(shapeOf(model, 'conv5_block3_out'), [7, 7, 4 * Math.round(512 * 0.05)]);
    });
  });

  test('halves odd sizes as PyTorch does: floor((size + 2 padding - kernel) / 2) + 1', () => {
    withModel(
      resnet50({ inputShape: [97, 131, 3], width: 0.05, convention: 'torchvision', ...zeros }),
      (model) => {
        const halved = (size: number, kernel: number) =>
          Math.floor((size + 2 * ((kernel - 1) / 2) - kernel) / 2) + 1;
        let sizes = [97, 131].map((size) => halved(size, 7));
        assert.deepEqual(shapeOf(model, 'conv1_conv').slice(0, 2), sizes);
        for (const [layer, kernel] of [
          ['pool1_pool', 3],
          ['conv3_block4_out', 3],
          ['conv4_block6_out', 3],
          ['conv5_block3_out', 3],
        ] as const) {
          sizes = sizes.map((size) => halved(size, kernel));
          assert.deepEqual(shapeOf(model, layer).slice(0, 2), sizes, layer);
        }
      },
    );
  });

  test("lets Caffe's max pooling overhang instead of padding it", () => {
    for (const [convention, size] of [
      ['caffe', 24], // ceil((49 - 3) / 2) + 1
      ['paper', 25],
    ] as const) {
      withModel(resnet18({ inputShape: [97, 97, 3], width: 0.05, convention, ...zeros }), (model) =>
        assert.deepEqual(shapeOf(model, 'pool1_pool').slice(0, 2), [size, size]),
      );
    }
  });

  test('ends at conv5 without its top, as maps or as one vector of them', () => {
    const small: NetworkOptions = { inputShape: [64, 64, 3], includeTop: false, ...zeros };
    for (const { pooling, shape, last } of [
      { pooling: null, shape: [null, 2, 2, 512], last: 'conv5_block2_out' },
      { pooling: 'avg', shape: [null, 512], last: 'avg_pool' },
      { pooling: 'max', shape: [null, 512], last: 'max_pool' },
    ] as const) {
      withModel(resnet18({ ...small, pooling, name: 'base' }), (model) => {
        assert.deepEqual(model.outputShape, shape);
        assert.equal(layerNames(model).at(-1), last);
        assert.equal(model.name, 'base');
      });
    }
  });

  test('gives a distribution over the classes, or logits', () => {
    for (const { classifierActivation, isDistribution } of [
      { classifierActivation: 'softmax', isDistribution: true },
      { classifierActivation: null, isDistribution: false },
    ] as const) {
      withModel(resnet({ ...tinyBottleneck, classifierActivation }), (model) => {
        tf.tidy(() => {
          const y = model.predict(tf.randomNormal([2, 33, 47, 3], 0, 1, 'float32', 1));
          const sums = tf.sum(y as tf.Tensor, 1).dataSync();
          assert.deepEqual((y as tf.Tensor).shape, [2, 5]);
          assert.equal(
            sums.every((sum) => Math.abs(sum - 1) < 1e-5),
            isDistribution,
          );
        });
      });
    }
  });

  test('computes relu(F(x) + Wx) in a block, with the stride where the convention has it', () => {
    for (const strideIn of ['1x1', '3x3'] as const) {
      withModel(resnet({ ...tinyBottleneck, strideIn, shortcut: 'B' }), (model) => {
        tf.tidy(() => {
          const maps = (layer: string) => model.getLayer(layer).output as tf.SymbolicTensor;
          const block = tf.model({
            inputs: model.inputs,
            outputs: [maps('conv2_block1_out'), maps('conv3_block1_out')],
          });
          const image = tf.randomNormal([1, 33, 47, 3], 0, 1, 'float32', 1);
          const [x, y] = block.predict(image) as [tf.Tensor4D, tf.Tensor4D];
          const conv = (layer: string, at: tf.Tensor4D, strides: number) => {
            const [kernel] = model.getLayer(`conv3_block1_${layer}_conv`).getWeights();
            assert.ok(kernel);
            const padding = (kernel.shape[0] - 1) / 2;
            const z = tf.conv2d(at, kernel as tf.Tensor4D, strides, padding);
            // Fresh statistics: mean 0 and variance 1.
            return tf.div<tf.Tensor4D>(z, Math.sqrt(1 + 1e-5));
          };
          const [first, second] = strideIn === '1x1' ? [2, 1] : [1, 2];
          const a = tf.relu(conv('1', x, first));
          const b = tf.relu(conv('2', a, second));
          const expected = tf.relu(tf.add(conv('3', b, 1), conv('0', x, 2)));
          assert.deepEqual(y.shape, expected.shape);
          assert.ok((tf.max(y).dataSync()[0] ?? 0) > 0.1);
          closeTo([...y.dataSync()], [...expected.dataSync()], 1e-4);
        });
      });
    }
  });

  test('starts out as its shortcuts with zeroGamma', () => {
    withModel(resnet({ ...tiny, zeroGamma: true }), (model) => {
      tf.tidy(() => {
        const outputs = ['pool1_pool', 'conv2_block1_out'].map(
          (layer) => model.getLayer(layer).output as tf.SymbolicTensor,
        );
        const part = tf.model({ inputs: model.inputs, outputs });
        const image = tf.randomNormal([1, 33, 47, 3], 0, 1, 'float32', 1);
        const [before, after] = part.predict(image) as [tf.Tensor, tf.Tensor];
        assert.deepEqual([...after.dataSync()], [...before.dataSync()]);
      });
    });
  });
});

suite('ResNet refuses', () => {
  givesTensorsBack(tf);

  for (const { builder, build, options, message } of [
    {
      builder: 'resnet18',
      build: resnet18,
      options: { strideIn: '3x3' },
      message: /resnet18: there is no option strideIn/,
    },
    {
      builder: 'resnet50',
      build: resnet50,
      options: { strideIn: '5x5' },
      message: /resnet50: strideIn should be '1x1' or '3x3'. Received strideIn="5x5"/,
    },
    {
      builder: 'resnet50',
      build: resnet50,
      options: { convention: 'mxnet' },
      message: /convention should be 'paper', 'torchvision', 'caffe' or 'keras'/,
    },
    {
      builder: 'resnet',
      build: resnet,
      options: { block: 'basic', strideIn: '1x1' },
      message: /resnet: strideIn should be left out for basic blocks. Received strideIn="1x1"/,
    },
    {
      builder: 'resnet',
      build: resnet,
      options: { blocks: [3, 0] },
      message: /blocks should be a list of one or more, each a whole number, 1 or more/,
    },
    {
      builder: 'resnet34',
      build: resnet34,
      options: { shortcut: 'D' },
      message: /shortcut should be 'A', 'B' or 'C'. Received shortcut="D"/,
    },
    {
      builder: 'resnet34',
      build: resnet34,
      options: { residual: false, zeroGamma: true },
      message:
        /zeroGamma should be false without shortcuts. Received zeroGamma=true, residual=false/,
    },
    {
      builder: 'plain34',
      build: plain34,
      options: { residual: true },
      message: /plain34: there is no option residual/,
    },
    {
      builder: 'resnet18',
      build: resnet18,
      options: { width: 0 },
      message: /width should be a number above 0, at most 16. Received width=0/,
    },
  ]) {
    test(`${builder}(${JSON.stringify(options)})`, () => {
      leavesNoTensors(tf, () => {
        assert.throws(() => (build as (options: object) => unknown)(options), message);
      });
    });
  }

  test('an image of which the pooling of Caffe leaves nothing', () => {
    leavesNoTensors(tf, () => {
      assert.throws(
        () => resnet18({ inputShape: [2, 2, 3], width: 0.1, convention: 'caffe' }),
        /resnet18: inputShape=\[2,2,3\] is too small. Nothing is left at pool1_pool: it receives 1x1x6/,
      );
    });
  });
});

/** Trainable weights by the paper's table 1, counted without a model. */
function expectedParams({
  block,
  blocks,
  width,
  classes,
  inputShape = [224, 224, 3],
}: {
  readonly block: 'basic' | 'bottleneck';
  readonly blocks: readonly number[];
  readonly width: number;
  readonly classes: number;
  readonly inputShape?: readonly [number, number, number];
}): number {
  const filtersOf = (filters: number) => Math.max(1, Math.round(filters * width));
  const conv = (kernel: number, from: number, to: number) => kernel ** 2 * from * to + 2 * to;
  let channels = filtersOf(64);
  let count = conv(7, inputShape[2], channels);
  blocks.forEach((repeats, stage) => {
    const inner = filtersOf(64 * 2 ** stage);
    const outer = block === 'basic' ? inner : 4 * inner;
    for (let index = 0; index < repeats; index++) {
      const halves = index === 0 && stage > 0;
      count += halves || channels !== outer ? conv(1, channels, outer) : 0;
      count +=
        block === 'basic'
          ? conv(3, channels, inner) + conv(3, inner, outer)
          : conv(1, channels, inner) + conv(3, inner, inner) + conv(1, inner, outer);
      channels = outer;
    }
  });
  return count + channels * classes + classes;
}
