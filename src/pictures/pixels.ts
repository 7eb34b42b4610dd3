import type { Pixels } from './png';

// Viridis of matplotlib (CC0), eight colours at even distances: its lightness rises evenly, so that it
// reads the same in grey and for the colour-blind, on light and on dark pages.
const stops = [
  [68, 1, 84],
  [70, 50, 126],
  [54, 92, 141],
  [39, 127, 142],
  [31, 161, 135],
  [74, 193, 109],
  [160, 218, 57],
  [253, 231, 37],
] as const;

function colourAt(part: number): readonly number[] {
  const place = part * (stops.length - 1);
  const index = Math.min(stops.length - 2, Math.floor(place));
  const [from, to] = [stops[index], stops[index + 1]];
  return [0, 1, 2].map((channel) => {
    const start = from?.[channel] ?? 0;
    return Math.round(start + ((to?.[channel] ?? 0) - start) * (place - index));
  });
}

/** The colours of feature maps: 0 is the lowest value, 255 the highest. */
export const mapPalette = Uint8Array.from(
  Array.from({ length: 256 }, (_, value) => colourAt(value / 255)).flat(),
);

/** A colour of feature maps, `part` from 0 to 1, as a picture's attribute. */
export function mapColour(part: number): string {
  return `rgb(${colourAt(Math.min(1, Math.max(0, part))).join(',')})`;
}

/** Red, green, blue and opacity of each pixel, as a canvas takes them. */
export function toRgba({ height, width, channels, values, palette }: Pixels) {
  const rgba = new Uint8ClampedArray(height * width * 4);
  for (let pixel = 0; pixel < height * width; pixel += 1) {
    for (let part = 0; part < 3; part += 1) {
      const value = values[channels === 3 ? 3 * pixel + part : pixel] ?? 0;
      rgba[4 * pixel + part] = palette === undefined ? value : (palette[3 * value + part] ?? 0);
    }
    rgba[4 * pixel + 3] = 255;
  }
  return rgba;
}

/** The pixels at most so high and wide, each the mean of those it stands for. */
export function shrink(pixels: Pixels, most: number): Pixels {
  const { height, width, channels, values } = pixels;
  const factor = Math.ceil(Math.max(height, width) / most);
  if (factor <= 1) {
    return pixels;
  }
  const [rows, columns] = [Math.ceil(height / factor), Math.ceil(width / factor)];
  const small = new Uint8Array(rows * columns * channels);
  for (let y = 0; y < rows; y += 1) {
    for (let x = 0; x < columns; x += 1) {
      for (let channel = 0; channel < channels; channel += 1) {
        let [sum, count] = [0, 0];
        for (let row = y * factor; row < Math.min(height, (y + 1) * factor); row += 1) {
          for (let column = x * factor; column < Math.min(width, (x + 1) * factor); column += 1) {
            sum += values[(row * width + column) * channels + channel] ?? 0;
            count += 1;
          }
        }
        small[(y * columns + x) * channels + channel] = Math.round(sum / count);
      }
    }
  }
  return { ...pixels, height: rows, width: columns, values: small };
}
