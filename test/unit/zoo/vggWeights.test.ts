import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type VggOptions } from '../../../src/zoo';
import { givesTensorsBack, spreadOf, weightsOf, withModel } from '../../support/networks';
import { usesCpu } from '../../support/tensors';

usesCpu(tf);

const { vgg11, vgg13, vgg16 } = createZoo(tf);

/** Filters of each convolution, M for a pool, as torchvision writes the paper's table. */
const rows = {
  A: '64 M 128 M 256 256 M 512 512 M 512 512 M',
  C: '64 64 M 128 128 M 256 256 1x256 M 512 512 1x512 M 512 512 1x512 M',
  D: '64 64 M 128 128 M 256 256 256 M 512 512 512 M 512 512 512 M',
};

function countedFrom(row: string, options: VggOptions): number {
  const { inputShape = [224, 224, 3], classes = 1000, width = 1, batchNorm, head } = options;
  let [height, wide, channels] = inputShape;
  let count = 0;
  for (const word of row.split(' ')) {
    if (word === 'M') {
      [height, wide] = [Math.floor(height / 2), Math.floor(wide / 2)];
      continue;
    }
    const filters = Math.round(Number(word.replace('1x', '')) * width);
    count += (word.startsWith('1x') ? 1 : 9) * channels * filters + filters;
    count += batchNorm ? 4 * filters : 0;
    channels = filters;
  }
  if (head === 'average') {
    return count + (channels + 1) * classes;
  }
  const hidden = Math.round(4096 * width);
  const features = height * wide * channels;
  return count + (features + 1) * hidden + (hidden + 1) * hidden + (hidden + 1) * classes;
}

suite('the weights of VGG', () => {
  givesTensorsBack(tf);

  const odd: VggOptions = { inputShape: [65, 97, 1], classes: 7, width: 0.3 };
  const narrow: VggOptions = { head: 'average', width: 0.21, classes: 3 };
  const normalized: VggOptions = { width: 0.25, batchNorm: true };
  const wide: VggOptions = { inputShape: [47, 33, 4], classes: 1, width: 1.5 };
  const pooled: VggOptions = { head: 'average', batchNorm: true, width: 2 };

  for (const { row, options, build } of [
    { row: 'A', options: odd, build: vgg11 },
    { row: 'A', options: narrow, build: vgg11 },
    {
      row: 'C',
      options: normalized,
      build: (options: VggOptions) => vgg16({ ...options, configuration: 'C' }),
    },
    { row: 'D', options: wide, build: vgg16 },
    { row: 'D', options: pooled, build: vgg16 },
  ] as const) {
    test(`are as many as table 1 gives for ${row} with ${JSON.stringify(options)}`, () => {
      withModel(build({ ...options, kernelInitializer: 'zeros' }), (model) => {
        assert.equal(model.countParams(), countedFrom(rows[row], options));
      });
    });
  }
});

suite('the first weights of VGG', () => {
  givesTensorsBack(tf);

  const tiny = { inputShape: [32, 32, 3], width: 1 / 16, classes: 4, seed: 1 } as const;
  // At half the width block2_conv1 has 64 filters on 32 channels, fc1 2048 units on 256 values.
  const convolution = { fanIn: 9 * 32, fanOut: 9 * 64 };
  const hidden = { fanIn: 256, fanOut: 2048 };
  const glorot = ({ fanIn, fanOut }: typeof hidden) => Math.sqrt(6 / (fanIn + fanOut));
  const uniform = [glorot(convolution), glorot(hidden)];

  for (const { convention, deviations, limits } of [
    { convention: 'paper', deviations: [0.1, 0.1] },
    {
      convention: 'keras',
      deviations: uniform.map((limit) => limit / Math.sqrt(3)),
      limits: uniform,
    },
    { convention: 'torchvision', deviations: [Math.sqrt(2 / convolution.fanOut), 0.01] },
  ] as const) {
    test(`are those of '${convention}'`, () => {
      withModel(vgg11({ ...tiny, width: 0.5, convention }), (model) => {
        for (const [index, layer] of ['block2_conv1', 'fc1'].entries()) {
          const { deviation, limit } = spreadOf(weightsOf(model, layer));
          const relative = deviation / (deviations[index] ?? NaN);
          assert.ok(Math.abs(relative - 1) < 0.03, `${layer}: ${deviation}`);
          assert.ok(limits === undefined || limit <= (limits[index] ?? NaN), `${layer}: ${limit}`);
          assert.ok(weightsOf(model, layer, 1).every((bias) => bias === 0));
        }
      });
    });
  }

  test('are the same for the same seed, others for another, and differ among equal layers', () => {
    const drawn = (seed: number, layer: string) => {
      const model = vgg13({ ...tiny, seed });
      const values = weightsOf(model, layer);
      model.dispose();
      return values;
    };
    assert.deepEqual(drawn(3, 'block5_conv1'), drawn(3, 'block5_conv1'));
    assert.notDeepEqual(drawn(3, 'block5_conv1'), drawn(4, 'block5_conv1'));
    assert.notDeepEqual(drawn(3, 'block5_conv1'), drawn(3, 'block5_conv2'));
  });

  test('are all those of a given initializer', () => {
    withModel(vgg11({ ...tiny, kernelInitializer: 'ones' }), (model) => {
      for (const layer of ['block1_conv1', 'block5_conv2', 'fc1', 'predictions']) {
        assert.ok(weightsOf(model, layer).every((weight) => weight === 1));
      }
    });
  });
});
