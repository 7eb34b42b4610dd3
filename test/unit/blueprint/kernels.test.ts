import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { shapeKernels } from '../../../src/blueprint/kernels';
import { leavesNoTensors, usesCpu } from '../../support/tensors';
import { onBlueprint } from './onBlueprint';

usesCpu(tf);

type Tensor = tf.Tensor;
type Sizes = number[];

/** What an operation gives: a type and a shape each. */
function looks(given: Tensor | readonly Tensor[]): string[] {
  const tensors = Array.isArray(given) ? (given as readonly Tensor[]) : [given as Tensor];
  return tensors.map(({ dtype, shape }) => `${dtype} [${shape.join(', ')}]`);
}

const compared = new Set<string>();

/** Compares what an operation gives on the blueprint with what it gives on cpu. */
function agrees(work: () => Tensor | Tensor[]): void {
  leavesNoTensors(tf, () => {
    const expected = tf.tidy(() => {
      const given = work();
      return looks(given);
    });
    const scratch = new Proxy<Record<string, () => number>>(
      {},
      {
        get: (_, name) => () => {
          compared.add(String(name));
          return 0;
        },
      },
    );
    const { result } = onBlueprint(tf, () => looks(work()), { scratch });
    assert.deepEqual(result, expected);
  });
}

const floats = (...shape: Sizes): Tensor => tf.fill(shape, 0.5);
const ints = (...shape: Sizes): Tensor => tf.fill(shape, 1, 'int32');
const bools = (...shape: Sizes): Tensor => tf.fill(shape, 1, 'bool');

/** A kernel as the engine calls it. */
function kernel(
  name: string,
  inputs: Record<string, Tensor> | Tensor[],
  attrs: object = {},
): Tensor | Tensor[] {
  return tf
    .engine()
    .runKernel(name, inputs as tf.NamedTensorMap, attrs as unknown as tf.NamedAttrMap);
}

const unary = [
  ...['Abs', 'Acos', 'Acosh', 'Asin', 'Asinh', 'Atan', 'Atanh', 'Ceil', 'Cos', 'Cosh', 'Elu'],
  ...['Erf', 'Exp', 'Expm1', 'Floor', 'IsFinite', 'IsInf', 'IsNan', 'Log', 'Log1p', 'Neg'],
  ...['Reciprocal', 'Relu', 'Relu6', 'Round', 'Rsqrt', 'Selu', 'Sigmoid', 'Sign', 'Sin', 'Sinh'],
  ...['Softplus', 'Sqrt', 'Square', 'Tan', 'Tanh', 'OnesLike', 'ZerosLike', 'Identity', 'Diag'],
];
const binary = [
  ...['Add', 'Atan2', 'FloorDiv', 'Maximum', 'Minimum', 'Mod', 'Multiply', 'Pow', 'RealDiv'],
  ...['SquaredDifference', 'Sub', 'Equal', 'Greater', 'GreaterEqual', 'Less', 'LessEqual'],
  ...['NotEqual'],
];
const reductions = [
  ...['Sum', 'Mean', 'Prod', 'Max', 'Min'].map((name) => ({ name, of: floats })),
  ...['All', 'Any'].map((name) => ({ name, of: bools })),
];

suite('kernels of the blueprint give what cpu gives: elementwise and reductions', () => {
  for (const name of unary) {
    test(name, () => agrees(() => kernel(name, { x: floats(2, 3) })));
  }
  for (const name of binary) {
    test(`${name}, broadcast both ways`, () => {
      agrees(() => kernel(name, { a: floats(2, 1, 3), b: floats(4, 1) }));
      agrees(() => kernel(name, { a: ints(2), b: ints() }));
    });
  }
  for (const name of ['LogicalAnd', 'LogicalOr', 'BitwiseAnd']) {
    const of = name === 'BitwiseAnd' ? ints : bools;
    test(name, () => agrees(() => kernel(name, { a: of(2, 1), b: of(3) })));
  }
  for (const { name, of } of reductions) {
    for (const [axes, keepDims] of [
      [[0, 2], false],
      [[1], true],
      [[-1], false],
      [null, true],
    ] as const) {
      test(`${name} over ${JSON.stringify(axes)}${keepDims ? ', keeping them' : ''}`, () => {
        const attrs = { axis: axes, reductionIndices: axes, keepDims };
        agrees(() => kernel(name, { x: of(2, 3, 4) }, attrs));
      });
    }
  }
  test('types of sums and products', () => {
    agrees(() => [
      ints(3).sum(),
      bools(3).sum(),
      ints(3).mean(),
      ints(2, 3).prod(0),
      ints(3).max(),
    ]);
  });
});

