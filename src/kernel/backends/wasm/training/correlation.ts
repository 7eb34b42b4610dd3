import type { ConvInfo } from '../convInfo';
import type { Wasm } from '../kernels';
import { threadsOf } from '../simd';
import type { Span } from './parts';
import { partsFor, spansOf } from './parts';

/** A correlation of images with filters (`simd/correlate.ts` has the formula). Addresses are in bytes. */
export interface Correlation {
  readonly images: number;
  readonly x: Plane;
  /** Of x, those that a filter sees: fewer than there are in a group. */
  readonly channels: number;
  readonly filter: Size;
  readonly dilation: Size;
  readonly stride: Size;
  /** Zeros before the first row and column; negative where they begin inside of the image. */
  readonly padding: { readonly top: number; readonly left: number };
  readonly y: Plane & {
    /** Floats from row to row, which may be more than a row has. */
    readonly row: number;
    /** Floats from image to image. */
    readonly image: number;
  };
  /** Of y. */
  readonly columns: number;
  /** 0: none. */
  readonly bias: number;
  readonly activation: number;
  /** Packs the filters of some columns (`simd/pack.ts`). */
  readonly packPanels: (columns: Span, panels: number) => void;
}

export interface Size {
  readonly height: number;
  readonly width: number;
}

/** One channel's values in each image of a batch. */
export interface Plane extends Size {
  readonly address: number;
  /** Floats from pixel to pixel. */
  readonly pitch: number;
}

/** Of a correlation, what its memory depends on. */
export type CorrelationSizes = Pick<
  Correlation,
  'channels' | 'columns' | 'dilation' | 'filter' | 'images' | 'stride'
> & { readonly y: Size };

/** A convolution, or one of its groups, as a correlation. */
export function sizesOfConv(
  info: ConvInfo,
  of: Pick<CorrelationSizes, 'channels' | 'columns'>,
): CorrelationSizes {
  return {
    ...of,
    images: info.batchSize,
    filter: { height: info.filterHeight, width: info.filterWidth },
    dilation: { height: info.dilationHeight, width: info.dilationWidth },
    stride: { height: info.strideHeight, width: info.strideWidth },
    y: { height: info.outHeight, width: info.outWidth },
  };
}

/** What one thread takes at a time. */
export interface Part {
  readonly images: Span;
  /** Of y. */
  readonly rows: Span;
}

/** Parts of the images, or, when there are few, of their rows, a multiple of `step`. */
export function cut(
  backend: Wasm,
  { images, filter, channels, y }: Correlation,
  { columns, step }: { readonly columns: number; readonly step: number },
): readonly Part[] {
  const depth = filter.height * filter.width * channels;
  const wanted = partsFor(threadsOf(backend), images * y.height * y.width * depth * columns);
  const spans = spansOf(images, wanted);
  const rows = spansOf(y.height, wanted / spans.length, step);
  return spans.flatMap((span) => rows.map((part) => ({ images: span, rows: part })));
}

export function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
