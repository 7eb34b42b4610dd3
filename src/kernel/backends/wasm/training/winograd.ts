import type { Wasm } from '../kernels';
import { inParts, simdOf, threadsOf, withFloats } from '../simd';
import type { Correlation, CorrelationSizes, Part } from './correlation';
import { cut, roundUp } from './correlation';
import type { Span } from './parts';

/** Fewer channels or columns than these spend on transforming what they save on multiplying. */
const leastChannels = 16;
/** Fewer tiles are not worth transforming the filters for. */
const leastTiles = 16;
/** Floats of transformed filters: 1 MB. */
const panelLimit = 2 ** 18;
/** Floats of tiles and their products: 512 kB. */
const tileLimit = 2 ** 17;
/** Places of a transformed tile. */
export const places = 16;
/** Of a filter. */
const taps = 9;
/** Floats after each place, lest all of them fall on one cache line (`simd/tiles.ts`). */
export const skew = 16;

/** Whether a correlation has the size that Winograd's filtering is for (`simd/tiles.ts`). */
export function isForTiles(sizes: CorrelationSizes): boolean {
  const { channels, columns, filter, dilation, stride, y, images } = sizes;
  const isPlain = [dilation, stride].every(({ height, width }) => height === 1 && width === 1);
  return (
    isPlain &&
    filter.height === 3 &&
    filter.width === 3 &&
    [channels, columns].every((count) => count >= leastChannels && count % 4 === 0) &&
    images * Math.ceil(y.height / 2) * Math.ceil(y.width / 2) >= leastTiles
  );
}

/** What is worked on at a time. */
interface Plan {
  /** Columns of y, a multiple of eight. */
  readonly columns: number;
  /** Rows of tiles. */
  readonly bandRows: number;
  /** In floats. */
  readonly scratch: Readonly<Record<'packed' | 'panels' | 'band', number>>;
}

function planTiles({ channels, columns: all, y }: CorrelationSizes): Plan {
  const atOnce = Math.max(8, Math.floor(panelLimit / places / channels / 8) * 8);
  const columns = Math.min(atOnce, roundUp(all, 8));
  const across = Math.ceil(y.width / 2);
  const down = Math.ceil(y.height / 2);
  const row = places * across * (channels + columns);
  const bandRows = Math.max(1, Math.min(down, Math.floor(tileLimit / row)));
  const copy = (2 * bandRows + 2) * (2 * across + 2) * channels;
  return {
    ...{ columns, bandRows },
    scratch: {
      packed: taps * channels * columns,
      panels: places * channels * columns,
      band: copy + bandRows * row + 2 * places * skew,
    },
  };
}

/** Floats that it takes while it runs. */
export function tileScratch(sizes: CorrelationSizes, threads: number): number {
  const { packed, panels, band } = planTiles(sizes).scratch;
  return panels + Math.max(packed, threads * band);
}

/** Four values of y at a time by as many products as there are places. */
export function correlateByTiles(backend: Wasm, correlation: Correlation): void {
  const { columns, channels, bias, packPanels } = correlation;
  const plan = planTiles(correlation);
  withFloats(backend, tileScratch(correlation, threadsOf(backend)), (panels) => {
    // The packed filters are gone by the time that tiles come.
    const band = panels + 4 * plan.scratch.panels;
    for (let first = 0; first < columns; first += plan.columns) {
      const count = Math.min(plan.columns, columns - first);
      packPanels({ first, count }, band);
      simdOf(backend).transformFilters(band, channels, Math.ceil(count / 8), panels);
      const operands = { panels, bias: bias === 0 ? 0 : bias + 4 * first, band };
      const parts = cut(backend, correlation, { columns: count, step: 2 }).map((part) =>
        operandsOf(correlation, { ...part, ...operands, plan, columns: { first, count } }),
      );
      inParts(backend, 'winograd', { parts, scratch: plan.scratch.band });
    }
  });
}

/** What the kernel is called with (`simd/winograd.ts`). */
function operandsOf(
  { x, channels, padding, y, activation }: Correlation,
  part: Part & {
    readonly columns: Span;
    readonly panels: number;
    readonly bias: number;
    readonly band: number;
    readonly plan: Plan;
  },
): number[] {
  const { images, rows, columns, plan } = part;
  const image = 4 * images.first;
  return [
    ...[x.address + image * x.height * x.width * x.pitch, images.count],
    ...[x.height, x.width, x.pitch, channels, part.panels, part.bias, columns.count],
    ...[padding.top - rows.first, padding.left],
    y.address + image * y.image + 4 * (rows.first * y.row + columns.first),
    ...[rows.count, y.width, y.pitch, y.row, y.image],
    ...[activation, Math.min(plan.bandRows, Math.ceil(rows.count / 2)), part.band],
  ];
}
