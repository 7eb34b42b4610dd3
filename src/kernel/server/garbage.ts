import { setFlagsFromString } from 'node:v8';
import { Script, createContext, runInNewContext } from 'node:vm';

let collect: (() => void) | undefined;
const nothing = new Script('0');
const elsewhere = createContext({}, { microtaskMode: 'afterEvaluate' });

/**
 * Collects everything that nothing can reach, at once. JavaScript keeps the targets of weak
 * references until the running job has ended; V8 lets go of them after any queue of microtasks, so
 * one that is always empty is run first.
 */
export function collectGarbage(): void {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  nothing.runInContext(elsewhere);
  collect();
}
