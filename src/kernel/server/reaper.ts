import { Session } from 'node:inspector';
import { promiseHooks } from 'node:v8';

import type { Run } from './run';
import { runContext } from './run';

/**
 * Ends whatever of a stopped cell goes on behind an `await`, at its next step. For the moment between
 * two cells only: terminating drops everything that waits for the same turn. Returns the function that
 * ends the watch.
 */
export function reapContinuations(run: Run): () => void {
  const session = new Session();
  session.connect();
  const stop = promiseHooks.onBefore(() => {
    if (runContext.getStore() !== run) {
      return;
    }
    session.post('Runtime.terminateExecution');
    // Terminated at the first turn of this loop; the limit is for a V8 that thinks otherwise.
    const end = Date.now() + 100;
    while (Date.now() < end) {
      continue;
    }
  }) as () => void;
  return () => {
    stop();
    session.disconnect();
  };
}
