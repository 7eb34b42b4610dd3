import type {
  Conv2DAttrs,
  Conv2DBackpropFilterAttrs,
  Conv2DBackpropInputAttrs,
  Conv2DInputs,
  Conv3DAttrs,
  Conv3DBackpropFilterV2Attrs,
  Conv3DBackpropInputV2Attrs,
  DepthwiseConv2dNativeAttrs,
  DepthwiseConv2dNativeBackpropFilterAttrs,
  DepthwiseConv2dNativeBackpropInputAttrs,
  Dilation2DAttrs,
} from '@tensorflow/tfjs';
import { sizeOf, type Tf } from '../tensorflow';
import { all, fresh, shapeKernel, type Given, type ShapeKernels } from './shapeKernel';

type Four = [number, number, number, number];
type Five = [number, number, number, number, number];
type Filtered = Given<Conv2DInputs>;

/** The attributes that all 2-D convolutions have in common. */
type Attrs2d = Pick<Conv2DAttrs, 'strides' | 'pad'> &
  Partial<Pick<Conv2DAttrs, 'dilations' | 'dimRoundingMode' | 'dataFormat'>>;

/** What a convolution of these shapes does; the gradients of dilated ones do not say so. */
export function conv2dInfo(
  { backend_util }: Tf,
  shapes: { readonly x: readonly number[]; readonly filter: readonly number[] },
  { strides, pad, dilations, dimRoundingMode, dataFormat }: Attrs2d,
  isDepthwise = false,
) {
  return backend_util.computeConv2DInfo(
    shapes.x as Four,
    shapes.filter as Four,
    strides,
    // Layers pass null for what they do not say.
    dilations ?? 1,
    // Explicit paddings are allowed as well, which the type leaves out.
    pad,
    dimRoundingMode,
    isDepthwise,
    backend_util.convertConv2DDataFormat(dataFormat ?? 'NHWC'),
  );
}

/** Each output value is a sum over the kernel's window and the input channels that it sees. */
function macs2d(
  { outShape, filterHeight, filterWidth, inChannels }: ReturnType<typeof conv2dInfo>,
  isDepthwise = false,
): number {
  return sizeOf(outShape) * filterHeight * filterWidth * (isDepthwise ? 1 : inChannels);
}

function conv3dInfo(
  { backend_util }: Tf,
  shapes: { readonly x: readonly number[]; readonly filter: readonly number[] },
  { strides, pad, dilations }: Omit<Conv3DAttrs, 'dataFormat' | 'dilations'> & Partial<Conv3DAttrs>,
) {
  const info = backend_util.computeConv3DInfo(
    shapes.x as Five,
    shapes.filter as Five,
    strides,
    dilations ?? 1,
    pad,
  );
  const { outShape, filterDepth, filterHeight, filterWidth, inChannels } = info;
  return {
    outShape,
    macs: sizeOf(outShape) * filterDepth * filterHeight * filterWidth * inChannels,
  };
}

/** A gradient costs what its forward pass costs: the same products, summed otherwise. */
export const convolution: ShapeKernels = {
  ...all(
    ['Conv2D', 'FusedConv2D'],
    shapeKernel<Filtered, Conv2DAttrs>(({ x, filter }, attrs, tf) => {
      const info = conv2dInfo(tf, { x: x.shape, filter: filter.shape }, attrs);
      return fresh(info.outShape, x.dtype, macs2d(info));
    }),
  ),
  Conv2DBackpropFilter: shapeKernel<Filtered, Conv2DBackpropFilterAttrs>(({ x }, attrs, tf) => {
    const info = conv2dInfo(tf, { x: x.shape, filter: attrs.filterShape }, attrs);
    return fresh(attrs.filterShape, 'float32', macs2d(info));
  }),
  Conv2DBackpropInput: shapeKernel<Filtered, Conv2DBackpropInputAttrs>(({ filter }, attrs, tf) => {
    const info = conv2dInfo(tf, { x: attrs.inputShape, filter: filter.shape }, attrs);
    return fresh(attrs.inputShape, 'float32', macs2d(info));
  }),
  ...all(
    ['DepthwiseConv2dNative', 'FusedDepthwiseConv2D'],
    shapeKernel<Filtered, DepthwiseConv2dNativeAttrs>(({ x, filter }, attrs, tf) => {
      const info = conv2dInfo(tf, { x: x.shape, filter: filter.shape }, attrs, true);
      return fresh(info.outShape, x.dtype, macs2d(info, true));
    }),
  ),
  DepthwiseConv2dNativeBackpropFilter: shapeKernel<
    Filtered,
    DepthwiseConv2dNativeBackpropFilterAttrs
  >(({ x }, attrs, tf) => {
    const info = conv2dInfo(tf, { x: x.shape, filter: attrs.filterShape }, attrs, true);
    return fresh(attrs.filterShape, 'float32', macs2d(info, true));
  }),
  DepthwiseConv2dNativeBackpropInput: shapeKernel<
    Filtered,
    DepthwiseConv2dNativeBackpropInputAttrs
  >(({ filter }, attrs, tf) => {
    const info = conv2dInfo(tf, { x: attrs.inputShape, filter: filter.shape }, attrs, true);
    return fresh(attrs.inputShape, 'float32', macs2d(info, true));
  }),
  Conv3D: shapeKernel<Filtered, Conv3DAttrs>(({ x, filter }, attrs, tf) => {
    const { outShape, macs } = conv3dInfo(tf, { x: x.shape, filter: filter.shape }, attrs);
    return fresh(outShape, x.dtype, macs);
  }),
  Conv3DBackpropFilterV2: shapeKernel<Filtered, Conv3DBackpropFilterV2Attrs>(({ x }, attrs, tf) => {
    const { macs } = conv3dInfo(tf, { x: x.shape, filter: attrs.filterShape }, attrs);
    return fresh(attrs.filterShape, 'float32', macs);
  }),
  Conv3DBackpropInputV2: shapeKernel<Filtered, Conv3DBackpropInputV2Attrs>(
    ({ filter }, attrs, tf) => {
      const { macs } = conv3dInfo(tf, { x: attrs.inputShape, filter: filter.shape }, attrs);
      return fresh(attrs.inputShape, 'float32', macs);
    },
  ),
  // Maxima of sums: no multiplication at all.
  Dilation2D: shapeKernel<Filtered, Dilation2DAttrs>(({ x, filter }, attrs, { backend_util }) => {
    const { outShape } = backend_util.computeDilation2DInfo(
      x.shape as Four,
      filter.shape as [number, number, number],
      attrs.strides,
      attrs.pad,
      'NHWC',
      attrs.dilations,
    );
    return fresh(outShape, x.dtype);
  }),
  Dilation2DBackpropInput: shapeKernel<Filtered>(({ x }) => fresh(x.shape, x.dtype)),
  Dilation2DBackpropFilter: shapeKernel<Filtered>(({ filter }) =>
    fresh(filter.shape, filter.dtype),
  ),
};
