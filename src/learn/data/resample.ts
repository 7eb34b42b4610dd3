/** Pixels row by row, channels last. */
export interface Grid {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: ArrayLike<number>;
}

/** A part of a picture in pixels; it may reach beyond the edges, which are repeated there. */
export interface Region {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/**
 * Scales a picture, or a region of it, to another size: bilinear, and averaged over what a new pixel
 * covers where it gets smaller, so that fine patterns do not turn into others (as Pillow does).
 */
export function resample(
  grid: Grid,
  [height, width]: readonly [height: number, width: number],
  region: Region = { top: 0, left: 0, height: grid.height, width: grid.width },
): Float32Array {
  const { channels, values } = grid;
  const across = weightsOf(width, region.left, region.width, grid.width);
  const down = weightsOf(height, region.top, region.height, grid.height);
  // Only rows that count are scaled across.
  const rows = new Map<number, Float32Array>();
  const rowOf = (row: number): Float32Array => {
    const kept = rows.get(row);
    if (kept !== undefined) {
      return kept;
    }
    const scaled = new Float32Array(width * channels);
    for (let column = 0; column < width; column += 1) {
      const { places, weights } = across[column] ?? none;
      for (let index = 0; index < places.length; index += 1) {
        const from = (row * grid.width + (places[index] ?? 0)) * channels;
        const weight = weights[index] ?? 0;
        for (let channel = 0; channel < channels; channel += 1) {
          const at = column * channels + channel;
          scaled[at] = (scaled[at] ?? 0) + weight * (values[from + channel] ?? 0);
        }
      }
    }
    rows.set(row, scaled);
    return scaled;
  };

  const result = new Float32Array(height * width * channels);
  for (const [row, { places, weights }] of down.entries()) {
    const start = row * width * channels;
    for (const [index, place] of places.entries()) {
      const scaled = rowOf(place);
      const weight = weights[index] ?? 0;
      for (let offset = 0; offset < scaled.length; offset += 1) {
        result[start + offset] = (result[start + offset] ?? 0) + weight * (scaled[offset] ?? 0);
      }
    }
    // Rows above are not needed again.
    for (const kept of rows.keys()) {
      if (kept < (places[0] ?? 0)) {
        rows.delete(kept);
      }
    }
  }
  return result;
}

interface Weights {
  readonly places: Uint32Array;
  readonly weights: Float64Array;
}

const none: Weights = { places: new Uint32Array(0), weights: new Float64Array(0) };

/** For each new place: which old ones it is made of, and how much of each. */
function weightsOf(count: number, start: number, length: number, size: number): Weights[] {
  const scale = length / count;
  const reach = Math.max(1, scale);
  return Array.from({ length: count }, (_, index) => {
    const centre = start + (index + 0.5) * scale;
    const first = Math.ceil(centre - reach - 0.5);
    const last = Math.floor(centre + reach - 0.5);
    const sums = new Map<number, number>();
    let total = 0;
    for (let place = first; place <= last; place += 1) {
      const weight = 1 - Math.abs(place + 0.5 - centre) / reach;
      if (weight > 0) {
        const inside = Math.min(size - 1, Math.max(0, place));
        sums.set(inside, (sums.get(inside) ?? 0) + weight);
        total += weight;
      }
    }
    return {
      places: Uint32Array.from(sums.keys()),
      weights: Float64Array.from(sums.values(), (sum) => sum / total),
    };
  });
}
