import { marginOf, type Axis, type Margin, type Padding, type Sliding } from './padding';

/** How a window slides along one axis of images. */
export interface PoolingPlan extends Sliding {
  readonly size: number;
  /** What the layer's `padding` adds. */
  readonly explicit: Margin;
  /** What the windows reach: less than `explicit` after the image, or beyond it. */
  readonly margin: Margin;
  /** Number of windows. */
  readonly outputs: number;
}

interface PoolingArgs extends Sliding {
  readonly padding: Padding;
  readonly ceilMode: boolean;
}

/**
 * With `ceilMode`, a last window may hang over the end if it starts inside of the image or of the
 * padding before it (pooling_layer.cpp of Caffe, Pool.h of PyTorch).
 */
export function planPooling(
  axis: Axis,
  size: number,
  { window, stride, padding, ceilMode }: PoolingArgs,
): PoolingPlan {
  const explicit = marginOf(padding, axis, size, { window, stride });
  const [before, after] = explicit;
  const steps = (before + size + after - window) / stride;
  const startsInside = Math.ceil(steps) * stride < before + size;
  const outputs = (ceilMode && startsInside ? Math.ceil(steps) : Math.floor(steps)) + 1;
  const end = (outputs - 1) * stride + window;
  const margin: Margin = [before, Math.max(0, end - before - size)];
  return { size, window, stride, explicit, margin, outputs };
}

/**
 * What each window divides by in a mean: its pixels, and its explicit padding if that counts. What
 * hangs over the end never does.
 */
export function divisors(
  { size, window, stride, explicit, outputs }: PoolingPlan,
  countIncludePadding: boolean,
): number[] {
  const [before, after] = explicit;
  const from = countIncludePadding ? 0 : before;
  const to = before + size + (countIncludePadding ? after : 0);
  return Array.from({ length: outputs }, (_, output) => {
    const start = output * stride;
    return Math.min(start + window, to) - Math.max(start, from);
  });
}
