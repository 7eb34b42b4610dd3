import type {
  BatchMatMulAttrs,
  BatchMatMulInputs,
  EinsumAttrs,
  TensorInfo,
} from '@tensorflow/tfjs';
import { sizeOf } from '../tensorflow';
import { all, fresh, shapeKernel, type Given, type ShapeKernels } from './shapeKernel';

/** The last two sizes of a shape. */
function matrixOf(shape: readonly number[], isTransposed: boolean): readonly [number, number] {
  const [rows = 1, columns = 1] = shape.slice(-2);
  return isTransposed ? [columns, rows] : [rows, columns];
}

/** Products of matrices. */
export const matrixProducts: ShapeKernels = {
  ...all(
    ['BatchMatMul', '_FusedMatMul'],
    shapeKernel<Given<BatchMatMulInputs>, BatchMatMulAttrs>(
      ({ a, b }, { transposeA, transposeB }, { broadcast_util }) => {
        const [rows, inner] = matrixOf(a.shape, transposeA);
        const [other, columns] = matrixOf(b.shape, transposeB);
        if (inner !== other) {
          throw new RangeError(
            `matMul: the inner sizes should be equal. Received [${a.shape.join(', ')}] and ` +
              `[${b.shape.join(', ')}], transposeA=${transposeA}, transposeB=${transposeB}`,
          );
        }
        const batch = broadcast_util.assertAndGetBroadcastShape(
          a.shape.slice(0, -2),
          b.shape.slice(0, -2),
        );
        return fresh([...batch, rows, columns], a.dtype, sizeOf(batch) * rows * inner * columns);
      },
    ),
  ),
  Einsum: shapeKernel<TensorInfo[], EinsumAttrs>((inputs, { equation }, { backend_util }) => {
    const tensors = Object.values(inputs);
    const { allDims, summedDims, idDims } = backend_util.decodeEinsumEquation(
      equation,
      tensors.length,
    );
    const sizes = allDims.map((_, dimension) => {
      const term = idDims.findIndex((dimensions) => dimensions.includes(dimension));
      return tensors[term]?.shape[idDims[term]?.indexOf(dimension) ?? -1] ?? 1;
    });
    // The dimensions of the output come first.
    const shape = sizes.slice(0, sizes.length - summedDims.length);
    return fresh(shape, tensors[0]?.dtype ?? 'float32', tensors.length > 1 ? sizeOf(sizes) : 0);
  }),
};
