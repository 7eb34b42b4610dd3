/** A step that may take time: `import` awaits it, `require` takes the value at once. */
export interface Step {
  readonly later: () => Promise<unknown>;
  readonly now: () => unknown;
}

/** Work in steps, which either of the two functions below carries out. */
export type Steps<T> = Generator<Step, T, unknown>;

/** A step that only time can take. */
export function* waitFor(promise: Promise<void> | undefined): Steps<void> {
  if (promise !== undefined) {
    yield {
      later: () => promise,
      now: () => {
        promise.catch(() => undefined); // The error below is the one to show.
        throw new Error('require cannot wait for a file with a top-level await: use import.');
      },
    };
  }
}

/** Carries the work out, waiting where it has to. */
export async function runLater<T>(steps: Steps<T>): Promise<T> {
  let next = steps.next();
  while (next.done !== true) {
    let value: unknown;
    try {
      value = await next.value.later();
    } catch (error) {
      next = steps.throw(error);
      continue;
    }
    next = steps.next(value);
  }
  return next.value;
}

/** Carries the work out at once, or throws. */
export function runNow<T>(steps: Steps<T>): T {
  let next = steps.next();
  while (next.done !== true) {
    let value: unknown;
    try {
      value = next.value.now();
    } catch (error) {
      next = steps.throw(error);
      continue;
    }
    next = steps.next(value);
  }
  return next.value;
}

/** A promise and the means to settle it. */
export function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
