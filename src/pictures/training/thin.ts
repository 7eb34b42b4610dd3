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
  const columnOf = (index: number) => Math.floor(((x[index] ?? 0) - from) * scale);
  let start = 0;
  while (start < x.length) {
    const column = columnOf(start);
    let end = start;
    let low = -1;
    let high = -1;
    let gap = -1;
    while (end < x.length && columnOf(end) === column) {
      const value = y[end] ?? NaN;
      if (Number.isNaN(value)) {
        gap = gap < 0 ? end : gap;
      } else {
        low = low < 0 || value < (y[low] ?? NaN) ? end : low;
        high = high < 0 || value > (y[high] ?? NaN) ? end : high;
      }
      end += 1;
    }
    const wanted = new Set([start, low, high, gap, end - 1]);
    wanted.delete(-1);
    kept.push(...[...wanted].sort((a, b) => a - b));
    start = end;
  }
  return {
    x: Float64Array.from(kept, (at) => x[at] ?? NaN),
    y: Float64Array.from(kept, (at) => y[at] ?? NaN),
  };
}
