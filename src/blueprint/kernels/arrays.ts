import type {
  ConcatAttrs,
  ExpandDimsAttrs,
  ExpandDimsInputs,
  FillAttrs,
  LinSpaceAttrs,
  OneHotAttrs,
  OneHotInputs,
  PackAttrs,
  PadV2Attrs,
  RangeAttrs,
  ReshapeAttrs,
  SliceAttrs,
  SplitVAttrs,
  StridedSliceAttrs,
  TensorInfo,
  TileAttrs,
  TransposeAttrs,
  UnaryInputs,
  UnpackAttrs,
  UnpackInputs,
} from '@tensorflow/tfjs';
import { sizeOf } from '../tensorflow';
import {
  all,
  fresh,
  several,
  shapeKernel,
  view,
  type Given,
  type ShapeKernels,
} from './shapeKernel';

type X = Given<UnaryInputs>;

/** `shape` with the length of one axis replaced; none there without a length. */
function withAxis(shape: readonly number[], axis: number, ...length: readonly number[]): number[] {
  return shape.toSpliced(axis, 1, ...length);
}

function fromEnd(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

/** The first of a list of inputs, which is all that a kernel needs that is given equal ones. */
function firstOf(inputs: readonly TensorInfo[], kernel: string): TensorInfo {
  const [first] = Object.values(inputs);
  if (first === undefined) {
    throw new Error(`${kernel} got no input.`);
  }
  return first;
}

const padded = shapeKernel<X, PadV2Attrs>(({ x }, { paddings }) =>
  fresh(
    paddings.map(([before, after], axis) => before + (x.shape[axis] ?? 0) + after),
    x.dtype,
  ),
);

/** Kernels that make, cut and join tensors. */
export const arrays: ShapeKernels = {
  Reshape: shapeKernel<X, ReshapeAttrs>(({ x }, { shape }, { util }) => {
    const size = sizeOf(x.shape);
    const given = util.inferFromImplicitShape(shape, size);
    if (sizeOf(given) !== size) {
      throw new RangeError(
        `reshape: the number of elements should stay. Received [${x.shape.join(', ')}] to ` +
          `[${given.join(', ')}]`,
      );
    }
    return view(x, given);
  }),
  ExpandDims: shapeKernel<Given<ExpandDimsInputs>, ExpandDimsAttrs>(({ input }, { dim }) =>
    view(input, input.shape.toSpliced(fromEnd(dim, input.shape.length + 1), 0, 1)),
  ),
  Transpose: shapeKernel<X, TransposeAttrs>(({ x }, { perm }) =>
    fresh(
      perm.map((axis) => x.shape[axis] ?? 0),
      x.dtype,
    ),
  ),
  Concat: shapeKernel<TensorInfo[], ConcatAttrs>((inputs, { axis }, tf) => {
    const tensors = Object.values(inputs);
    const first = firstOf(tensors, 'Concat');
    const along = fromEnd(axis, first.shape.length);
    const shapes = tensors.map(({ shape }) => shape);
    tf.backend_util.assertParamsConsistent(shapes, along);
    const filled = tensors.filter(({ shape }) => sizeOf(shape) > 0);
    const [only] = filled;
    return filled.length === 1 && only !== undefined
      ? view(only)
      : fresh(tf.backend_util.computeOutShape(shapes, along), first.dtype);
  }),
  Slice: shapeKernel<X, SliceAttrs>(({ x }, { begin, size }, { slice_util }) => {
    // The type asks for a tensor; its shape is all that is read.
    const [start, length] = slice_util.parseSliceParams(x, begin, size) as [number[], number[]];
    slice_util.assertParamsValid(x, start, length);
    return fresh(length, x.dtype);
  }),
  StridedSlice: shapeKernel<X, StridedSliceAttrs>(({ x }, attrs, { slice_util }) => {
    const { finalShape, isIdentity } = slice_util.sliceInfo(
      x.shape,
      attrs.begin,
      attrs.end,
      attrs.strides,
      attrs.beginMask,
      attrs.endMask,
      attrs.ellipsisMask,
      attrs.newAxisMask,
      attrs.shrinkAxisMask,
    );
    return isIdentity ? view(x, finalShape) : fresh(finalShape, x.dtype);
  }),
  SplitV: shapeKernel<X, SplitVAttrs>(({ x }, { numOrSizeSplits, axis }, { backend_util }) => {
    const along = fromEnd(axis, x.shape.length);
    // As above: only the shape is read.
    const lengths = backend_util.prepareSplitSize(x, numOrSizeSplits, along);
    return several(
      lengths.map((length) => ({ shape: withAxis(x.shape, along, length), dtype: x.dtype })),
    );
  }),
  Pack: shapeKernel<TensorInfo[], PackAttrs>((inputs, { axis }) => {
    const tensors = Object.values(inputs);
    const { shape, dtype } = firstOf(tensors, 'Pack');
    return fresh(shape.toSpliced(fromEnd(axis, shape.length + 1), 0, tensors.length), dtype);
  }),
  Unpack: shapeKernel<Given<UnpackInputs>, UnpackAttrs>(({ value: { shape, dtype } }, attrs) => {
    const axis = fromEnd(attrs.axis, shape.length);
    return several(
      Array.from({ length: shape[axis] ?? 0 }, () => ({ shape: withAxis(shape, axis), dtype })),
    );
  }),
  ...all(['PadV2', 'MirrorPad'], padded),
  Tile: shapeKernel<X, TileAttrs>(({ x }, { reps }) =>
    fresh(
      x.shape.map((length, axis) => length * (reps[axis] ?? 1)),
      x.dtype,
    ),
  ),
  // Mostly no type is given, which the declaration leaves out.
  Fill: shapeKernel<object, Omit<FillAttrs, 'dtype'> & Partial<FillAttrs>>(
    (_, { shape, value, dtype }, { util }) => fresh(shape, dtype ?? util.inferDtype(value)),
  ),
  Range: shapeKernel<object, RangeAttrs>((_, { start, stop, step, dtype }) =>
    fresh([Math.max(0, Math.ceil((stop - start) / step))], dtype),
  ),
  LinSpace: shapeKernel<object, LinSpaceAttrs>((_, { num }) => fresh([num], 'float32')),
  OneHot: shapeKernel<Given<OneHotInputs>, OneHotAttrs>(({ indices }, { depth, dtype }) =>
    fresh([...indices.shape, depth], dtype),
  ),
  Diag: shapeKernel<X>(({ x }) => fresh([...x.shape, ...x.shape], x.dtype)),
};
