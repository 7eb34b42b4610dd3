import type {
  BinaryInputs,
  CastAttrs,
  NamedTensorInfoMap,
  SelectInputs,
  UnaryInputs,
} from '@tensorflow/tfjs';
import type { DataType } from '../tensorflow';
import { all, fresh, like, shapeKernel, view, type Given, type ShapeKernels } from './shapeKernel';

/** A result for each element of the first input, whatever that is called. */
const unary = (dtype?: DataType) =>
  shapeKernel<NamedTensorInfoMap>((inputs) => {
    const [x] = Object.values(inputs);
    if (x === undefined) {
      throw new Error('A kernel got no input.');
    }
    return fresh(x.shape, dtype ?? x.dtype);
  });

/** A result for each pair of elements, the smaller input repeated. */
const binary = (dtype?: DataType) =>
  shapeKernel<Given<BinaryInputs>>(({ a, b }, _, { backend_util }) =>
    fresh(
      backend_util.assertAndGetBroadcastShape(a.shape, b.shape),
      dtype ?? backend_util.upcastType(a.dtype, b.dtype),
    ),
  );

/** Kernels that treat each element alone. */
export const elementwise: ShapeKernels = {
  ...all(
    [
      ...['Abs', 'Acos', 'Acosh', 'Asin', 'Asinh', 'Atan', 'Atanh', 'Ceil', 'ClipByValue', 'Cos'],
      ...['Cosh', 'Elu', 'Erf', 'Exp', 'Expm1', 'Floor', 'LeakyRelu', 'Log', 'Log1p', 'Neg'],
      ...['Reciprocal', 'Relu', 'Relu6', 'Round', 'Rsqrt', 'Selu', 'Sigmoid', 'Sign', 'Sin'],
      ...['Sinh', 'Softplus', 'Sqrt', 'Square', 'Step', 'Tan', 'Tanh'],
      // Not each element alone, and yet a result for each.
      ...['Cumprod', 'Cumsum', 'LRN', 'OnesLike', 'Reverse', 'Softmax', 'ZerosLike'],
      ...['StaticRegexReplace', 'FFT', 'IFFT'],
    ],
    unary(),
  ),
  ...all(['IsFinite', 'IsInf', 'IsNan', 'LogicalNot'], unary('bool')),
  ...all(['ComplexAbs', 'Imag', 'Real'], unary('float32')),
  StringToHashBucketFast: unary('int32'),

  ...all(
    [
      ...['Add', 'Atan2', 'BitwiseAnd', 'Maximum', 'Minimum', 'Mod', 'Multiply'],
      ...['Pow', 'RealDiv', 'SquaredDifference', 'Sub'],
    ],
    binary(),
  ),
  FloorDiv: binary('int32'),
  ...all(
    [
      ...['Equal', 'Greater', 'GreaterEqual', 'Less', 'LessEqual', 'NotEqual'],
      ...['LogicalAnd', 'LogicalOr'],
    ],
    binary('bool'),
  ),
  ...all(
    ['EluGrad'],
    shapeKernel<Given<{ dy: UnaryInputs['x'] }>>(({ dy }) => like(dy)),
  ),
  Prelu: shapeKernel<Given<UnaryInputs>>(({ x }) => fresh(x.shape, 'float32')),
  LRNGrad: shapeKernel<Given<UnaryInputs>>(({ x }) => fresh(x.shape, 'float32')),
  FusedBatchNorm: shapeKernel<Given<UnaryInputs>>(({ x }) => like(x)),
  AddN: shapeKernel<NonNullable<UnaryInputs['x']>[]>((inputs) => {
    const [first] = inputs;
    if (first === undefined) {
      throw new Error('AddN got no input.');
    }
    return like(first);
  }),
  Select: shapeKernel<Given<SelectInputs>>(({ t, e }, _, tf) =>
    fresh(t.shape, tf.backend_util.upcastType(t.dtype, e.dtype)),
  ),
  Complex: shapeKernel<Given<{ real: UnaryInputs['x'] }>>(({ real }) =>
    fresh(real.shape, 'complex64'),
  ),
  Identity: shapeKernel<Given<UnaryInputs>>(({ x }) => view(x)),
  // Values that the new type holds exactly are not touched.
  Cast: shapeKernel<Given<UnaryInputs>, CastAttrs>(({ x }, { dtype }, { util }) =>
    x.dtype === 'complex64' || dtype === 'complex64' || util.hasEncodingLoss(x.dtype, dtype)
      ? fresh(x.shape, dtype)
      : view(x, x.shape, dtype),
  ),
};