/** Kernels by name, each with calls that show what its attributes do. */
const table: { readonly [name: string]: readonly (() => Tensor | Tensor[])[] } = {
  AddN: [() => kernel('AddN', [floats(2, 3), floats(2, 3)])],
  ArgMax: [() => kernel('ArgMax', { x: floats(2, 3, 4) }, { axis: 1 })],
  ArgMin: [() => kernel('ArgMin', { x: floats(2, 3, 4) }, { axis: -1 })],
  AvgPool: [() => tf.avgPool(floats(1, 7, 9, 2) as tf.Tensor4D, [3, 2], 2, 'same')],
  AvgPool3D: [() => tf.avgPool3d(floats(1, 4, 6, 8, 2) as tf.Tensor5D, 2, 2, 'valid')],
  BatchMatMul: [
    () => tf.matMul(floats(2, 5, 3, 4), floats(2, 5, 4, 6)),
    () => tf.matMul(floats(4, 3), floats(6, 4), true, true),
    () => tf.matMul(floats(7, 3, 4), floats(4, 2)),
  ],
  BatchToSpaceND: [
    () =>
      tf.batchToSpaceND(
        floats(8, 3, 4, 2),
        [2, 2],
        [
          [1, 0],
          [0, 2],
        ],
      ),
  ],
  Bincount: [() => tf.bincount(ints(5) as tf.Tensor1D, floats(5) as tf.Tensor1D, 4)],
  BroadcastArgs: [
    () => tf.broadcastArgs(tf.tensor1d([2, 1, 3], 'int32'), tf.tensor1d([4, 3], 'int32')),
  ],
  Cast: (['float32', 'int32', 'bool'] as const).flatMap((from) =>
    (['float32', 'int32', 'bool'] as const).map((to) => () => tf.fill([3], 1, from).cast(to)),
  ),
  ClipByValue: [() => tf.clipByValue(floats(2, 3), 0, 0.2)],
  Complex: [() => tf.complex(floats(2, 3), floats(2, 3))],
  ComplexAbs: [() => tf.abs(tf.complex(floats(2, 3), floats(2, 3)))],
  Concat: [
    () => tf.concat([floats(2, 3, 4), floats(2, 5, 4)], 1),
    () => tf.concat([ints(2, 3), ints(2, 1), ints(2, 2)], -1),
    () => tf.concat([floats(2, 3), floats(0, 3)], 0),
  ],
  Conv2D: [
    () =>
      tf.conv2d(
        floats(2, 9, 8, 3) as tf.Tensor4D,
        floats(3, 2, 3, 5) as tf.Tensor4D,
        [2, 1],
        'same',
      ),
    () =>
      tf.conv2d(
        floats(1, 9, 9, 2) as tf.Tensor4D,
        floats(3, 3, 2, 4) as tf.Tensor4D,
        1,
        'valid',
        'NHWC',
        2,
      ),
    () =>
      tf.conv2d(
        floats(1, 9, 9, 2) as tf.Tensor4D,
        floats(3, 3, 2, 4) as tf.Tensor4D,
        2,
        [
          [0, 0],
          [1, 2],
          [0, 1],
          [0, 0],
        ],
        'NHWC',
        1,
        'floor',
      ),
    () =>
      tf.conv2d(
        floats(1, 2, 9, 8) as tf.Tensor4D,
        floats(3, 3, 2, 4) as tf.Tensor4D,
        1,
        'same',
        'NCHW',
      ),
  ],
  Conv3D: [
    () =>
      tf.conv3d(
        floats(1, 4, 5, 6, 2) as tf.Tensor5D,
        floats(2, 2, 2, 2, 3) as tf.Tensor5D,
        2,
        'same',
      ),
  ],
  CropAndResize: [
    () =>
      tf.image.cropAndResize(
        floats(2, 5, 6, 3) as tf.Tensor4D,
        floats(4, 4) as tf.Tensor2D,
        tf.zeros([4], 'int32'),
        [3, 2],
      ),
  ],
  Cumprod: [() => tf.cumprod(floats(2, 3), 1)],
  Cumsum: [() => tf.cumsum(floats(2, 3), 0)],
  DenseBincount: [
    () => tf.denseBincount(ints(2, 5) as tf.Tensor2D, floats(2, 5) as tf.Tensor2D, 4),
    () => tf.denseBincount(ints(5) as tf.Tensor1D, floats(5) as tf.Tensor1D, 3),
  ],
  DepthToSpace: [() => tf.depthToSpace(floats(2, 3, 4, 8) as tf.Tensor4D, 2)],
  DepthwiseConv2dNative: [
    () =>
      tf.depthwiseConv2d(
        floats(2, 9, 8, 3) as tf.Tensor4D,
        floats(3, 3, 3, 2) as tf.Tensor4D,
        2,
        'same',
      ),
    () =>
      tf.depthwiseConv2d(
        floats(2, 9, 8, 3) as tf.Tensor4D,
        floats(3, 3, 3, 1) as tf.Tensor4D,
        1,
        'valid',
        'NHWC',
        2,
      ),
  ],
  Dilation2D: [
    () =>
      tf.dilation2d(floats(1, 7, 8, 2) as tf.Tensor4D, floats(3, 3, 2) as tf.Tensor3D, 2, 'same'),
  ],
  Dilation2DBackpropFilter: [
    () =>
      tf.grad((f) => tf.dilation2d(floats(1, 4, 4, 2) as tf.Tensor4D, f as tf.Tensor3D, 1, 'same'))(
        floats(2, 2, 2),
      ),
  ],
  Dilation2DBackpropInput: [
    () =>
      tf.grad((x) => tf.dilation2d(x as tf.Tensor4D, floats(2, 2, 2) as tf.Tensor3D, 1, 'same'))(
        floats(1, 4, 4, 2),
      ),
  ],
  Einsum: [
    () => tf.einsum('bij,bjk->bik', floats(2, 3, 4), floats(2, 4, 5)),
    () => tf.einsum('ij->ji', floats(2, 3)),
    () => tf.einsum('ij,ij->', floats(2, 3), floats(2, 3)),
  ],
  ExpandDims: [0, 2, -1, -2].map((axis) => () => tf.expandDims(floats(2, 3), axis)),
  FFT: [() => tf.spectral.fft(tf.complex(floats(2, 4), floats(2, 4)))],
  Fill: [() => [tf.fill([2, 3], 1), kernel('Fill', {}, { shape: [2], value: 1 }) as Tensor]],
  FlipLeftRight: [() => tf.image.flipLeftRight(floats(2, 3, 4, 3) as tf.Tensor4D)],
  FusedBatchNorm: [
    () => tf.batchNorm(floats(2, 3, 3, 4), floats(4), floats(4), floats(4), floats(4)),
  ],
  FusedConv2D: [
    () =>
      tf.fused.conv2d({
        x: floats(1, 6, 6, 2) as tf.Tensor4D,
        filter: floats(3, 3, 2, 4) as tf.Tensor4D,
        strides: 2,
        pad: 'same',
        bias: floats(4),
        activation: 'relu',
      }),
  ],
  FusedDepthwiseConv2D: [
    () =>
      tf.fused.depthwiseConv2d({
        x: floats(1, 6, 6, 2) as tf.Tensor4D,
        filter: floats(3, 3, 2, 2) as tf.Tensor4D,
        strides: 1,
        pad: 'valid',
        activation: 'relu6',
      }),
  ],
  GatherNd: [() => tf.gatherND(floats(4, 5, 6), tf.zeros([3, 2], 'int32'))],
  GatherV2: [
    () => tf.gather(floats(4, 5, 6), tf.zeros([2, 3], 'int32'), 1),
    () => tf.gather(floats(2, 5, 6), tf.zeros([2, 3], 'int32'), 1, 1),
    () => tf.gather(ints(4), tf.zeros([2], 'int32'), -1),
  ],
  IFFT: [() => tf.spectral.ifft(tf.complex(floats(2, 4), floats(2, 4)))],
  Imag: [() => tf.imag(tf.complex(floats(3), floats(3)))],
  LRN: [() => tf.localResponseNormalization(floats(1, 2, 2, 6) as tf.Tensor4D)],
  LeakyRelu: [() => tf.leakyRelu(floats(2, 3))],
  LinSpace: [() => tf.linspace(0, 1, 7)],
  LogicalNot: [() => tf.logicalNot(bools(2))],
  MaxPool: [
    () => tf.maxPool(floats(1, 7, 9, 2) as tf.Tensor4D, 3, 2, 'valid'),
    () => tf.maxPool(floats(1, 7, 9, 2) as tf.Tensor4D, 3, 2, 1, 'ceil'),
    () =>
      tf.maxPool(
        floats(1, 8, 8, 2) as tf.Tensor4D,
        [2, 2],
        [2, 2],
        [
          [0, 0],
          [1, 0],
          [0, 1],
          [0, 0],
        ],
        'floor',
      ),
  ],
  MaxPool3D: [() => tf.maxPool3d(floats(1, 4, 6, 8, 2) as tf.Tensor5D, 3, 2, 'same')],
  MaxPoolWithArgmax: [
    () => Object.values(tf.maxPoolWithArgmax(floats(1, 6, 6, 2) as tf.Tensor4D, 2, 2, 'valid')),
  ],
  MirrorPad: [
    () =>
      tf.mirrorPad(
        floats(3, 4),
        [
          [1, 2],
          [0, 1],
        ],
        'reflect',
      ),
  ],
  Multinomial: [() => tf.multinomial(floats(2, 3) as tf.Tensor2D, 5)],
  OneHot: [() => [tf.oneHot(ints(2, 3), 4), tf.oneHot(ints(2), 3, 1, 0, 'int32')]],
  Pack: [() => [tf.stack([floats(2, 3), floats(2, 3)], 1), tf.stack([ints(2)], -1)]],
  PadV2: [
    () =>
      tf.pad(floats(2, 3), [
        [1, 2],
        [0, 4],
      ]),
  ],
  Prelu: [() => tf.prelu(floats(2, 3), floats(3))],
  Range: [() => [tf.range(0, 5), tf.range(5, 0, -2, 'int32'), tf.range(0, 1, 0.3)]],
  Real: [() => tf.real(tf.complex(floats(3), floats(3)))],
  Reshape: [() => [tf.reshape(floats(2, 6), [3, -1]), tf.reshape(floats(1, 1), [])]],
  ResizeBilinear: [
    () => tf.image.resizeBilinear(floats(2, 4, 5, 3) as tf.Tensor4D, [7, 3]),
    () => tf.image.resizeBilinear(ints(2, 4, 5, 3) as tf.Tensor4D, [7, 3]),
  ],
  ResizeNearestNeighbor: [
    () => tf.image.resizeNearestNeighbor(floats(2, 4, 5, 3) as tf.Tensor4D, [7, 3]),
  ],
  Reverse: [() => tf.reverse(floats(2, 3), 1)],
  RotateWithOffset: [() => tf.image.rotateWithOffset(floats(2, 4, 4, 3) as tf.Tensor4D, 1)],
  ScatterNd: [() => tf.scatterND(tf.zeros([2, 1], 'int32'), floats(2, 3), [5, 3])],
  SearchSorted: [() => tf.searchSorted(floats(2, 3), floats(2, 4))],
  Select: [() => tf.where(bools(2, 3), floats(2, 3), floats(2, 3))],
  Slice: [() => tf.slice(floats(4, 5), [1, 2], [2, -1]), () => tf.slice(floats(4, 5), 1)],
  Softmax: [() => tf.softmax(floats(2, 3))],
  SpaceToBatchND: [
    () =>
      tf.spaceToBatchND(
        floats(2, 4, 5, 3),
        [2, 3],
        [
          [0, 2],
          [1, 0],
        ],
      ),
  ],
  SparseToDense: [() => tf.sparseToDense(tf.zeros([2, 1], 'int32'), floats(2), [6])],
  SplitV: [
    () => tf.split(floats(2, 6), 3, 1),
    () => tf.split(floats(6, 2), [1, 2, 3]),
    () => tf.split(floats(6, 2), [1, -1], -2),
  ],
  StaticRegexReplace: [() => tf.string.staticRegexReplace(tf.tensor1d(['a b']), ' ', '-')],
  Step: [() => tf.step(floats(2, 3))],
  StridedSlice: [
    () => tf.stridedSlice(floats(6, 5, 4), [0, 1], [6, 5], [2, 2]),
    () => tf.stridedSlice(floats(6, 5), [1], [3], [1], 0, 0, 0, 0, 1),
    () => tf.stridedSlice(floats(6, 5), [0, 0], [6, 5], [1, 1]),
  ],
  StringToHashBucketFast: [() => tf.string.stringToHashBucketFast(tf.tensor1d(['a', 'b']), 10)],
  TensorScatterUpdate: [
    () => tf.tensorScatterUpdate(floats(5, 3), tf.zeros([2, 1], 'int32'), floats(2, 3)),
  ],
  Tile: [() => tf.tile(floats(2, 3), [3, 2])],
  TopK: [() => Object.values(tf.topk(floats(2, 5), 3))],
  Transform: [
    () =>
      tf.image.transform(
        floats(1, 4, 5, 3) as tf.Tensor4D,
        floats(1, 8) as tf.Tensor2D,
        'nearest',
        'constant',
        0,
        [2, 3],
      ),
  ],
  Transpose: [() => tf.transpose(floats(2, 3, 4), [2, 0, 1])],
  Unpack: [() => tf.unstack(floats(2, 3, 4), 1), () => tf.unstack(floats(2, 3), -1)],
  UnsortedSegmentSum: [() => tf.unsortedSegmentSum(floats(4, 2), tf.zeros([4], 'int32'), 3)],
  _FusedMatMul: [
    () =>
      tf.fused.matMul({ a: floats(2, 3), b: floats(3, 4), bias: floats(4), activation: 'relu' }),
  ],
};

