import { toRgba } from '../../pictures/pixels';
import type { Pixels } from '../../pictures/png';

/** Pixels as a bitmap that can be drawn at any size. */
function bitmapOf(pixels: Pixels): HTMLCanvasElement {
  const bitmap = document.createElement('canvas');
  bitmap.width = pixels.width;
  bitmap.height = pixels.height;
  const data = new ImageData(toRgba(pixels), pixels.width, pixels.height);
  bitmap.getContext('2d')?.putImageData(data, 0, 0);
  return bitmap;
}

/** Shows pixels on a canvas of their own size; CSS says how large. */
export function paintPixels(canvas: HTMLCanvasElement, pixels: Pixels): void {
  canvas.width = pixels.width;
  canvas.height = pixels.height;
  const data = new ImageData(toRgba(pixels), pixels.width, pixels.height);
  canvas.getContext('2d')?.putImageData(data, 0, 0);
}

/** Pixels at a place of a picture. */
export interface PlacedPixels {
  readonly pixels: Pixels;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Paints many small pictures on one canvas, sharp on fine screens. */
export function paintMany(
  canvas: HTMLCanvasElement,
  size: { readonly width: number; readonly height: number },
  all: readonly PlacedPixels[],
): void {
  const ratio = Math.min(3, globalThis.devicePixelRatio || 1);
  canvas.width = Math.max(1, Math.round(size.width * ratio));
  canvas.height = Math.max(1, Math.round(size.height * ratio));
  canvas.style.width = `${size.width}px`;
  canvas.style.height = `${size.height}px`;
  const context = canvas.getContext('2d');
  if (context === null) {
    return;
  }
  context.scale(ratio, ratio);
  for (const { pixels, x, y, width, height } of all) {
    // Enlarged pixels stay squares; reduced ones are averaged.
    context.imageSmoothingEnabled = pixels.width > width * ratio;
    context.drawImage(bitmapOf(pixels), x, y, width, height);
  }
}
