import type { BackendTraits, KernelCall, ShapeKernels } from '../../../blueprint';
import { bytesOf, conv2dInfo } from '../../../blueprint';
import { ownNames } from '../training/names';
import { clipped, normalized } from '../training/traits';
import { sizeOf } from '../wasm/heap';
import { inputOf } from '../wasm/kernels';
import { transposedFirst } from '../wasm/traits';

/** Operations that this backend has in shaders of ours. */
const kernels: ShapeKernels = {
  [ownNames.batchNorm]: normalized,
  [ownNames.batchNormGradient]: normalized,
  [ownNames.clipGradient]: clipped,
};

/**
 * What the webgpu backend takes beside the tensors that tfjs knows of. Buffers that nothing uses any
 * more wait for the end of a list of commands, and then for a tensor of just their size: that is freed
 * when the GPU is full, and is not counted.
 */
export const webgpuTraits: BackendTraits = {
  kernels,
  scratch: {
    ...Object.fromEntries(
      ['All', 'Any', 'ArgMax', 'ArgMin', 'Max', 'Mean', 'Min', 'Prod', 'Sum'].map((name) => [
        name,
        transposedFirst,
      ]),
    ),
    Conv2D: columnBytes,
    FusedConv2D: columnBytes,
  },
};

/** Up to so many tiles of the product, upstream lays each window out in a row of its own. */
const fewTiles = 8;
const tile = 32;

function columnBytes({ tf, inputs, attrs }: KernelCall): number {
  const [x, filter] = [inputOf(inputs, 'x').shape, inputOf(inputs, 'filter').shape];
  const info = conv2dInfo(tf, { x, filter }, attrs as never);
  const [batch, height, width, channels] = info.outShape;
  const { filterHeight, filterWidth, strideHeight, strideWidth } = info;
  const { dilationHeight, dilationWidth, padInfo } = info;
  const isWhole =
    padInfo.type === 'VALID' && filterHeight === info.inHeight && filterWidth === info.inWidth;
  const isPointwise =
    [filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth].every(
      (length) => length === 1,
    ) && ['SAME', 'VALID'].includes(padInfo.type);
  const tiles = batch * Math.ceil((height * width) / tile) * Math.ceil(channels / tile);
  if (isWhole || isPointwise || tiles > fewTiles) {
    return 0;
  }
  return bytesOf([batch, height * width, sizeOf(filter.slice(0, 3))], 'float32');
}