suite('kernels of the blueprint give what cpu gives: all others', () => {
  for (const [name, calls] of Object.entries(table)) {
    test(name, () => calls.forEach(agrees));
  }
});

const image = (): tf.Tensor4D => floats(2, 8, 7, 4) as tf.Tensor4D;
const gradients: { readonly [name: string]: () => Tensor[] } = {
  'conv2d (Conv2DBackpropInput, Conv2DBackpropFilter)': () =>
    tf.grads((x, f) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, 2, 'same'))([
      image(),
      floats(3, 2, 4, 5),
    ]),
  'conv2d with explicit padding': () =>
    tf.grads((x, f) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, 1, 1, 'NHWC', 1, 'floor'))([
      image(),
      floats(3, 3, 4, 5),
    ]),
  'fused conv2d': () =>
    tf.grads((x, f, b) =>
      tf.fused.conv2d({
        x: x as tf.Tensor4D,
        filter: f as tf.Tensor4D,
        strides: 1,
        pad: 'same',
        bias: b,
      }),
    )([image(), floats(3, 3, 4, 5), floats(5)]),
  conv2dTranspose: () =>
    tf.grads((x, f) =>
      tf.conv2dTranspose(x as tf.Tensor4D, f as tf.Tensor4D, [2, 16, 14, 3], 2, 'same'),
    )([image(), floats(3, 3, 3, 4)]),
  depthwiseConv2d: () =>
    tf.grads((x, f) => tf.depthwiseConv2d(x as tf.Tensor4D, f as tf.Tensor4D, 1, 'same'))([
      image(),
      floats(3, 3, 4, 2),
    ]),
  conv3d: () =>
    tf.grads((x, f) => tf.conv3d(x as tf.Tensor5D, f as tf.Tensor5D, 1, 'same'))([
      floats(1, 3, 4, 4, 2),
      floats(2, 2, 2, 2, 3),
    ]),
  maxPool: () => [tf.grad((x) => tf.maxPool(x as tf.Tensor4D, 3, 2, 'same'))(image())],
  avgPool: () => [tf.grad((x) => tf.avgPool(x as tf.Tensor4D, 2, 2, 'valid'))(image())],
  maxPool3d: () => [
    tf.grad((x) => tf.maxPool3d(x as tf.Tensor5D, 2, 2, 'same'))(floats(1, 4, 4, 4, 2)),
  ],
  avgPool3d: () => [
    tf.grad((x) => tf.avgPool3d(x as tf.Tensor5D, 2, 2, 'same'))(floats(1, 4, 4, 4, 2)),
  ],
  batchNorm: () =>
    tf.grads((x, m, v, o, s) =>
      tf.batchNorm(
        x as tf.Tensor4D,
        m as tf.Tensor1D,
        v as tf.Tensor1D,
        o as tf.Tensor1D,
        s as tf.Tensor1D,
      ),
    )([image(), floats(4), floats(4), floats(4), floats(4)]),
  localResponseNormalization: () => [
    tf.grad((x) => tf.localResponseNormalization(x as tf.Tensor4D))(image()),
  ],
  matMul: () => tf.grads((a, b) => tf.matMul(a, b, false, true))([floats(3, 4), floats(5, 4)]),
  elu: () => [tf.grad((x) => tf.elu(x))(floats(2, 3))],
  prelu: () => tf.grads((x, a) => tf.prelu(x, a))([image(), floats(4)]),
  'softmax and a mean': () => [tf.grad((x) => tf.log(tf.softmax(x)).mean())(floats(2, 5))],
  gather: () => [tf.grad((x) => tf.gather(x, tf.zeros([3], 'int32')))(floats(4, 2))],
  // Square: cpu's own gradient takes height for width.
  resizeBilinear: () => [
    tf.grad((x) => tf.image.resizeBilinear(x as tf.Tensor4D, [4, 4]))(floats(2, 8, 8, 3)),
  ],
  resizeNearestNeighbor: () => [
    tf.grad((x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [4, 4]))(image()),
  ],
  'slice, pad, tile, concat, split': () => [
    tf.grad((x) =>
      tf.concat(
        [
          tf.pad(tf.slice(x, [0, 1], [2, 2]), [
            [0, 0],
            [1, 0],
          ]),
          tf.tile(tf.split(x, 3, 1)[1] as Tensor, [1, 2]),
        ],
        1,
      ),
    )(floats(2, 3)),
  ],
  'relu6, sigmoid, tanh, pow, max': () => [
    tf.grad((x) => tf.max(tf.pow(tf.tanh(tf.sigmoid(tf.relu6(x))), 2), 1))(floats(2, 3)),
  ],
};

