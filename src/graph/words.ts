import type { Shape } from '../protocol/architecture';

/** 60965224 as `60,965,224`. */
export function wholeNumber(value: number): string {
  return value.toLocaleString('en-US');
}

/** An output shape without its batch: `55x55x96`; `?` where a size is open. */
export function shapeInWords(shape: Shape): string {
  const sizes = shape.slice(1).map((size) => size ?? '?');
  return sizes.length === 0 ? 'scalar' : sizes.join('x');
}

/** 724406816 as `724 million`, 3857973248 as `3.86 billion`. */
export function roundNumber(value: number): string {
  const scales = [
    [1e9, 'billion'],
    [1e6, 'million'],
  ] as const;
  for (const [scale, word] of scales) {
    if (value >= scale) {
      return `${String(Number((value / scale).toPrecision(3)))} ${word}`;
    }
  }
  return wholeNumber(value);
}
