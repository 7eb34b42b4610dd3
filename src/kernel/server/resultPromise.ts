import { Session } from 'node:inspector';
import { promiseHooks } from 'node:v8';

import type { Run } from './run';
import { runContext } from './run';

/** Results of stopped cells: a few small objects each. */
const abandoned = new Set<object>();
const results = new WeakMap<Run, object[]>();

/**
 * Keeps the promise of each cell's result. A cell that waits for ever would let go of it, and the
 * inspector of Node 22 ends the process when it reports that out of the garbage collector.
 */
export function holdResultPromises(): void {
  const post = Reflect.get(Session.prototype, 'post') as (
    this: Session,
    ...values: unknown[]
  ) => void;
  Session.prototype.post = function (this: Session, method: string, ...rest: unknown[]): void {
    const run = runContext.getStore();
    if (method !== 'Runtime.evaluate' || run === undefined) {
      Reflect.apply(post, this, [method, ...rest]);
      return;
    }
    const own = results.get(run) ?? [];
    results.set(run, own);
    // The first promise that the evaluation makes is its own.
    let isFirst = true;
    const stop = promiseHooks.onInit((promise) => {
      if (isFirst) {
        isFirst = false;
        own.push(promise);
      }
    }) as () => void;
    try {
      Reflect.apply(post, this, [method, ...rest]);
    } finally {
      stop();
    }
  };
}

/** A stopped cell will never settle: its result is kept for good. */
export function abandonResult(run: Run): void {
  const result = results.get(run);
  if (result !== undefined) {
    abandoned.add(result);
  }
}

/** A cell that has ended by itself has its result; what it gave is not kept alive by it. */
export function releaseResult(run: Run): void {
  results.delete(run);
}
