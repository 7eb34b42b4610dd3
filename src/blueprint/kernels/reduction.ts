import type { ArgMaxAttrs, MaxAttrs, SumAttrs, UnaryInputs } from '@tensorflow/tfjs';
import type { DataType, Tf } from '../tensorflow';
import { all, fresh, shapeKernel, type Given, type ShapeKernels } from './shapeKernel';

/** The type of a reduction's result, from that of its input. */
type ResultType = (dtype: DataType, tf: Tf) => DataType;

const same: ResultType = (dtype) => dtype;
const float: ResultType = () => 'float32';
const countable: ResultType = (dtype, tf) => tf.backend_util.upcastType(dtype, 'int32');

/** One value for all elements along some axes; tfjs calls those by two names. */
const reduce = (typeOf: ResultType) =>
  shapeKernel<Given<UnaryInputs>, Partial<SumAttrs & MaxAttrs>>(({ x }, attrs, tf) => {
    const axes = axesOf(tf, attrs.axis ?? attrs.reductionIndices, x.shape);
    const [shape] = tf.backend_util.computeOutAndReduceShapes(x.shape, axes);
    const kept =
      attrs.keepDims === true ? tf.backend_util.expandShapeToKeepDim(shape, axes) : shape;
    return fresh(kept, typeOf(x.dtype, tf));
  });

/** Axes in ascending order, none of them negative; all of them where none is given. */
function axesOf({ util }: Tf, axis: number | number[] | undefined, shape: number[]): number[] {
  // tfjs takes `undefined` and `null` for all axes, which its type leaves out.
  return util.parseAxisParam(axis as number[], shape).toSorted((a, b) => a - b);
}

/** Kernels that leave out axes. */
export const reduction: ShapeKernels = {
  ...all(['All', 'Any', 'Max', 'Min'], reduce(same)),
  ...all(['Prod', 'Sum'], reduce(countable)),
  Mean: reduce(float),
  ...all(
    ['ArgMax', 'ArgMin'],
    shapeKernel<Given<UnaryInputs>, ArgMaxAttrs>(({ x }, { axis }, tf) => {
      const axes = axesOf(tf, axis, x.shape);
      return fresh(tf.backend_util.computeOutAndReduceShapes(x.shape, axes)[0], 'int32');
    }),
  ),
};
