import type { Wasm } from '../kernels';
import { inParts, threadsOf, withFloats } from '../simd';
import type { Correlation, CorrelationSizes, Part } from './correlation';
import { cut, roundUp } from './correlation';
import type { Span } from './parts';
import { correlateByTiles, isForTiles, tileScratch } from './winograd';

/** What a correlation works in at a time. */
interface CorrelationPlan {
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

/** Floats that a correlation takes while it runs. */
export function correlationScratch(sizes: CorrelationSizes, threads: number): number {
  if (isForTiles(sizes)) {
    return tileScratch(sizes, threads);
  }
  const { panels, band } = planCorrelation(sizes).scratch;
  return panels + threads * band;
}

/** Sizes the parts, so that they stay in the cache and `scratch` small. */
function planCorrelation({
  channels,
  filter,
  dilation,
  stride,
  y,
  columns,
}: CorrelationSizes): CorrelationPlan {
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

export function correlate(backend: Wasm, correlation: Correlation): void {
  const { images, y, columns, bias, packPanels } = correlation;
  if (images === 0 || y.height <= 0 || y.width <= 0 || columns === 0) {
    return;
  }
  if (isForTiles(correlation)) {
    correlateByTiles(backend, correlation);
    return;
  }
  const plan = planCorrelation(correlation);
  const { panels, band } = plan.scratch;
  withFloats(backend, correlationScratch(correlation, threadsOf(backend)), (scratch) => {
    for (let first = 0; first < columns; first += plan.columns) {
      const count = Math.min(plan.columns, columns - first);
      packPanels({ first, count }, scratch);
      const operands = {
        panels: scratch,
        bias: bias === 0 ? 0 : bias + 4 * first,
        band: scratch + 4 * panels,
      };
      const parts = cut(backend, correlation, { columns: count, step: 1 }).map((part) =>
        operandsOf(correlation, { ...part, ...operands, plan, columns: { first, count } }),
      );
      inParts(backend, 'correlate', { parts, scratch: band });
    }
  });
}

/** What the kernel is called with (`simd/correlate.ts`). */
function operandsOf(
  { x, channels, filter, dilation, stride, padding, y, activation }: Correlation,
  part: Part & {
    readonly columns: Span;
    readonly panels: number;
    readonly bias: number;
    readonly band: number;
    readonly plan: CorrelationPlan;
  },
): number[] {
  const { images, rows, columns, plan } = part;
  const image = 4 * images.first;
  return [
    ...[x.address + image * x.height * x.width * x.pitch, images.count],
    ...[x.height, x.width, x.pitch, channels, part.panels, part.bias, columns.count],
    ...[filter.height, filter.width, dilation.height, dilation.width],
    ...[stride.height, stride.width, padding.top - rows.first * stride.height, padding.left],
    y.address + image * y.image + 4 * (rows.first * y.row + columns.first),
    ...[rows.count, y.width, y.pitch, y.row, y.image],
    ...[activation, Math.min(plan.bandRows, rows.count), part.band],
  ];
}
