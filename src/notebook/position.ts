import { NotJson, Scanner } from './scanner';
import type { JsonPath } from './scanner';

/** A line and column, both from 1. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let index = 0; index < offset; index += 1) {
    const char = text[index];
    if (char === '\n' || (char === '\r' && text[index + 1] !== '\n')) {
      line += 1;
      start = index + 1;
    }
  }
  return { line, column: offset - start + 1 };
}

/** The offset of the value at `path` in a text that is JSON. */
export function findValue(text: string, path: JsonPath): number {
  let found = 0;
  new Scanner(text, (current, offset) => {
    // The last one wins, as in JSON.parse where a name is given twice.
    if (current.length === path.length && path.every((part, depth) => part === current[depth])) {
      found = offset;
    }
  }).scan();
  return found;
}

/** What makes a text something else than JSON, if anything does. */
export function findSyntaxProblem(text: string): NotJson | undefined {
  try {
    new Scanner(text).scan();
    return undefined;
  } catch (error) {
    if (error instanceof NotJson) {
      return error;
    }
    throw error;
  }
}
