import util from 'node:util';

const limits = { depth: 4, maxArrayLength: 100, maxStringLength: 10_000, breakLength: 100 };

/** Characters of text/plain; what is longer helps nobody and weighs on the file. */
const maxText = 100_000;

/** Members looked at before a value counts as too large to be shown in depth. */
const maxMembers = 20_000;

/**
 * Any value as text, as Node's own prompt writes it: strings in quotes, getters not run.
 * Never throws and stays small, whatever the value is.
 */
export function inspect(value: unknown): string {
  if (typeof value === 'string' && value.length > maxText) {
    return `${util.inspect(value.slice(0, maxText))}... ${more(value.length - maxText, 'character')}`;
  }
  try {
    return shorten(inspectWithin(value));
  } catch {
    // The value's own toString, inspect or toStringTag threw: look at it without asking it.
    return withoutCustom(value);
  }
}

/** Cuts text that is too long and says so. */
export function shorten(text: string, length = maxText): string {
  return text.length <= length
    ? text
    : `${text.slice(0, length)}\n... ${more(text.length - length, 'character')}`;
}

/** `12,345 more items`, in words. */
export function more(count: number, what: string): string {
  return `${count.toLocaleString('en-US')} more ${what}${count === 1 ? '' : 's'}`;
}

function inspectWithin(value: unknown): string {
  const options = { ...limits, getters: false, showProxy: false };
  if (
    !isObject(value) ||
    util.types.isProxy(value) ||
    countMembers(value, limits.depth) < maxMembers
  ) {
    return withoutKernelFrames(util.inspect(value, options));
  }
  const keys = Array.isArray(value) ? [] : Object.keys(value);
  if (keys.length <= 200) {
    return util.inspect(value, { ...options, depth: 0 });
  }
  const head = Object.create(Object.getPrototypeOf(value) as object | null) as object;
  for (const key of keys.slice(0, 200)) {
    Object.defineProperty(head, key, Object.getOwnPropertyDescriptor(value, key) ?? {});
  }
  return `${util.inspect(head, { ...options, depth: 0 })}\n... ${more(keys.length - 200, 'key')}`;
}

function withoutCustom(value: unknown): string {
  try {
    return shorten(util.inspect(value, { ...limits, depth: 1, customInspect: false }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : typeof error;
    return `[${typeof value} that cannot be shown: ${shorten(reason, 200)}]`;
  }
}

/** Counts keys down to a depth, stopping early; reads data properties only. */
function countMembers(value: object, depth: number): number {
  let count = 0;
  const seen = new Set<object>();
  const visit = (object: object, level: number): void => {
    if (count >= maxMembers || seen.has(object) || util.types.isProxy(object)) {
      return;
    }
    seen.add(object);
    if (ArrayBuffer.isView(object)) {
      return;
    }
    const keys = Array.isArray(object)
      ? [...Array(Math.min(object.length, limits.maxArrayLength)).keys()]
      : Object.keys(object);
    count += keys.length;
    if (level > 0) {
      for (const key of keys.slice(0, maxMembers)) {
        const member = ownData(object, String(key));
        if (isObject(member)) {
          visit(member, level - 1);
        }
      }
    }
  };
  visit(value, depth);
  return count;
}

/** Leaves out the lines of a stack that lie in the kernel and in Node. */
function withoutKernelFrames(text: string): string {
  if (!text.includes('\n    at ')) {
    return text;
  }
  return text
    .split('\n')
    .filter(
      (line) => !/^\s+at /.test(line) || !(line.includes(__filename) || /\(?node:/.test(line)),
    )
    .join('\n');
}

/** A data property of the object itself; getters are not run. */
export function ownData(value: unknown, key: string): unknown {
  const descriptor = isObject(value) ? Object.getOwnPropertyDescriptor(value, key) : undefined;
  return descriptor?.value as unknown;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
