import util from 'node:util';

import type { MimeBundle } from '../../protocol/mime';
import { limitBundle, toMimeBundle } from './bundle';
import { imageToBundle, sniffImage } from './image';
import { inspect } from './inspect';
import { isLayersModel, isSymbolicTensor, modelToBundle, symbolicToBundle } from './model';
import { recordsToBundle } from './records';
import { isTensor, tensorToBundle } from './tensor';
import type { DisplayHandler } from './types';

type Awaitable<Value> = Value | Promise<Value>;

/** The method by which an object says how it is shown, as Deno and tslab have it. */
export const displayMethod = Symbol.for('Jupyter.display');

/**
 * Any value as a bundle: its own display method, the handlers, the built-in kinds, text.
 * Synchronous where the value allows it, so that what is shown is the value at the time of the call.
 */
export function toBundle(
  value: unknown,
  handlers: readonly DisplayHandler[],
): Awaitable<MimeBundle> {
  return attempt(
    'Its Symbol.for("Jupyter.display") method',
    () => ownBundle(value),
    value,
    () => handledBundle(value, handlers),
  );
}

function handledBundle(value: unknown, handlers: readonly DisplayHandler[]): Awaitable<MimeBundle> {
  const [handler, ...rest] = handlers;
  if (handler === undefined) {
    return attempt(
      'Showing it as what it seems to be',
      () => builtIn(value),
      value,
      () => ({
        'text/plain': inspect(value),
      }),
    );
  }
  return attempt(
    `The display handler ${handler.name}`,
    () => {
      const bundle = handler.test(value) ? handler.toBundle(value) : undefined;
      return mapAwaitable(bundle, (result) => result && limitBundle(result));
    },
    value,
    () => handledBundle(value, rest),
  );
}

/** Takes what `first` gives; goes on with `next` if that is nothing, or after saying why it failed. */
function attempt(
  what: string,
  first: () => Awaitable<MimeBundle | undefined>,
  value: unknown,
  next: () => Awaitable<MimeBundle>,
): Awaitable<MimeBundle> {
  const afterFailure = (error: unknown): Awaitable<MimeBundle> =>
    // A proxy that refuses to be read is no failure of its display: it has none.
    util.types.isProxy(value)
      ? { 'text/plain': inspect(value) }
      : mapAwaitable(next(), (bundle) => ({
          ...bundle,
          'text/plain': `${bundle['text/plain']}\n(${what} failed: ${reasonOf(error)})`,
        }));
  let result: Awaitable<MimeBundle | undefined>;
  try {
    result = first();
  } catch (error) {
    return afterFailure(error);
  }
  return result instanceof Promise
    ? result.then((bundle) => bundle ?? next(), afterFailure)
    : (result ?? next());
}

function ownBundle(value: unknown): Awaitable<MimeBundle | undefined> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) {
    return undefined;
  }
  const method = (value as Record<symbol, unknown>)[displayMethod];
  if (typeof method !== 'function') {
    return undefined;
  }
  const result: unknown = Reflect.apply(method, value, []);
  return util.types.isPromise(result)
    ? result.then((data) => toMimeBundle(data, () => inspect(value)))
    : toMimeBundle(result, () => inspect(value));
}

function builtIn(value: unknown): Awaitable<MimeBundle> {
  if (typeof value !== 'object' || value === null) {
    return { 'text/plain': inspect(value) };
  }
  if (util.types.isProxy(value)) {
    return { 'text/plain': inspect(value) };
  }
  if (isTensor(value)) {
    return tensorToBundle(value);
  }
  if (isSymbolicTensor(value)) {
    return symbolicToBundle(value);
  }
  if (isLayersModel(value)) {
    return modelToBundle(value);
  }
  if (value instanceof Uint8Array) {
    const image = sniffImage(value);
    return image === undefined ? { 'text/plain': inspect(value) } : imageToBundle(value, image);
  }
  return recordsToBundle(value) ?? { 'text/plain': inspect(value) };
}

function mapAwaitable<From, To>(value: Awaitable<From>, map: (value: From) => To): Awaitable<To> {
  return value instanceof Promise ? value.then(map) : map(value);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : inspect(error);
}
