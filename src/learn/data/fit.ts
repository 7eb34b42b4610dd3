import type { DecodedImage } from './files';
import { resample, type Region } from './resample';
import type { ImageShape } from './sets';

/** How a picture of other proportions gets into an image. */
export type ImageFit = 'crop' | 'stretch' | 'pad';

/** A picture as bytes of an image's shape; what is transparent is white. */
export function fitImage(
  { width, height, rgba }: DecodedImage,
  [newHeight, newWidth, channels]: ImageShape,
  fit: ImageFit,
): Uint8Array {
  const values = opaque(rgba, channels);
  const grid = { height, width, channels, values };
  const scale = Math.max(newHeight / height, newWidth / width);
  const inner = Math.min(newHeight / height, newWidth / width);
  switch (fit) {
    case 'stretch':
      return toBytes(resample(grid, [newHeight, newWidth]));
    case 'crop': {
      const region = centred(width, height, newWidth / scale, newHeight / scale);
      return toBytes(resample(grid, [newHeight, newWidth], region));
    }
    case 'pad': {
      const innerHeight = Math.max(1, Math.round(height * inner));
      const innerWidth = Math.max(1, Math.round(width * inner));
      const scaled = toBytes(resample(grid, [innerHeight, innerWidth]));
      const padded = new Uint8Array(newHeight * newWidth * channels);
      const top = Math.floor((newHeight - innerHeight) / 2);
      const left = Math.floor((newWidth - innerWidth) / 2);
      const line = innerWidth * channels;
      for (let row = 0; row < innerHeight; row += 1) {
        const place = ((top + row) * newWidth + left) * channels;
        padded.set(scaled.subarray(row * line, (row + 1) * line), place);
      }
      return padded;
    }
  }
}

function centred(width: number, height: number, innerWidth: number, innerHeight: number): Region {
  return {
    top: (height - innerHeight) / 2,
    left: (width - innerWidth) / 2,
    height: innerHeight,
    width: innerWidth,
  };
}

function opaque(rgba: Uint8Array, channels: number): Uint8Array {
  const count = rgba.length / 4;
  const values = new Uint8Array(count * channels);
  for (let pixel = 0; pixel < count; pixel += 1) {
    const at = 4 * pixel;
    const opacity = (rgba[at + 3] ?? 255) / 255;
    const white = 255 * (1 - opacity);
    const red = (rgba[at] ?? 0) * opacity + white;
    const green = (rgba[at + 1] ?? 0) * opacity + white;
    const blue = (rgba[at + 2] ?? 0) * opacity + white;
    if (channels === 1) {
      values[pixel] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
    } else {
      values[3 * pixel] = Math.round(red);
      values[3 * pixel + 1] = Math.round(green);
      values[3 * pixel + 2] = Math.round(blue);
    }
  }
  return values;
}

function toBytes(values: Float32Array): Uint8Array {
  return Uint8Array.from(values, (value) => Math.round(Math.min(255, Math.max(0, value))));
}
