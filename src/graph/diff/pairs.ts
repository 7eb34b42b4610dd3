/** Above this many pairs a comparison would take seconds and hundreds of megabytes. */
const mostPairs = 25_000_000;

/**
 * Two sequences side by side: the pairs of places, in order in both, whose weights sum to most; a
 * weight of 0 is no pair. This is a longest common subsequence with weights. Of equally good ones
 * that which pairs first what comes first: of a block that only one network has more copies of, the
 * last are left over. Sequences too long to compare are paired place by place.
 */
export function bestPairs(
  [rows, columns]: readonly [number, number],
  weightOf: (row: number, column: number) => number,
): readonly (readonly [row: number, column: number])[] {
  if (rows * columns > mostPairs) {
    return Array.from({ length: Math.min(rows, columns) }, (_, at) => [at, at] as const).filter(
      ([row, column]) => weightOf(row, column) > 0,
    );
  }
  const width = columns + 1;
  const best = new Int32Array((rows + 1) * width);
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let column = columns - 1; column >= 0; column -= 1) {
      const at = row * width + column;
      best[at] = Math.max(
        (best[at + width + 1] ?? 0) + weightOf(row, column),
        best[at + 1] ?? 0,
        best[at + width] ?? 0,
      );
    }
  }
  const pairs: (readonly [number, number])[] = [];
  let [row, column] = [0, 0];
  while (row < rows && column < columns) {
    const at = row * width + column;
    const weight = weightOf(row, column);
    if (weight > 0 && best[at] === (best[at + width + 1] ?? 0) + weight) {
      pairs.push([row, column]);
      row += 1;
      column += 1;
    } else if (best[at] === best[at + width]) {
      row += 1;
    } else {
      column += 1;
    }
  }
  return pairs;
}
