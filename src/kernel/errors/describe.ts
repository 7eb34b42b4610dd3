import { inspect } from 'node:util';

/** What can be read of a thrown value without trusting it. */
export interface ThrownDescription {
  readonly name: string;
  readonly message: string;
  /** The text of `stack`; empty where there is none. */
  readonly stack: string;
  /** Further thrown values inside this one, with the words that introduce them. */
  readonly related: readonly { readonly label: string; readonly thrown: unknown }[];
}

const maxMessage = 10_000;
const maxErrors = 10;

/** Reads a thrown value, which may be anything: its getters may throw, its texts may be huge. */
export function describeThrown(thrown: unknown): ThrownDescription {
  if (!isErrorLike(thrown)) {
    return { name: 'Thrown', message: cut(describeValue(thrown)), stack: '', related: [] };
  }
  const name = readText(thrown, 'name') ?? constructorName(thrown) ?? 'Error';
  return {
    name: cut(name === 'Error' ? (constructorName(thrown) ?? name) : name),
    message: cut(readText(thrown, 'message') ?? '(the message of this error cannot be read)'),
    stack: readText(thrown, 'stack') ?? '',
    related: relatedOf(thrown),
  };
}

function isErrorLike(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  try {
    return (
      value instanceof Error ||
      Object.prototype.toString.call(value) === '[object Error]' ||
      (typeof Reflect.get(value, 'stack') === 'string' && 'message' in value)
    );
  } catch {
    // A proxy that refuses to be looked at is shown as a plain value.
    return false;
  }
}

function relatedOf(error: object): ThrownDescription['related'] {
  const related: { label: string; thrown: unknown }[] = [];
  const cause = read(error, 'cause');
  if (cause !== undefined) {
    related.push({ label: 'Caused by', thrown: cause });
  }
  const errors = read(error, 'errors');
  if (Array.isArray(errors)) {
    for (const [index, one] of errors.slice(0, maxErrors).entries()) {
      related.push({ label: `Error ${index + 1} of ${errors.length}`, thrown: one });
    }
  }
  if (readText(error, 'name') === 'SuppressedError') {
    related.push({ label: 'Thrown last', thrown: read(error, 'error') });
    related.push({ label: 'Suppressed by it', thrown: read(error, 'suppressed') });
  }
  return related;
}

function read(value: object, key: string): unknown {
  try {
    return Reflect.get(value, key) as unknown;
  } catch {
    // A getter that throws has nothing to say.
    return undefined;
  }
}

function readText(value: object, key: string): string | undefined {
  const text = read(value, key);
  return typeof text === 'string' ? text : undefined;
}

/** `class MyError extends Error {}` is called `MyError`, though its `name` says `Error`. */
function constructorName(value: object): string | undefined {
  const made = read(value, 'constructor');
  return typeof made === 'function' && made.name !== '' ? made.name : undefined;
}

function describeValue(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  try {
    return inspect(value, { depth: 2, maxStringLength: 1000, breakLength: 100 });
  } catch {
    return '(a value that cannot be shown)';
  }
}

function cut(text: string): string {
  return text.length <= maxMessage
    ? text
    : `${text.slice(0, maxMessage)}... (${text.length - maxMessage} more characters)`;
}
