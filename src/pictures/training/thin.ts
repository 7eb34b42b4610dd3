/** Points of a line in the order of x; a y of NaN is a gap. */
export interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * The points that make a line of `columns` pixels look as all points do: of each pixel column the
 * first, the lowest, the highest and the last (M4; Jugel et al., VLDB 2014), and one gap where there
 * are some. What is already few is left as it is.
 */
export function thin(
  { x, y }: Points,
  [from, to]: readonly [number, number],
  columns: number,
): Points {
  if (x.length <= 4 * columns || !(to > from)) {
    return { x, y };
  }
  const kept: number[] = [];
  const scale = columns / (to - from);
  let column = NaN;
  let [start, low, high, gap] = [-1, -1, -1, -1];
  const end = (last: number) => {
    const wanted = new Set([start, low, high, gap, last]);
    wanted.delete(-1);
    kept.push(...[...wanted].sort((a, b) => a - b));
  };
  for (let index = 0; index < x.length; index += 1) {
    const value = y[index] ?? NaN;
    const here = Math.floor(((x[index] ?? 0) - from) * scale);
    if (here !== column) {
      end(index - 1);
      column = here;
      [start, low, high, gap] = [index, -1, -1, -1];
    }
    if (Number.isNaN(value)) {
      gap = gap < 0 ? index : gap;
    } else {
      low = low < 0 || value < (y[low] ?? NaN) ? index : low;
      high = high < 0 || value > (y[high] ?? NaN) ? index : high;
    }
  }
  end(x.length - 1);
  return {
    x: Float64Array.from(kept, (at) => x[at] ?? NaN),
    y: Float64Array.from(kept, (at) => y[at] ?? NaN),
  };
}
