import assert from 'node:assert/strict';
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs';

import type { Tf } from '../../../src/kernel/backends';
import { threadCount } from '../../../src/kernel/backends/wasm/threads/count';
import { peakOfHeap } from '../../support/wasmHeap';
import { agrees, noisy, startWasm, withGradients } from './bothBackends';

type Pad = 'same' | 'valid' | number | [[0, 0], [number, number], [number, number], [0, 0]];

const kernels = [
  ...[1, 2, 3, 4, 5, 7, 11].map((size) => [size, size] as const),
  ...([
    [1, 7],
    [7, 1],
    [1, 3],
    [3, 1],
    [2, 5],
  ] as const),
];
const strides = [1, 2, 3, 4, [1, 2], [2, 1]] as const;
const pads: readonly Pad[] = [
  'same',
  'valid',
  2,
  [
    [0, 0],
    [0, 1],
    [2, 1],
    [0, 0],
  ],
];
/** Channels and filters: below, at and beyond the widths of a block. */
const depths = [
  [1, 6],
  [3, 8],
  [4, 4],
  [2, 3],
  [7, 9],
  [8, 16],
  [9, 17],
  [12, 5],
] as const;
const sizes = [
  [13, 12],
  [11, 15],
  [16, 16],
] as const;

/** Padding in numbers wants to be told how to round. */
function roundingOf(pad: Pad): 'floor' | undefined {
  return typeof pad === 'string' ? undefined : 'floor';
}

