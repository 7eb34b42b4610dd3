/** Values of images as bytes for a picture. */
export interface ImageBytes {
  readonly bytes: Uint8Array;
  /** What 0 and 255 stand for, where that is not 0 and 1. */
  readonly scale?: { readonly low: number; readonly high: number };
  /** How many values are no numbers; they are drawn as the lowest. */
  readonly unusable: number;
}

/** From 0 to 1 as images are; from 0 to 255 where they reach beyond 1; otherwise lowest to highest. */
export function toImageBytes(values: ArrayLike<number>): ImageBytes {
  let low = Infinity;
  let high = -Infinity;
  let unusable = 0;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? 0;
    if (Number.isFinite(value)) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    } else {
      unusable += 1;
    }
  }
  const isImage = low >= 0 && high <= 255;
  const [from, to] = isImage ? [0, high <= 1 ? 1 : 255] : [low, high];
  const bytes = new Uint8Array(values.length);
  // All values equal, or none usable: one colour.
  const range = to > from ? to - from : 1;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? 0;
    bytes[at] = Number.isFinite(value) ? Math.round((255 * (value - from)) / range) : 0;
  }
  return {
    bytes,
    unusable,
    ...(!isImage && Number.isFinite(low) && { scale: { low, high } }),
  };
}
