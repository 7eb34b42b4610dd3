/** Stops a builder whose option cannot be used: names the option, what came and what may come. */
export function expectOption(
  holds: boolean,
  builder: string,
  option: { readonly [name: string]: unknown },
  allowed: string,
): asserts holds {
  if (holds) {
    return;
  }
  const [name, received] = Object.entries(option)[0] ?? ['options', undefined];
  throw new RangeError(
    `${builder}: ${name} should be ${allowed}. Received ${name}=${inWords(received)}`,
  );
}

/** A misspelt option would silently build another network. */
export function expectKnownOptions(
  builder: string,
  options: object,
  known: readonly string[],
): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new RangeError(
      `${builder}: there is no option ${unknown}. Allowed options: ${known.join(', ')}`,
    );
  }
}

/** Whether a value is a whole number from `from` on. */
export function isWhole(value: unknown, from = 1): value is number {
  return Number.isInteger(value) && (value as number) >= from;
}

/** Whether a value is `[height, width, channels]`, all known. */
export function isImageShape(value: unknown): value is [number, number, number] {
  return Array.isArray(value) && value.length === 3 && value.every((size) => isWhole(size));
}

function inWords(value: unknown): string {
  if (typeof value === 'number') {
    return String(value); // JSON has no NaN
  }
  return typeof value === 'function' ? 'a function' : JSON.stringify(value);
}
