import { isPointwise } from '../convInfo';
import { correlationScratch } from './correlate';
import type { ConvSizes } from './directConv';
import { forwardSizes, sizesOf } from './directConv';
import { filterGradientScratch } from './filterGradient';
import { packed } from './gemm';
import { placesOf } from './inputGradient';
import { planTransposed } from './matMul';

/*
 * Bytes that our kernels take beside inputs and outputs while they run, by the plans that they run
 * by. At most, for T threads, where not even the least that can be worked on is more (eight filters,
 * one row of maps or tiles, four channels):
 *
 *   1x1 convolution, its images' gradient; product a b, a bT     T * 128 kB
 *   other convolutions, their images' gradients                  1 MB + T * (256 kB + 64 kB)
 *   the same of 3x3 in tiles (`winograd.ts`)                     1 MB + T * 800 kB
 *   filters' gradients                                           T * 550 kB
 *   the same of 3x3 in tiles                                     T * 1000 kB
 *   product aT b                                                 T * 1300 kB
 *   product aT bT                                                a copy of a, T * 128 kB
 *   batch normalization, forward and backward                    32 floats a channel
 *   local response normalization                                 T * a pixel, twice backward
 *   all others                                                   nothing
 *
 * A convolution in groups takes what one of its groups takes.
 */

/** Of a convolution. */
export function convolutionBytes(conv: ConvSizes, threads: number): number {
  return isProduct(conv)
    ? productBytes(threads)
    : 4 * correlationScratch(forwardSizes(conv), threads);
}

/** Of the gradient of a convolution's images. */
export function inputGradientBytes(conv: ConvSizes, threads: number): number {
  return isProduct(conv)
    ? productBytes(threads)
    : 4 * Math.max(...placesOf(conv).map(({ sizes }) => correlationScratch(sizes, threads)));
}

/** Of the gradient of a convolution's filter. */
export function filterGradientBytes(conv: ConvSizes, threads: number): number {
  return 4 * filterGradientScratch({ info: conv.info, ...sizesOf(conv) }, threads);
}

/** Of a product of two matrices, the second one transposed or not. */
export function productBytes(threads: number): number {
  return 4 * threads * packed;
}

/** Of a product of two matrices, the first one transposed. */
export function transposedProductBytes(
  sizes: Readonly<Record<'rows' | 'depth' | 'columns', number>>,
  threads: number,
): number {
  return 4 * threads * planTransposed(sizes, threads).scratch;
}

function isProduct({ info, groups }: ConvSizes): boolean {
  return groups === 1 && isPointwise(info);
}
