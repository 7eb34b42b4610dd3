import type { Tf } from './tensorflow';

/** Functions whose first argument is a TensorFlow.js. */
interface Unbound {
  readonly [name: string]: (tf: Tf, ...rest: never[]) => unknown;
}

/** The same functions without that argument; their doc comments stay. */
export type Bound<Functions extends Unbound> = {
  readonly [Name in keyof Functions]: Functions[Name] extends (
    tf: Tf,
    ...rest: infer Rest
  ) => infer Result
    ? (...rest: Rest) => Result
    : never;
};

/** Gives each function its TensorFlow.js. */
export function bindTf<Functions extends Unbound>(tf: Tf, functions: Functions): Bound<Functions> {
  const bound = Object.entries(functions).map(
    ([name, unbound]) => [name, (...rest: never[]) => unbound(tf, ...rest)] as const,
  );
  return Object.fromEntries(bound) as Bound<Functions>;
}
