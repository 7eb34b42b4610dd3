import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type AlexNetOptions } from '../../../src/zoo';
import { leavesNoTensors, usesCpu } from '../../support/tensors';

usesCpu(tf);

const { alexnet } = createZoo(tf);

/** Builds it with weights of zero, which cost nothing, and frees it. */
function withAlexNet(options: AlexNetOptions, body: (model: tf.LayersModel) => void): void {
  leavesNoTensors(tf, () => {
    const model = alexnet({ kernelInitializer: 'zeros', ...options });
    body(model);
    model.dispose();
  });
}

function layerNames(model: tf.LayersModel): string[] {
  return model.layers.map(({ name }) => name);
}

suite('AlexNet', () => {
  test("names its layers as Caffe's bvlc_alexnet does, in the paper's order", () => {
    withAlexNet({}, (model) => {
      assert.equal(model.name, 'alexnet');
      assert.equal(
        layerNames(model).join(' '),
        'input conv1 relu1 norm1 pool1 conv2 relu2 norm2 pool2 conv3 relu3 conv4 relu4 ' +
          'conv5 relu5 pool5 flatten fc6 relu6 drop6 fc7 relu7 drop7 fc8 prob',
      );
    });
  });

  test('initializes as section 5 of the paper says', () => {
    leavesNoTensors(tf, () => {
      const model = alexnet({ inputShape: [67, 67, 3], width: 0.125, classes: 4, seed: 7 });
      const biases = ['conv1', 'conv2', 'conv3', 'conv4', 'conv5', 'fc6', 'fc7', 'fc8'].map(
        (name) => {
          const [, bias] = model.getLayer(name).getWeights();
          return bias?.dataSync()[0];
        },
      );
      assert.deepEqual(biases, [0, 1, 0, 1, 1, 1, 1, 0]);
      const kernel = model.getLayer('fc7').getWeights()[0];
      assert.ok(kernel);
      const spread = tf.tidy(() => tf.sqrt(tf.moments(kernel).variance).dataSync()[0]);
      assert.ok(Math.abs((spread ?? 0) - 0.01) < 1e-4, `standard deviation ${spread}`);
      model.dispose();
    });
  });

  test('starts out the same for the same seed and differently for another', () => {
    leavesNoTensors(tf, () => {
      const firstWeights = [1, 1, 2].map((seed) => {
        const model = alexnet({ inputShape: [67, 67, 3], width: 0.05, classes: 2, seed });
        const values = [...(model.getLayer('conv3').getWeights()[0]?.dataSync() ?? [])];
        model.dispose();
        return values;
      });
      assert.deepEqual(firstWeights[0], firstWeights[1]);
      assert.notDeepEqual(firstWeights[0], firstWeights[2]);
    });
  });

  test('predicts a distribution over the classes, and disposes all it made', () => {
    leavesNoTensors(tf, () => {
      const model = alexnet({ inputShape: [67, 67, 3], width: 0.125, classes: 5, seed: 1 });
      tf.tidy(() => {
        const y = model.predict(tf.randomUniform([2, 67, 67, 3])) as tf.Tensor;
        assert.deepEqual(y.shape, [2, 5]);
        assert.ok([...tf.sum(y, 1).dataSync()].every((sum) => Math.abs(sum - 1) < 1e-5));
      });
      model.dispose();
    });
  });

  test('leaves the normalization out without lrn', () => {
    withAlexNet({ lrn: false, width: 0.1 }, (model) => {
      assert.deepEqual(
        layerNames(model).filter((name) => name.startsWith('norm')),
        [],
      );
    });
  });

  test('pools 2x2 without overlap on request', () => {
    withAlexNet({ overlappingPooling: false, width: 0.1 }, (model) => {
      assert.deepEqual(model.getLayer('pool1').getConfig()['poolSize'], [2, 2]);
    });
  });

  test('ends at pool5 without its top, and at fc8 without a classifier activation', () => {
    withAlexNet({ includeTop: false }, (model) => {
      assert.deepEqual(model.outputShape, [null, 6, 6, 256]);
    });
    withAlexNet({ classifierActivation: null, width: 0.1 }, (model) => {
      assert.equal(layerNames(model).at(-1), 'fc8');
    });
  });

  test('multiplies filters and hidden units by width, in even halves, but not the classes', () => {
    withAlexNet({ width: 0.33 }, (model) => {
      const counts = ['conv1', 'conv2', 'conv3', 'fc6', 'fc8'].map(
        (name) => (model.getLayer(name).outputShape as number[]).at(-1) ?? 0,
      );
      assert.deepEqual(counts, [32, 84, 126, 1352, 1000]);
    });
  });

  for (const { options, message } of [
    { options: { groups: 3 }, message: /alexnet: groups should be 1 or 2. Received groups=3/ },
    { options: { classes: 0 }, message: /classes should be .* Received classes=0/ },
    { options: { width: NaN }, message: /width should be a number above 0.* Received width=NaN/ },
    { options: { dropout: 1 }, message: /dropout should be .* Received dropout=1/ },
    { options: { conv1Strides: 0 }, message: /conv1Strides should be .* Received conv1Strides=0/ },
    { options: { inputShape: [227, 227] }, message: /inputShape should be \[height.*=\[227,227\]/ },
    { options: { class: 10 }, message: /no option class. Allowed options: inputShape, classes/ },
  ]) {
    test(`refuses ${JSON.stringify(options)}`, () => {
      leavesNoTensors(tf, () => {
        assert.throws(() => alexnet(options as unknown as AlexNetOptions), message);
      });
    });
  }

  test('says at which layer a small input ran out, and frees what it had made', () => {
    leavesNoTensors(tf, () => {
      assert.throws(
        () => alexnet({ inputShape: [60, 60, 3], width: 0.1 }),
        /inputShape=\[60,60,3\] is too small. Nothing is left at pool5: it receives 2x2x26, its window is 3x3/,
      );
    });
  });
});
