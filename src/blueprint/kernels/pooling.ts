import type {
  AvgPool3DAttrs,
  AvgPoolAttrs,
  AvgPoolGradInputs,
  MaxPoolWithArgmaxAttrs,
  UnaryInputs,
} from '@tensorflow/tfjs';
import type { Tf } from '../tensorflow';
import { all, fresh, several, shapeKernel, type Given, type ShapeKernels } from './shapeKernel';

type Four = [number, number, number, number];
type Five = [number, number, number, number, number];

function pool2dShape(
  { backend_util }: Tf,
  shape: number[],
  attrs: AvgPoolAttrs | MaxPoolWithArgmaxAttrs,
): number[] {
  const rounding = 'dimRoundingMode' in attrs ? attrs.dimRoundingMode : undefined;
  return backend_util.computePool2DInfo(
    shape as Four,
    attrs.filterSize,
    attrs.strides,
    1,
    attrs.pad,
    rounding,
  ).outShape;
}

/** The gradient of a pooling, or of a resizing: as large as what was pooled. */
const asInput = shapeKernel<Given<AvgPoolGradInputs>>(({ input }) => fresh(input.shape, 'float32'));

/** Kernels that take one value of each window. */
export const pooling: ShapeKernels = {
  ...all(
    ['AvgPool', 'MaxPool'],
    shapeKernel<Given<UnaryInputs>, AvgPoolAttrs>(({ x }, attrs, tf) =>
      fresh(pool2dShape(tf, x.shape, attrs), x.dtype),
    ),
  ),
  ...all(
    ['AvgPool3D', 'MaxPool3D'],
    shapeKernel<Given<UnaryInputs>, AvgPool3DAttrs>(({ x }, attrs, { backend_util }) => {
      const { filterSize, strides, pad, dimRoundingMode, dataFormat } = attrs;
      const { outShape } = backend_util.computePool3DInfo(
        x.shape as Five,
        filterSize,
        strides,
        1,
        pad,
        dimRoundingMode,
        dataFormat,
      );
      return fresh(outShape, 'float32');
    }),
  ),
  ...all(['AvgPoolGrad', 'MaxPoolGrad', 'AvgPool3DGrad', 'MaxPool3DGrad'], asInput),
  MaxPoolWithArgmax: shapeKernel<Given<UnaryInputs>, MaxPoolWithArgmaxAttrs>(({ x }, attrs, tf) => {
    const shape = pool2dShape(tf, x.shape, attrs);
    return several([
      { shape, dtype: x.dtype },
      { shape, dtype: 'int32' },
    ]);
  }),
};
