import type {
  BatchToSpaceNDAttrs,
  CropAndResizeAttrs,
  CropAndResizeInputs,
  DepthToSpaceAttrs,
  ResizeBilinearAttrs,
  ResizeBilinearGradInputs,
  ResizeBilinearInputs,
  SpaceToBatchNDAttrs,
  TransformAttrs,
  TransformInputs,
  UnaryInputs,
} from '@tensorflow/tfjs';
import { sizeOf } from '../tensorflow';
import { all, fresh, like, shapeKernel, type Given, type ShapeKernels } from './shapeKernel';

/** Kernels on batches of images, and those that move pixels between the batch and the channels. */
export const images: ShapeKernels = {
  ...all(
    ['ResizeBilinear', 'ResizeNearestNeighbor'],
    shapeKernel<Given<ResizeBilinearInputs>, ResizeBilinearAttrs>(({ images: x }, { size }) =>
      fresh([x.shape[0] ?? 0, ...size, x.shape[3] ?? 0], 'float32'),
    ),
  ),
  ...all(
    ['ResizeBilinearGrad', 'ResizeNearestNeighborGrad'],
    shapeKernel<Given<ResizeBilinearGradInputs>>(({ images: x }) => fresh(x.shape, 'float32')),
  ),
  CropAndResize: shapeKernel<Given<CropAndResizeInputs>, CropAndResizeAttrs>(
    ({ image, boxes }, { cropSize }) =>
      fresh([boxes.shape[0] ?? 0, ...cropSize, image.shape[3] ?? 0], 'float32'),
  ),
  ...all(
    ['FlipLeftRight', 'RotateWithOffset'],
    shapeKernel<Given<{ image: UnaryInputs['x'] }>>(({ image }) => like(image)),
  ),
  Transform: shapeKernel<Given<TransformInputs>, TransformAttrs>(({ image }, { outputShape }) => {
    const [batch = 0, height = 0, width = 0, channels = 0] = image.shape;
    return fresh([batch, ...(outputShape ?? [height, width]), channels], image.dtype);
  }),
  DepthToSpace: shapeKernel<Given<UnaryInputs>, DepthToSpaceAttrs>(
    ({ x }, { blockSize, dataFormat }) => {
      const isLast = dataFormat === 'NHWC';
      const [batch = 0, ...rest] = x.shape;
      const [height = 0, width = 0] = isLast ? rest : rest.slice(1);
      const channels = ((isLast ? rest[2] : rest[0]) ?? 0) / blockSize ** 2;
      const area = [height * blockSize, width * blockSize];
      return fresh(isLast ? [batch, ...area, channels] : [batch, channels, ...area], x.dtype);
    },
  ),
  SpaceToBatchND: shapeKernel<Given<UnaryInputs>, SpaceToBatchNDAttrs>(
    ({ x }, { blockShape, paddings }) => {
      const [batch = 0, ...rest] = x.shape;
      const area = blockShape.map((block, axis) => {
        const [before = 0, after = 0] = paddings[axis] ?? [];
        return ((rest[axis] ?? 0) + before + after) / block;
      });
      return fresh(
        [batch * sizeOf(blockShape), ...area, ...rest.slice(blockShape.length)],
        x.dtype,
      );
    },
  ),
  BatchToSpaceND: shapeKernel<Given<UnaryInputs>, BatchToSpaceNDAttrs>(
    ({ x }, { blockShape, crops }) => {
      const [batch = 0, ...rest] = x.shape;
      const area = blockShape.map((block, axis) => {
        const [before = 0, after = 0] = crops[axis] ?? [];
        return (rest[axis] ?? 0) * block - before - after;
      });
      return fresh(
        [batch / sizeOf(blockShape), ...area, ...rest.slice(blockShape.length)],
        x.dtype,
      );
    },
  ),
};
