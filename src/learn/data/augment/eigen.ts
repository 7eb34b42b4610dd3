/** Eigenvalues from the largest on, each with its vector. */
export interface Components {
  readonly values: readonly number[];
  readonly vectors: readonly (readonly number[])[];
}

/** The eigenvectors of a small symmetric matrix, by Jacobi's rotations; signs made definite. */
export function eigenOf(matrix: readonly (readonly number[])[]): Components {
  const size = matrix.length;
  const work = matrix.map((row) => [...row]);
  const vectors = work.map((_, row) => work.map((__, column) => (row === column ? 1 : 0)));
  const at = (table: readonly number[][], row: number, column: number) => table[row]?.[column] ?? 0;
  const put = (table: number[][], row: number, column: number, value: number) => {
    const line = table[row];
    if (line) {
      line[column] = value;
    }
  };
  // Each sweep squares what is left beside the diagonal.
  for (let sweep = 0; sweep < 20; sweep += 1) {
    for (let one = 0; one < size; one += 1) {
      for (let other = one + 1; other < size; other += 1) {
        const beside = at(work, one, other);
        if (beside === 0) {
          continue;
        }
        const angle = 0.5 * Math.atan2(2 * beside, at(work, other, other) - at(work, one, one));
        const sine = Math.sin(angle);
        const cosine = Math.cos(angle);
        const turn = (table: number[][], isRow: boolean) => {
          for (let place = 0; place < size; place += 1) {
            const [p, q] = isRow
              ? [at(table, one, place), at(table, other, place)]
              : [at(table, place, one), at(table, place, other)];
            const [newP, newQ] = [cosine * p - sine * q, sine * p + cosine * q];
            if (isRow) {
              put(table, one, place, newP);
              put(table, other, place, newQ);
            } else {
              put(table, place, one, newP);
              put(table, place, other, newQ);
            }
          }
        };
        turn(work, true);
        turn(work, false);
        turn(vectors, false);
      }
    }
  }
  const pairs = work.map((_, index) => {
    const vector = vectors.map((row) => row[index] ?? 0);
    const largest = vector.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
    return {
      // Rounding can leave a little below zero.
      value: Math.max(0, at(work, index, index)),
      vector: largest < 0 ? vector.map((part) => -part) : vector,
    };
  });
  pairs.sort((a, b) => b.value - a.value);
  return { values: pairs.map(({ value }) => value), vectors: pairs.map(({ vector }) => vector) };
}
