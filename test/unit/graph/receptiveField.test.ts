import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { describeModel } from '../../../src/graph';
import { createZoo } from '../../../src/zoo';
import { usesCpu } from '../../support/tensors';

usesCpu(tf);

const { layers } = tf;
const { layers: zooLayers } = createZoo(tf);
type Symbolic = tf.SymbolicTensor;

const size = 19;
const ones = { filters: 1, kernelInitializer: 'ones', useBias: false } as const;
const conv = (args: Omit<Parameters<typeof layers.conv2d>[0], 'filters'>) =>
  layers.conv2d({ ...ones, ...args });

/** What the output is when one pixel at a time is lit up. */
function lightUp(model: tf.LayersModel): tf.Tensor4D {
  return tf.tidy(() => {
    const impulses = tf.reshape(tf.eye(size * size), [size * size, size, size, 1]);
    return model.predict(impulses, { batchSize: size * size }) as tf.Tensor4D;
  });
}

/** Which pixels one position of the output sees. */
function seenBy(lit: tf.Tensor4D, row: number, column: number) {
  const at = tf.tidy(() => tf.slice(lit, [0, row, column, 0], [size * size, 1, 1, 1]).dataSync());
  const pixels = [...at].flatMap((value, pixel) => (value === 0 ? [] : [pixel]));
  const rows = pixels.map((pixel) => Math.floor(pixel / size));
  const columns = pixels.map((pixel) => pixel % size);
  return {
    from: [Math.min(...rows), Math.min(...columns)],
    to: [Math.max(...rows), Math.max(...columns)],
  };
}

/** Every net is linear with positive weights, so that nothing cancels out. */
const nets: readonly { readonly what: string; readonly body: (x: Symbolic) => unknown }[] = [
  { what: 'a valid convolution', body: (x) => conv({ kernelSize: 5 }).apply(x) },
  {
    what: 'a rectangular window with two strides',
    body: (x) => conv({ kernelSize: [3, 5], strides: [2, 1] }).apply(x),
  },
  {
    what: 'same padding at stride 2, twice',
    body: (x) =>
      conv({ kernelSize: 3, strides: 2, padding: 'same' }).apply(
        conv({ kernelSize: 4, strides: 2, padding: 'same' }).apply(x),
      ),
  },
  {
    what: 'a dilated convolution',
    body: (x) => conv({ kernelSize: 3, dilationRate: 2, padding: 'same' }).apply(x),
  },
  {
    what: 'pooling between convolutions',
    body: (x) =>
      conv({ kernelSize: 3 }).apply(
        layers
          .averagePooling2d({ poolSize: 3, strides: 2 })
          .apply(conv({ kernelSize: 3, padding: 'same' }).apply(x)),
      ),
  },
  {
    what: 'the sum of a wide and a narrow branch',
    body: (x) =>
      layers
        .add()
        .apply([
          conv({ kernelSize: 5, padding: 'same' }).apply(x),
          conv({ kernelSize: 1 }).apply(x),
        ] as Symbolic[]),
  },
  {
    what: 'branches that reach to different sides',
    body: (x) =>
      layers
        .concatenate()
        .apply([
          conv({ kernelSize: [1, 5], padding: 'same' }).apply(x),
          conv({ kernelSize: [4, 1], padding: 'same' }).apply(x),
        ] as Symbolic[]),
  },
  {
    what: 'explicit padding and cropping',
    body: (x) =>
      layers
        .cropping2D({
          cropping: [
            [1, 0],
            [2, 1],
          ],
        })
        .apply(
          conv({ kernelSize: 3 }).apply(
            layers
              .zeroPadding2d({
                padding: [
                  [3, 0],
                  [1, 1],
                ],
              })
              .apply(x),
          ),
        ),
  },
  {
    what: 'padding by a number of pixels, at an even size and a stride of 2',
    body: (x) =>
      zooLayers
        .paddedConv2d({ ...ones, kernelSize: 3, strides: 2, padding: 1 })
        .apply(conv({ kernelSize: 2 }).apply(x)),
  },
  {
    what: 'padding of four different sides, dilated',
    body: (x) =>
      zooLayers
        .paddedConv2d({
          ...ones,
          kernelSize: [3, 2],
          dilationRate: 2,
          padding: [
            [2, 4],
            [0, 2],
          ],
        })
        .apply(x),
  },
  {
    what: 'a grouped convolution with its own padding',
    body: (x) =>
      zooLayers
        .groupedConv2d({
          ...ones,
          filters: 2,
          groups: 2,
          kernelSize: 5,
          strides: 2,
          padding: [
            [1, 2],
            [2, 2],
          ],
        })
        .apply(layers.concatenate().apply([x, conv({ kernelSize: 1 }).apply(x) as Symbolic])),
  },
  {
    what: 'pooling that rounds sizes up, between convolutions',
    body: (x) =>
      conv({ kernelSize: 3 }).apply(
        zooLayers
          .paddedAveragePooling2d({ poolSize: 3, strides: 2, padding: 1, ceilMode: true })
          .apply(conv({ kernelSize: 2 }).apply(x)),
      ),
  },
  {
    what: 'the shortcut that pads channels, beside a strided convolution',
    body: (x) =>
      layers
        .add()
        .apply([
          zooLayers.channelPaddingShortcut({ filters: 3, strides: 2 }).apply(x) as Symbolic,
          layers
            .conv2d({ ...ones, filters: 3, kernelSize: 3, strides: 2, padding: 'same' })
            .apply(x) as Symbolic,
        ]),
  },
];

