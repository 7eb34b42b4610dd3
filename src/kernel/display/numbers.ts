/** How the numbers of one tensor are written: all alike, so that columns can be compared. */
export function numberFormat(
  values: readonly number[],
  isInteger: boolean,
): (value: number) => string {
  const finite = values.filter((value) => Number.isFinite(value));
  if (isInteger || finite.every((value) => Number.isInteger(value) && Math.abs(value) < 1e9)) {
    return plain;
  }
  const sizes = finite.filter((value) => value !== 0).map(Math.abs);
  const largest = Math.max(...sizes);
  const smallest = Math.min(...sizes);
  if (largest >= 1e6 || largest < 1e-3 || (smallest < 1e-4 && largest >= 100)) {
    return (value) => (Number.isFinite(value) ? value.toExponential(3) : plain(value));
  }
  const digits = decimals(finite);
  return (value) => (Number.isFinite(value) ? value.toFixed(digits) : plain(value));
}

/** One number on its own, short: for ranges. */
export function shortNumber(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(5))) : plain(value);
}

/** As few decimals as show all the values, at most four. */
function decimals(values: readonly number[]): number {
  for (let digits = 1; digits < 4; digits += 1) {
    if (values.every((value) => Math.abs(Number(value.toFixed(digits)) - value) < 1e-6)) {
      return digits;
    }
  }
  return 4;
}

function plain(value: number): string {
  return Object.is(value, -0) ? '0' : String(value);
}
