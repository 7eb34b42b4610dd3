import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createZoo } from '../../../src/zoo';
import { givesTensorsBack, withModel } from '../../support/networks';
import { usesCpu } from '../../support/tensors';

usesCpu(tf);

const { alexnet, alexnetOwt, zfnet } = createZoo(tf);

interface Row {
  readonly filters: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly border?: number;
  readonly groups?: number;
  /** Side of the pool of stride 2 after it. */
  readonly pool?: number;
}

/** Five convolutions, two hidden layers and a classifier, counted without building anything. */
function counted(rows: readonly Row[], { size, classes, hidden, round }: Net): number {
  let [height, width, channels] = size;
  let count = 0;
  for (const { filters, kernel, stride = 1, border = 0, groups = 1, pool } of rows) {
    count += kernel ** 2 * (channels / groups) * filters + filters;
    channels = filters;
    [height, width] = [height, width].map((length) => {
      const maps = Math.floor((length + 2 * border - kernel) / stride) + 1;
      return pool === undefined ? maps : round((maps - pool) / 2) + 1;
    }) as [number, number];
  }
  const features = height * width * channels;
  return count + (features + 1) * hidden + (hidden + 1) * hidden + (hidden + 1) * classes;
}

interface Net {
  readonly size: readonly [height: number, width: number, channels: number];
  readonly classes: number;
  readonly hidden: number;
  /** What becomes of a last window that hangs over: Math.floor leaves it out. */
  readonly round: (windows: number) => number;
}

suite('the number of weights', () => {
  givesTensorsBack(tf);

  test('of AlexNet follows groups, strides, width, pools and classes', () => {
    const size = [120, 151, 5] as const;
    const options = { inputShape: size, classes: 11, width: 0.3, conv1Strides: 3 } as const;
    const model = alexnet({ ...options, overlappingPooling: false, kernelInitializer: 'zeros' });
    const rows = [
      { filters: 28, kernel: 11, stride: 3, pool: 2 },
      { filters: 76, kernel: 5, border: 2, groups: 2, pool: 2 },
      { filters: 116, kernel: 3, border: 1 },
      { filters: 116, kernel: 3, border: 1, groups: 2 },
      { filters: 76, kernel: 3, border: 1, groups: 2, pool: 2 },
    ];
    withModel(model, () => {
      const net = { size, classes: 11, hidden: 1228, round: Math.floor };
      assert.equal(model.countParams(), counted(rows, net));
    });
  });

  test("of AlexNet in Caffe's form, undivided, on a size whose pools hang over", () => {
    const size = [224, 196, 3] as const;
    const model = alexnet({
      ...{ inputShape: size, classes: 2, width: 0.125, groups: 1 },
      ...{ convention: 'caffe', kernelInitializer: 'zeros' },
    });
    const rows = [
      { filters: 12, kernel: 11, stride: 4, pool: 3 },
      { filters: 32, kernel: 5, border: 2, pool: 3 },
      { filters: 48, kernel: 3, border: 1 },
      { filters: 48, kernel: 3, border: 1 },
      { filters: 32, kernel: 3, border: 1, pool: 3 },
    ];
    withModel(model, () => {
      const net = { size, classes: 2, hidden: 512, round: Math.ceil };
      assert.equal(model.countParams(), counted(rows, net));
    });
  });

  test('of the one weird trick follows its border', () => {
    const size = [100, 233, 1] as const;
    const model = alexnetOwt({
      ...{ inputShape: size, classes: 17, width: 0.5, kernelInitializer: 'zeros' },
    });
    const rows = [
      { filters: 32, kernel: 11, stride: 4, border: 2, pool: 3 },
      { filters: 96, kernel: 5, border: 2, pool: 3 },
      { filters: 192, kernel: 3, border: 1 },
      { filters: 128, kernel: 3, border: 1 },
      { filters: 128, kernel: 3, border: 1, pool: 3 },
    ];
    withModel(model, () => {
      const net = { size, classes: 17, hidden: 2048, round: Math.floor };
      assert.equal(model.countParams(), counted(rows, net));
    });
  });

  test('of ZFNet follows its pools that hang over', () => {
    const size = [97, 150, 3] as const;
    const model = zfnet({
      ...{ inputShape: size, classes: 3, width: 0.2, variant: 'b', kernelInitializer: 'zeros' },
    });
    const rows = [
      { filters: 19, kernel: 7, stride: 2, border: 1, pool: 3 },
      { filters: 51, kernel: 5, stride: 2, pool: 3 },
      { filters: 102, kernel: 3, border: 1 },
      { filters: 205, kernel: 3, border: 1 },
      { filters: 102, kernel: 3, border: 1, pool: 3 },
    ];
    withModel(model, () => {
      const net = { size, classes: 3, hidden: 819, round: Math.ceil };
      assert.equal(model.countParams(), counted(rows, net));
    });
  });
});