suite('gradients on the blueprint have the shapes of those on cpu', () => {
  for (const [name, work] of Object.entries(gradients)) {
    test(name, () => agrees(work));
  }
});

suite('the kernels of the blueprint', () => {
  test('are all compared with those of cpu, but for those that need values', () => {
    const isRefused = (name: string) => {
      try {
        onBlueprint(tf, () => kernel(name, { x: floats(1) }));
        return false;
      } catch (error) {
        return /depends on values/.test(String(error));
      }
    };
    const left = Object.keys(shapeKernels).filter((name) => !compared.has(name));
    assert.deepEqual(
      left.filter((name) => !isRefused(name)),
      [],
    );
    assert.ok(left.includes('Unique'));
  });

  test('are those of cpu, all but drawing on a canvas', () => {
    const missing = tf
      .getKernelsForBackend('cpu')
      .map(({ kernelName }) => kernelName)
      .filter((name) => !Object.hasOwn(shapeKernels, name));
    assert.deepEqual(missing, ['Draw']);
  });

  test('name an operation whose result depends on values, and one that nobody knows', () => {
    assert.throws(
      () => onBlueprint(tf, () => tf.unique(floats(3))),
      /the operation Unique gives: the shape of its result depends on values/,
    );
    assert.throws(() => onBlueprint(tf, () => kernel('Fold', { x: floats(3) })), /'Fold'/);
  });

  test('share the data that they only look at otherwise, and count it once', () => {
    const { meter } = onBlueprint(tf, () => {
      const x = floats(10, 10);
      return [x.reshape([100]), x.clone(), x.expandDims(), x.cast('float32')];
    });
    assert.equal(meter.peakBytes, 400);
  });

  test('count multiply-adds', () => {
    const { meter } = onBlueprint(tf, () => {
      tf.conv2d(image(), floats(3, 3, 4, 5) as tf.Tensor4D, 1, 'same');
      tf.depthwiseConv2d(image(), floats(3, 3, 4, 2) as tf.Tensor4D, 1, 'same');
      tf.matMul(floats(6, 2, 3), floats(6, 3, 4));
      tf.einsum('ij,jk->ik', floats(2, 3), floats(3, 4));
    });
    const pixels = 2 * 8 * 7;
    assert.equal(meter.macs, pixels * 5 * 36 + pixels * 8 * 9 + 6 * 2 * 3 * 4 + 2 * 3 * 4);
  });
});
