import { arrays } from './arrays';
import { convolution } from './convolution';
import { elementwise } from './elementwise';
import { images } from './images';
import { lookup } from './lookup';
import { matrixProducts } from './matMul';
import { pooling } from './pooling';
import { reduction } from './reduction';
import type { ShapeKernel, ShapeKernels } from './shapeKernel';

export { conv2dInfo } from './convolution';
export { fresh } from './shapeKernel';
export type * from './shapeKernel';

/** How many elements these give depends on values, of which a blueprint has none. */
const dependent = [
  ...['NonMaxSuppressionV3', 'NonMaxSuppressionV4', 'NonMaxSuppressionV5', 'RaggedGather'],
  ...['RaggedRange', 'RaggedTensorToTensor', 'SparseFillEmptyRows', 'SparseReshape'],
  ...['SparseSegmentMean', 'SparseSegmentSum', 'StringNGrams', 'StringSplit', 'Unique'],
];

/** All kernels whose results' shapes follow from those of their inputs. */
export const shapeKernels: ShapeKernels = {
  ...arrays,
  ...convolution,
  ...elementwise,
  ...images,
  ...lookup,
  ...matrixProducts,
  ...pooling,
  ...reduction,
  ...Object.fromEntries(dependent.map((name) => [name, refuse(name)])),
};

function refuse(name: string): ShapeKernel {
  return () => {
    throw new Error(
      `The blueprint cannot tell what the operation ${name} gives: ` +
        'the shape of its result depends on values.',
    );
  };
}