suite('the receptive field', () => {
  for (const { what, body } of nets) {
    test(`of ${what} is what an output position really sees`, () => {
      const x = tf.input({ shape: [size, size, 1] });
      const outputs = layers.reLU().apply(body(x) as Symbolic) as Symbolic;
      const channels = outputs.shape[3] ?? 1;
      const sum = conv({ kernelSize: 1, name: 'sum' }).apply(outputs) as Symbolic;
      const model = tf.model({ inputs: x, outputs: channels === 1 ? outputs : sum });
      const field = describeModel(model).nodes.at(-1)?.receptiveField;
      assert.ok(field);
      const [, height = 0, width = 0] = outputs.shape as number[];
      const lit = lightUp(model);
      for (const [row, column] of [
        [0, 0],
        [Math.floor(height / 2), Math.floor(width / 2)],
        [height - 1, width - 1],
      ] as const) {
        const along = ([at, axis]: readonly [number, 0 | 1]): [number, number] => {
          const start: number = at * field.stride[axis] - field.padding[axis];
          return [Math.max(0, start), Math.min(size - 1, start + field.size[axis] - 1)];
        };
        const [rows, columns] = [along([row, 0]), along([column, 1])];
        const clipped = { from: [rows[0], columns[0]], to: [rows[1], columns[1]] };
        assert.deepEqual(seenBy(lit, row, column), clipped, `at ${row}, ${column}`);
      }
      lit.dispose();
      model.dispose();
    });
  }

  for (const { what, layer } of [
    { what: 'flattening', layer: () => layers.flatten() },
    { what: 'global pooling', layer: () => layers.globalAveragePooling2d({}) },
    { what: 'upsampling', layer: () => layers.upSampling2d({}) },
    {
      what: 'a transposed convolution',
      layer: () => layers.conv2dTranspose({ filters: 1, kernelSize: 2 }),
    },
  ]) {
    test(`is absent after ${what}`, () => {
      const x = tf.input({ shape: [size, size, 1] });
      const model = tf.model({ inputs: x, outputs: layer().apply(x) as Symbolic });
      const [input, last] = describeModel(model).nodes;
      assert.deepEqual(input?.receptiveField?.size, [1, 1]);
      assert.ok(last && !('receptiveField' in last));
      model.dispose();
    });
  }
});