suite('wasm: convolutions against cpu', () => {
  let tf: Tf;
  suiteSetup(async () => {
    tf = await startWasm();
  });

  let turn = 0;
  for (const [height, width] of kernels) {
    test(`${height}x${width} kernels, ${strides.length} strides, ${pads.length} paddings`, async () => {
      for (const stride of strides) {
        for (const pad of pads) {
          turn += 1;
          const [channels, filters] = depths[turn % depths.length] ?? [1, 1];
          const [rows, columns] = sizes[turn % sizes.length] ?? [1, 1];
          const x = [1 + (turn % 3), rows, columns, channels];
          const f = [height, width, channels, filters];
          const label = JSON.stringify({ x, f, stride, pad });
          const convolve = (images: Tensor, filter: Tensor) =>
            tf.conv2d(
              images as Tensor4D,
              filter as Tensor4D,
              stride as number,
              pad,
              'NHWC',
              1,
              roundingOf(pad),
            );
          await agrees(tf, label, () =>
            withGradients(tf, convolve, [noisy(tf, x), noisy(tf, f, 5)]),
          );
        }
      }
    });
  }

  test('more filters, channels and pixels than are worked on at a time', async () => {
    for (const [x, f, stride] of [
      [[1, 3, 3, 520], [3, 3, 520, 72], 1],
      [[2, 70, 70, 4], [3, 3, 4, 9], 1],
      [[1, 66, 66, 20], [3, 3, 20, 8], 2],
      [[40, 3, 3, 8], [3, 3, 8, 8], 1],
      [[1, 1, 1, 12], [1, 1, 12, 9], 1],
    ] as const) {
      await agrees(tf, JSON.stringify({ x, f, stride }), () =>
        withGradients(
          tf,
          (images, filter) => tf.conv2d(images as Tensor4D, filter as Tensor4D, stride, 'same'),
          [noisy(tf, [...x]), noisy(tf, [...f], 5)],
        ),
      );
    }
  });

  for (const [x, f, pad] of [
    [[4, 13, 11, 16], [3, 3, 16, 20], 'same'],
    [[2, 14, 17, 24], [3, 3, 24, 36], 'valid'],
    [[1, 33, 34, 16], [3, 3, 16, 16], 2],
    [[20, 2, 1, 16], [3, 3, 16, 16], 'same'],
    [[1, 8, 8, 140], [3, 3, 140, 132], 'same'],
    [[1, 8, 8, 1056], [3, 3, 1056, 24], 'same'],
  ] as const) {
    test(`3x3 kernels in tiles, ${pad}, of ${x.join('x')} images`, async () => {
      await agrees(tf, JSON.stringify({ x, f, pad }), () =>
        withGradients(
          tf,
          (images, filter) =>
            tf.conv2d(images as Tensor4D, filter as Tensor4D, 1, pad, 'NHWC', 1, roundingOf(pad)),
          [noisy(tf, [...x]), noisy(tf, [...f], 5)],
        ),
      );
    });
  }

  for (const activation of ['linear', 'relu', 'relu6'] as const) {
    test(`3x3 kernels in tiles, with bias and ${activation}`, async () => {
      await agrees(tf, activation, () => {
        const x = tf.mul<Tensor4D>(noisy(tf, [2, 9, 12, 16]), 20);
        const filter = noisy(tf, [3, 3, 16, 20], 5) as Tensor4D;
        const bias = noisy(tf, [20], 3);
        const options = { x, filter, bias, strides: 1, pad: 'same' as const, activation };
        return { y: tf.fused.conv2d(options).dataSync() as Float32Array };
      });
    });
  }

  test('3x3 kernels in tiles make whole numbers of whole numbers', () => {
    const whole = (shape: number[], seed: number) => tf.round(tf.mul(noisy(tf, shape, seed), 9));
    tf.tidy(() => {
      const inputs = [whole([2, 9, 12, 16], 1), whole([3, 3, 16, 20], 5)] as const;
      const convolve = (x: Tensor, filter: Tensor) =>
        tf.conv2d(x as Tensor4D, filter as Tensor4D, 1, 'same');
      const y = convolve(...inputs);
      const gradients = tf.grads(convolve)([...inputs], whole(y.shape, 9));
      for (const tensor of [y, ...gradients]) {
        assert.ok(tensor.dataSync().every(Number.isInteger));
      }
    });
  });

  test('an empty batch', async () => {
    await agrees(tf, 'an empty batch', () =>
      withGradients(
        tf,
        (images, filter) => tf.conv2d(images as Tensor4D, filter as Tensor4D, 1, 'same'),
        [tf.zeros([0, 5, 5, 3]), noisy(tf, [3, 3, 3, 4])],
      ),
    );
  });

  test('dilated, forward', async () => {
    for (const dilation of [2, 3, [1, 2]] as const) {
      for (const pad of ['same', 'valid', 2] as const) {
        await agrees(tf, JSON.stringify({ dilation, pad }), () => {
          const x = noisy(tf, [2, 13, 11, 5]) as Tensor4D;
          const filter = noisy(tf, [3, 3, 5, 9], 5) as Tensor4D;
          const [by, rounding] = [dilation as number, roundingOf(pad)];
          const y = tf.conv2d(x, filter, 1, pad, 'NHWC', by, rounding);
          return { y: y.dataSync() as Float32Array };
        });
      }
    }
  });

  for (const activation of ['linear', 'relu', 'relu6', 'elu', 'sigmoid'] as const) {
    for (const [filters, stride] of [
      [8, 1],
      [11, 2],
      [3, 3],
    ] as const) {
      test(`with bias and ${activation}, ${filters} filters`, async () => {
        await agrees(tf, activation, () => {
          const x = tf.mul<Tensor4D>(noisy(tf, [2, 9, 7, 5]), 20);
          const filter = noisy(tf, [2, 2, 5, filters], 5) as Tensor4D;
          const bias = noisy(tf, [filters], 3);
          const options = { x, filter, bias, strides: stride, pad: 'same' as const, activation };
          return { y: tf.fused.conv2d(options).dataSync() as Float32Array };
        });
      });
    }
  }
});

suite('wasm: depthwise convolutions against cpu', () => {
  let tf: Tf;
  suiteSetup(async () => {
    tf = await startWasm();
  });

  for (const [size, channels, multiplier] of [
    [3, 8, 1],
    [3, 7, 1],
    [5, 4, 1],
    [2, 3, 2],
    [3, 5, 3],
    [4, 2, 4],
    [1, 9, 1],
  ] as const) {
    test(`${size}x${size}, ${channels} channels x ${multiplier}`, async () => {
      for (const stride of [1, 2, 3] as const) {
        for (const pad of ['same', 'valid', 1] as const) {
          const convolve = (x: Tensor, filter: Tensor) =>
            tf.depthwiseConv2d(
              x as Tensor4D,
              filter as Tensor4D,
              stride,
              pad,
              'NHWC',
              1,
              roundingOf(pad),
            );
          await agrees(tf, JSON.stringify({ stride, pad }), () =>
            withGradients(tf, convolve, [
              noisy(tf, [2, 9, 8, channels]),
              noisy(tf, [size, size, channels, multiplier], 5),
            ]),
          );
        }
      }
    });
  }
});

