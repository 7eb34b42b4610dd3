import type { ConvInfo } from '../convInfo';
import { roundUp } from './correlation';

/** What a filter's gradient is summed up from at a time (`simd/filterGradient.ts`). */
export interface FilterPlan {
  readonly images: number;
  readonly rows: number;
  /** Panels of four channels. */
  readonly panels: number;
  /** In floats. */
  readonly scratch: number;
}

/** Floats of one band of dy, and of the channels of x beside it: 256 kB each. */
const bandLimit = 2 ** 16;
/** Pixels of a band: more of them would leave the first-level cache between two filters. */
const pixelLimit = 1024;
/** Floats after each panel, and after all. */
const skew = 16;
const tail = 4;

/** Sizes the parts, so that they stay in the cache and `scratch` small. */
export function planFilterGradient(
  info: ConvInfo,
  { channels, columns }: { readonly channels: number; readonly columns: number },
): FilterPlan {
  const { batchSize, outHeight, outWidth, filterHeight, filterWidth } = info;
  const isNarrow = channels < 8;
  const panelWidth = isNarrow ? channels : 4;
  const panelCount = isNarrow ? 1 : Math.ceil(channels / 4);
  const panelColumns = roundUp(columns, 8);
  const pixels = Math.min(pixelLimit, Math.floor(bandLimit / panelColumns));
  const rows = atLeastOne(Math.min(outHeight, Math.floor(pixels / outWidth)));
  const images =
    rows < outHeight
      ? 1
      : atLeastOne(Math.min(batchSize, Math.floor(pixels / (outHeight * outWidth))));
  const copyRows = (rows - 1) * info.strideHeight + (filterHeight - 1) * info.dilationHeight + 1;
  const copyWidth = (outWidth - 1) * info.strideWidth + (filterWidth - 1) * info.dilationWidth + 1;
  const panel = images * copyRows * copyWidth * panelWidth + skew;
  const panels = atLeastOne(Math.min(panelCount, Math.floor(bandLimit / panel)));
  const dyPanel = images * rows * outWidth * 8 + skew;
  return { images, rows, panels, scratch: (panelColumns / 8) * dyPanel + panels * panel + tail };
}

function atLeastOne(value: number): number {
  return Math.max(1, value);
}
