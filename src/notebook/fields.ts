import type { Json, JsonObject } from '../protocol/json';
import { describeValue } from './describe';
import type { JsonPath } from './scanner';

/** JSON that is no notebook: the value at fault and why. */
export class Damage extends Error {
  readonly path: JsonPath;
  readonly reason: string;

  constructor(path: JsonPath, reason: string) {
    super(reason);
    this.path = path;
    this.reason = reason;
  }

  /** The value at `path` is not what it should be. */
  static of(path: JsonPath, expected: string, received: Json, advice = ''): Damage {
    return new Damage(
      path,
      `${nameOf(path)} should be ${expected}. Received ${describeValue(received)}${advice}.`,
    );
  }
}

/** The value of a field that a notebook cannot do without. */
export function required(object: JsonObject, name: string, path: JsonPath): Json {
  const value = object[name];
  if (value === undefined) {
    throw new Damage(path, `${nameOf([...path, name])} is missing.`);
  }
  return value;
}

export function asObject(value: Json, path: JsonPath): JsonObject {
  if (!isObject(value)) {
    throw Damage.of(path, 'an object', value);
  }
  return value;
}

export function asList(value: Json, path: JsonPath): readonly Json[] {
  if (!isList(value)) {
    throw Damage.of(path, 'a list', value);
  }
  return value;
}

export function asText(value: Json, path: JsonPath): string {
  if (typeof value !== 'string') {
    throw Damage.of(path, 'a string', value);
  }
  return value;
}

/** nbformat's "multi-line string". */
export function asLines(value: Json, path: JsonPath): string {
  if (typeof value !== 'string' && !isList(value)) {
    throw Damage.of(path, 'a string or a list of strings', value);
  }
  return typeof value === 'string' ? value : asTextList(value, path).join('');
}

export function asTextList(value: Json, path: JsonPath): readonly string[] {
  const list = asList(value, path);
  for (const [index, item] of list.entries()) {
    if (typeof item !== 'string') {
      throw Damage.of([...path, index], 'a string', item);
    }
  }
  return list as readonly string[];
}

/** nbformat's `execution_count`. */
export function asCount(value: Json, path: JsonPath): number | null {
  const isCount = typeof value === 'number' && Number.isInteger(value) && value >= 0;
  if (!isCount && value !== null) {
    throw Damage.of(path, 'a whole number or null', value);
  }
  return value;
}

/** Deeper than any notebook, and no deeper than `JSON.stringify` and Jupyter can follow. */
const maxDepth = 500;

/** The value itself, once it is known that writing it again will not fail or change it. */
export function storable<T extends Json>(value: T, path: JsonPath): T {
  const fault = findFault(value, 0);
  if (fault !== undefined) {
    throw new Damage([...path, ...fault.path], `${nameOf(path)} holds ${fault.holds}.`);
  }
  return value;
}

interface Fault {
  /** From the value that was asked about. */
  readonly path: JsonPath;
  readonly holds: string;
}

function findFault(value: Json, depth: number): Fault | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return { path: [], holds: 'a number that is too large to be kept' };
  }
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  if (depth === maxDepth) {
    return { path: [], holds: `lists or objects nested more than ${maxDepth} deep` };
  }
  for (const [key, part] of isList(value) ? value.entries() : Object.entries(value)) {
    const fault = findFault(part, depth + 1);
    if (fault !== undefined) {
      return { ...fault, path: [key, ...fault.path] };
    }
  }
  return undefined;
}

/** Words for a place in a notebook, e.g. `"text" of output 1 of cell 3`. */
function nameOf(path: JsonPath): string {
  const key = path.at(-1);
  if (key === undefined) {
    return 'a notebook';
  }
  const outer = path.slice(0, -1);
  if (typeof key === 'string') {
    return outer.length === 0 ? `"${key}"` : `"${key}" of ${nameOf(outer)}`;
  }
  const list = outer.at(-1);
  const isItem = list !== 'cells' && list !== 'outputs';
  const beyond = isItem ? outer : outer.slice(0, -1);
  const kind = isItem ? 'item' : list.slice(0, -1);
  return `${kind} ${key + 1}${beyond.length === 0 ? '' : ` of ${nameOf(beyond)}`}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value);
}
