// Payloads come out of files that anyone may have written or damaged, so renderers check them.
// Each check answers with the first thing that is wrong, as a sentence part, or `undefined`.

/** What is wrong; `undefined` when nothing is. */
export type Problem = string | undefined;

/** A string. */
export const isText = (value: unknown): value is string => typeof value === 'string';

function received(value: unknown): string {
  if (isText(value)) {
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  }
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) {
    return String(value);
  }
  if (value === undefined) {
    return 'nothing';
  }
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}

/** What should be where, and what is. */
export function wrong(where: string, expected: string, value: unknown): string {
  return `${where} should be ${expected}. Received ${received(value)}`;
}

/** A finite number from 0. */
export const isCount = (value: unknown): value is number =>
  Number.isFinite(value) && Number(value) >= 0;
/** A whole number from 1, as lines and columns are. */
export const isPosition = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) >= 1;
/** A list of strings. */
export const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(isText);
/** Two finite numbers. */
export const isPair = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && value.every((part) => Number.isFinite(part));
/** A list of sizes, `null` where one is open. */
export const isShape = (value: unknown): boolean =>
  Array.isArray(value) && value.every((size) => size === null || isCount(size));

/** Whether a value may stand where it does. */
export type Check = (value: unknown) => boolean;

/** Lets what is left out pass. */
export const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
