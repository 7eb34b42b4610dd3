import type { Places } from '../errors/frames';
import { toKernelError } from '../errors/toKernelError';
import type { KernelState } from './executor';
import { Interrupted, runContext } from './run';

/**
 * Errors that nobody catches belong to the cell that made the callback or the promise. They never
 * end the kernel. Returns the function that reports one.
 */
export function reportFailures(state: KernelState, places: Places): (thrown: unknown) => void {
  const report = (thrown: unknown): void => {
    const run = runContext.getStore() ?? state.current ?? state.last;
    if (run === undefined) {
      process.stderr.write(`${toKernelError(thrown, places).traceback.join('\n')}\n`);
      return;
    }
    if (run.isStopped || thrown instanceof Interrupted) {
      return;
    }
    run.hasFailed = true;
    run.emit({ type: 'error', error: toKernelError(thrown, places) });
  };
  process.on('uncaughtException', report);
  process.on('unhandledRejection', report);
  return report;
}
