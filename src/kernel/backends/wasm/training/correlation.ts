import type { Wasm } from '../kernels';
import type { SimdKernels } from '../simd';
import { withFloats } from '../simd';

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

export interface Span {
  readonly first: number;
  readonly count: number;
}

/** What a correlation works in at a time. */
export interface CorrelationPlan {
  /** Rows of y. */
  readonly bandRows: number;
  /** Columns of y, a multiple of 8. */
  readonly columns: number;
  /** In floats. */
  readonly scratch: { readonly panels: number; readonly band: number };
}

/** Floats of packed filters: 1 MB, half of a second-level cache. */
const panelLimit = 2 ** 18;
/** Floats of images around which zeros are put. */
const copyLimit = 2 ** 16;
/** Pixels of a band. */
const pixelLimit = 2 ** 12;

/** Sizes the parts, so that they stay in the cache and `scratch` small. */
export function planCorrelation({
  channels,
  filter,
  dilation,
  stride,
  y,
  columns,
}: Pick<
  Correlation,
  'channels' | 'filter' | 'dilation' | 'stride' | 'y' | 'columns'
>): CorrelationPlan {
  const rowReach = (filter.height - 1) * dilation.height + 1;
  const copyWidth = (y.width - 1) * stride.width + (filter.width - 1) * dilation.width + 1;
  const rowsRead = Math.floor(copyLimit / (copyWidth * channels));
  const bandRows = Math.max(
    1,
    Math.min(
      y.height,
      Math.floor(pixelLimit / y.width),
      Math.floor((rowsRead - rowReach) / stride.height) + 1,
    ),
  );
  const depth = filter.height * filter.width * channels;
  const atOnce = Math.max(8, Math.floor(panelLimit / depth / 8) * 8);
  const padded = Math.min(atOnce, roundUp(columns, 8));
  const copyRows = (bandRows - 1) * stride.height + rowReach;
  return {
    bandRows,
    columns: padded,
    scratch: {
      panels: padded * depth,
      band: 2 * roundUp(bandRows * y.width, 4) + copyRows * copyWidth * channels,
    },
  };
}

export function correlate(simd: SimdKernels, backend: Wasm, correlation: Correlation): void {
  const { images, x, channels, filter, dilation, stride, padding, y, columns } = correlation;
  const { bias, activation, packPanels } = correlation;
  if (y.height <= 0 || y.width <= 0 || columns === 0) {
    return;
  }
  const plan = planCorrelation(correlation);
  withFloats(backend, plan.scratch.panels + plan.scratch.band, (panels) => {
    for (let first = 0; first < columns; first += plan.columns) {
      const count = Math.min(plan.columns, columns - first);
      packPanels({ first, count }, panels);
      simd.correlate(
        ...[x.address, images, x.height, x.width, x.pitch, channels],
        ...[panels, bias === 0 ? 0 : bias + 4 * first, count],
        ...[filter.height, filter.width, dilation.height, dilation.width],
        ...[stride.height, stride.width, padding.top, padding.left],
        ...[y.address + 4 * first, y.height, y.width, y.pitch, y.row, y.image],
        ...[activation, plan.bandRows, panels + 4 * plan.scratch.panels],
      );
    }
  });
}

export function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
