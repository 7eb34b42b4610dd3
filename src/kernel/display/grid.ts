/** Which indices of a long axis are shown: `undefined` stands for the gap between them. */
export function shownIndices(length: number, limit: number, edge: number): (number | undefined)[] {
  if (length <= limit) {
    return [...Array(length).keys()];
  }
  const head = [...Array(edge).keys()];
  return [...head, undefined, ...head.map((index) => length - edge + index)];
}

/** Per axis: how long it may be before it is cut, and how much of each end stays. */
function cut(axis: number, rank: number): readonly [limit: number, edge: number] {
  if (rank === 1) {
    return [20, 8];
  }
  return axis >= rank - 2 ? [8, 3] : [2, 1];
}

/** The offsets of the values that `gridText` will ask for. */
export function shownOffsets(shape: readonly number[]): number[] {
  return shape.reduce<number[]>(
    (offsets, length, axis) =>
      offsets.flatMap((offset) =>
        shownIndices(length, ...cut(axis, shape.length))
          .filter((index) => index !== undefined)
          .map((index) => offset * length + index),
      ),
    [0],
  );
}

/** The values of a tensor in nested brackets, as numpy prints them. */
export function gridText(shape: readonly number[], textAt: (offset: number) => string): string {
  const width = Math.max(0, ...shownOffsets(shape).map((offset) => textAt(offset).length));
  const print = (axis: number, offset: number, indent: number): string => {
    const length = shape[axis];
    if (length === undefined) {
      return textAt(offset).padStart(width);
    }
    const isRow = axis === shape.length - 1;
    const parts = shownIndices(length, ...cut(axis, shape.length)).map((index) =>
      index === undefined ? '...' : print(axis + 1, offset * length + index, indent + 1),
    );
    const lineBreaks = '\n'.repeat(shape.length - 1 - axis) + ' '.repeat(indent + 1);
    return `[${parts.join(isRow ? ' ' : lineBreaks)}]`;
  };
  return print(0, 0, 0);
}