suite('wasm: matrix products against cpu', () => {
  let tf: Tf;
  suiteSetup(async () => {
    tf = await startWasm();
  });

  for (const [rows, depth, columns] of [
    [1, 1, 1],
    [1, 33, 21],
    [2, 5, 8],
    [5, 7, 3],
    [21, 33, 18],
    [4, 600, 70],
    [260, 9, 65],
    [3, 1030, 130],
    [7, 0, 5],
  ] as const) {
    test(`${rows}x${depth} times ${depth}x${columns}, and its gradients`, async () => {
      for (const [transposeA, transposeB] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ] as const) {
        const a = transposeA ? [depth, rows] : [rows, depth];
        const b = transposeB ? [columns, depth] : [depth, columns];
        await agrees(tf, JSON.stringify({ transposeA, transposeB }), () =>
          withGradients(tf, (x, y) => tf.matMul(x, y, transposeA, transposeB), [
            noisy(tf, a),
            noisy(tf, b, 5),
          ]),
        );
      }
    });
  }

  test('in batches', async () => {
    for (const [a, b] of [
      [[3], [3]],
      [[3], [1]],
      [[1], [3]],
      [
        [2, 3],
        [2, 3],
      ],
      [[2, 3], [3]],
      [
        [2, 1],
        [1, 3],
      ],
      [[], [3]],
      [[4], []],
    ] as const) {
      for (const [transposeA, transposeB] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ] as const) {
        const left = [...a, ...(transposeA ? [6, 5] : [5, 6])];
        const right = [...b, ...(transposeB ? [9, 6] : [6, 9])];
        await agrees(tf, JSON.stringify({ left, right }), () => {
          const product = tf.matMul(noisy(tf, left), noisy(tf, right, 5), transposeA, transposeB);
          return { [product.shape.join()]: product.dataSync() as Float32Array };
        });
      }
    }
  });

  for (const activation of ['linear', 'relu', 'relu6', 'elu', 'sigmoid'] as const) {
    test(`with bias and ${activation}`, async () => {
      for (const [rows, transposeA, transposeB] of [
        [1, false, false],
        [1, false, true],
        [6, false, false],
        [6, false, true],
        [6, true, false],
      ] as const) {
        await agrees(tf, JSON.stringify({ rows, transposeA, transposeB }), () => {
          const a = tf.mul<Tensor2D>(noisy(tf, transposeA ? [30, rows] : [rows, 30]), 20);
          const b = noisy(tf, transposeB ? [11, 30] : [30, 11], 5) as Tensor2D;
          const bias = noisy(tf, [11], 7);
          const y = tf.fused.matMul({ a, b, transposeA, transposeB, bias, activation });
          return { y: y.dataSync() as Float32Array };
        });
      }
    });
  }
});

