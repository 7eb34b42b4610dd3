import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';

import type { Cancel, Run } from './run';
import { runContext } from './run';

/** Node's own timers, for the kernel itself: they belong to no cell. */
export const nodeTimers = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  setImmediate: globalThis.setImmediate,
};

type Start = (callback: (...values: unknown[]) => void, ...rest: unknown[]) => object;
type Stop = (handle: unknown) => void;

/**
 * Makes timers belong to the cell that starts them: a stopped cell can start none, and those that it
 * left waiting never fire.
 */
export function installTimers(): void {
  const owners = new WeakMap<object, { readonly run: Run; readonly cancel: Cancel }>();
  const forget = (handle: unknown): void => {
    const owner = typeof handle === 'object' && handle !== null ? owners.get(handle) : undefined;
    owner?.run.timers.delete(owner.cancel);
  };

  const start = ({ original, stop, isRepeated, isThrowing }: Wrapping): Start =>
    function (callback, ...rest) {
      const run = runContext.getStore();
      if (run === undefined || typeof callback !== 'function') {
        return original(callback, ...rest);
      }
      if (isThrowing) {
        run.throwIfStopped();
      }
      const handle = original(
        function (this: unknown, ...values) {
          if (!isRepeated) {
            forget(handle);
          }
          callback.apply(this, values);
        },
        ...rest,
      );
      const cancel = (): void => stop(handle);
      owners.set(handle, { run, cancel });
      if (run.isStopped) {
        cancel();
      } else {
        run.timers.add(cancel);
      }
      return handle;
    };
  const stop =
    (original: Stop): Stop =>
    (handle) => {
      forget(handle);
      original(handle);
    };

  const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate } =
    timers as unknown as OwnTimers;
  const starters = (isThrowing: boolean): Record<Starter, Start> => ({
    setTimeout: start({ original: setTimeout, stop: clearTimeout, isRepeated: false, isThrowing }),
    setInterval: start({
      original: setInterval,
      stop: clearInterval,
      isRepeated: true,
      isThrowing,
    }),
    setImmediate: start({
      original: setImmediate,
      stop: clearImmediate,
      isRepeated: false,
      isThrowing,
    }),
  });
  const stoppers = {
    clearTimeout: stop(clearTimeout),
    clearInterval: stop(clearInterval),
    clearImmediate: stop(clearImmediate),
  };
  const promised = {
    setTimeout: guardPromise(timersPromises.setTimeout as Promised, 2),
    setImmediate: guardPromise(timersPromises.setImmediate as Promised, 1),
    setInterval: guardIterator(timersPromises.setInterval),
  };
  const forCells = starters(true);
  // Node itself takes timers from this module, while it handles an error of a stopped cell too.
  const forModule = starters(false);
  for (const starts of [forCells, forModule]) {
    for (const name of ['setTimeout', 'setImmediate'] as const) {
      Object.defineProperty(starts[name], promisify.custom, { value: promised[name] });
    }
    for (const [name, value] of Object.entries(starts)) {
      Object.defineProperty(value, 'name', { value: name });
    }
  }
  Object.assign(globalThis, forCells, stoppers);
  Object.assign(timers, forModule, stoppers);
  Object.assign(timersPromises, promised);
  syncBuiltinESMExports();
}

type Starter = 'setTimeout' | 'setInterval' | 'setImmediate';
type OwnTimers = Readonly<Record<Starter, Start>> &
  Readonly<Record<'clearTimeout' | 'clearInterval' | 'clearImmediate', Stop>>;

interface Wrapping {
  readonly original: Start;
  readonly stop: Stop;
  readonly isRepeated: boolean;
  /** In a stopped cell: throws, rather than giving a timer that never fires. */
  readonly isThrowing: boolean;
}

interface TimerOptions {
  readonly signal?: AbortSignal;
}
type Promised = (...values: unknown[]) => Promise<unknown>;
type Iterated = (delay?: number, value?: unknown, options?: TimerOptions) => AsyncIterable<unknown>;

/** The promise rejects when its cell is stopped. */
function guardPromise(original: Promised, optionsAt: number): Promised {
  return async (...values) => {
    const run = runContext.getStore();
    if (run === undefined) {
      return await original(...values);
    }
    run.throwIfStopped();
    const padded = [...values, undefined, undefined].slice(0, optionsAt);
    return await original(...padded, withSignal(values[optionsAt], run.signal));
  };
}

function guardIterator(original: Iterated): Iterated {
  return (delay, value, options) => {
    const run = runContext.getStore();
    run?.throwIfStopped();
    return original(delay, value, run === undefined ? options : withSignal(options, run.signal));
  };
}

function withSignal(options: unknown, signal: AbortSignal): TimerOptions {
  const given = (typeof options === 'object' ? options : undefined) as TimerOptions | undefined;
  return {
    ...given,
    signal: given?.signal === undefined ? signal : AbortSignal.any([given.signal, signal]),
  };
}