suite('wasm: what else training needs, against cpu', () => {
  let tf: Tf;
  suiteSetup(async () => {
    tf = await startWasm();
  });

  for (const [size, stride, pad] of [
    [2, 2, 'valid'],
    [2, 2, 'same'],
    [3, 2, 'valid'],
    [3, 2, 'same'],
    [3, 1, 'same'],
    [5, 3, 'valid'],
    [2, 3, 'same'],
    [3, 2, 1],
    [7, 7, 'valid'],
  ] as const) {
    test(`the largest and the mean of ${size}x${size} windows, stride ${stride}, ${pad}`, async () => {
      for (const channels of [1, 4, 7]) {
        // Few different values: windows with several largest ones.
        const x = () => tf.round(tf.mul(noisy(tf, [2, 12, 9, channels]), 6));
        for (const pool of ['maxPool', 'avgPool'] as const) {
          await agrees(tf, `${pool} of ${channels} channels`, () =>
            withGradients(
              tf,
              (images) => tf[pool](images as Tensor4D, size, stride, pad, roundingOf(pad)),
              [x()],
            ),
          );
        }
      }
    });
  }

  test('the largest of windows beside minus infinity', async () => {
    await agrees(tf, 'padded', () =>
      withGradients(
        tf,
        (x) =>
          tf.maxPool(
            tf.pad(
              x as Tensor4D,
              [
                [0, 0],
                [1, 1],
                [1, 1],
                [0, 0],
              ],
              -Infinity,
            ),
            3,
            2,
            'valid',
          ),
        [noisy(tf, [2, 8, 8, 6])],
      ),
    );
  });

  for (const beta of [0.5, 0.75, 1, 0.6]) {
    for (const [channels, radius, bias] of [
      [16, 2, 2],
      [7, 2, 1],
      [5, 5, 1],
      [3, 0, 0.5],
      [1, 2, 2],
    ] as const) {
      test(`local response, beta ${beta}, ${channels} channels, radius ${radius}`, async () => {
        await agrees(tf, 'local response', () =>
          withGradients(
            tf,
            (x) => tf.localResponseNormalization(x as Tensor4D, radius, bias, 0.3, beta),
            [tf.mul(noisy(tf, [2, 3, 4, channels]), 4)],
          ),
        );
      });
    }
  }

  test('relu, relu6 and clipping, and the gradient of a gradient', async () => {
    for (const shape of [[5, 7], [1], [4, 4, 4]]) {
      const x = () => tf.round(tf.mul(noisy(tf, shape), 30));
      await agrees(tf, 'relu', () => withGradients(tf, (values) => tf.relu(values), [x()]));
      await agrees(tf, 'relu6', () => withGradients(tf, (values) => tf.relu6(values), [x()]));
      await agrees(tf, 'clip', () =>
        withGradients(tf, (values) => tf.clipByValue(values, -3, 2), [x()]),
      );
      const slope = (values: Tensor) =>
        tf.mul(values, tf.grad((inner: Tensor) => tf.square(tf.relu(inner)))(values));
      await agrees(tf, 'slope of relu', () => withGradients(tf, slope, [x()]));
    }
  });

  test('sums and means over neighbouring axes', async () => {
    for (const axes of [[0], [1], [0, 1], [1, 2], [0, 1, 2], [2], [0, 2], [0, 1, 2, 3], [3]]) {
      for (const keepDims of [false, true]) {
        for (const operation of ['sum', 'mean'] as const) {
          await agrees(tf, JSON.stringify({ operation, axes, keepDims }), () => {
            const y = tf[operation](noisy(tf, [3, 70, 2, 5]), axes, keepDims);
            return { [y.shape.join()]: y.dataSync() as Float32Array };
          });
        }
      }
    }
  });

  test('slices', async () => {
    for (const [shape, begin, size] of [
      [[7], [2], [4]],
      [
        [5, 6],
        [1, 0],
        [3, 6],
      ],
      [
        [5, 6],
        [1, 2],
        [3, 3],
      ],
      [
        [2, 5, 6, 3],
        [0, 1, 2, 0],
        [2, 3, 4, 3],
      ],
      [
        [2, 5, 6, 70],
        [0, 0, 0, 3],
        [2, 5, 6, 66],
      ],
      [
        [3, 5, 6, 2],
        [1, 0, 4, 1],
        [2, 5, 2, 1],
      ],
      [
        [3, 4, 5],
        [1, 1, 1],
        [1, 2, 3],
      ],
      [
        [2, 2, 3, 2, 5],
        [0, 1, 1, 0, 2],
        [2, 1, 2, 2, 2],
      ],
      [
        [4, 4],
        [1, 1],
        [0, 2],
      ],
      [
        [4, 4],
        [0, 0],
        [4, 4],
      ],
    ] as const) {
      await agrees(tf, JSON.stringify({ shape, begin, size }), () =>
        withGradients(tf, (x) => tf.slice(x, [...begin], [...size]), [noisy(tf, [...shape])]),
      );
    }
  });

  test('splits and concatenations', async () => {
    for (const [shape, axis, parts] of [
      [[2, 3, 4, 12], 3, [4, 1, 7]],
      [[2, 6, 5], 1, [1, 2, 3]],
      [[6, 5], 0, [2, 4]],
      [[3, 150], -1, [70, 80]],
      [[4, 5], 1, [5]],
      [[4, 5], 1, [2, 0, 3]],
    ] as const) {
      const swapped = (x: Tensor) => tf.concat(tf.split(x, [...parts], axis).reverse(), axis);
      await agrees(tf, JSON.stringify({ shape, axis, parts }), () => {
        const y = swapped(noisy(tf, [...shape]));
        const gradients =
          parts.length > 1 ? withGradients(tf, swapped, [noisy(tf, [...shape])]) : {};
        return { [y.shape.join()]: y.dataSync() as Float32Array, ...gradients };
      });
    }
    const numbers = tf.tidy(() =>
      tf.split(tf.tensor1d([1, 2, 3], 'int32'), [1, 2]).map((part) => part.arraySync()),
    );
    assert.deepEqual(numbers, [[1], [2, 3]]);
  });

  test('sums of whole numbers stay whole numbers', () => {
    const sum = tf.tidy(() => tf.sum(tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32'), 0));
    assert.equal(sum.dtype, 'int32');
    assert.deepEqual([...sum.dataSync()], [4, 6]);
    sum.dispose();
  });

  test('tile', async () => {
    for (const [shape, repeats] of [
      [[3], [4]],
      [
        [2, 3],
        [3, 2],
      ],
      [
        [2, 3],
        [1, 5],
      ],
      [
        [2, 3, 4],
        [2, 1, 3],
      ],
      [
        [1, 1, 1, 6],
        [2, 5, 3, 1],
      ],
      [
        [2, 2],
        [0, 3],
      ],
      [
        [2, 2],
        [1, 1],
      ],
    ] as const) {
      await agrees(tf, JSON.stringify({ shape, repeats }), () => {
        const y = tf.tile(noisy(tf, [...shape]), [...repeats]);
        return { [y.shape.join()]: y.dataSync() as Float32Array };
      });
    }
    const flags = tf.tidy(() => tf.tile(tf.tensor1d([true, false], 'bool'), [2]).arraySync());
    assert.deepEqual(flags, [1, 0, 1, 0]);
    const words = tf.tidy(() => tf.tile(tf.tensor1d(['a', 'b']), [2]).arraySync());
    assert.deepEqual(words, ['a', 'b', 'a', 'b']);
  });

  test('batch normalization with given statistics', async () => {
    for (const shape of [
      [2, 3, 4, 8],
      [2, 3, 4, 5],
      [6, 3],
    ]) {
      const channels = [shape.at(-1) ?? 1];
      for (const affine of [[], [1], [1, 2]]) {
        await agrees(tf, JSON.stringify({ shape, affine }), () => {
          const variance = tf.add(noisy(tf, channels, 4), 1);
          const [offset, scale] = affine.map((seed) => noisy(tf, channels, seed));
          const y = tf.batchNorm(noisy(tf, shape), noisy(tf, channels, 3), variance, offset, scale);
          return { y: y.dataSync() as Float32Array };
        });
      }
    }
  });
});

suite('wasm: what kernels take while they run', () => {
  const kB = 1024;
  const threads = threadCount();
  let tf: Tf;
  suiteSetup(async () => {
    tf = await startWasm();
  });

  const attrs = { strides: [1, 1], pad: 'same', dataFormat: 'NHWC', dilations: [1, 1] };
  const maps = [4, 60, 60, 64];
  const wide = [4, 60, 60, 96];
  for (const { what, kernel, inputs, more, limit } of [
    {
      what: 'a 3x3 convolution',
      kernel: 'Conv2D',
      inputs: { x: maps, filter: [3, 3, 64, 96] },
      limit: 1024 + threads * 800,
    },
    {
      what: 'a 1x1 convolution',
      kernel: 'Conv2D',
      inputs: { x: maps, filter: [1, 1, 64, 96] },
      limit: threads * 128,
    },
    {
      what: "an image's gradient",
      kernel: 'Conv2DBackpropInput',
      inputs: { dy: wide, filter: [3, 3, 64, 96] },
      more: { inputShape: maps },
      limit: 1024 + threads * 800,
    },
    {
      what: "a filter's gradient",
      kernel: 'Conv2DBackpropFilter',
      inputs: { x: maps, dy: wide },
      more: { filterShape: [3, 3, 64, 96] },
      limit: threads * 1000,
    },
    {
      what: 'a product',
      kernel: 'BatchMatMul',
      inputs: { a: [100, 3000], b: [3000, 700] },
      limit: threads * 128,
    },
    {
      what: 'a product of a transposed matrix',
      kernel: 'BatchMatMul',
      inputs: { a: [500, 3000], b: [500, 700] },
      more: { transposeA: true },
      limit: threads * 1300,
    },
  ]) {
    test(`${what}: no more than it says`, async () => {
      const tensors = Object.entries(inputs).map(
        ([name, shape]) => [name, tf.zeros(shape)] as const,
      );
      let own = 0;
      const peak = await peakOfHeap(tf, () => {
        const given = Object.fromEntries(tensors) as never;
        const y = tf.engine().runKernel<Tensor>(kernel, given, { ...attrs, ...more });
        own = 4 * y.size;
        y.dispose();
      });
      tf.dispose(tensors.map(([, tensor]) => tensor));
      const scratch = peak - own;
      assert.ok(scratch > 0 && scratch <= limit * kB, `${scratch / kB} kB, said ${limit} kB`);
    });
  }
});
