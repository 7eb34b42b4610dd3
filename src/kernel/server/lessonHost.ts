import { randomUUID } from 'node:crypto';

import type { SourceLocation } from '../../protocol/architecture';
import type { LessonHost } from '../../learn/host';
import type { Places } from '../errors/frames';
import { toFrame } from '../errors/frames';
import { parseStack } from '../errors/stack';
import type { KernelState } from './executor';
import type { Run } from './run';
import { runContext } from './run';

/** Lends the running cell and its output to the lesson library. */
export function createLessonHost(
  state: KernelState,
  places: Places,
  { machine, onStop, files }: Pick<LessonHost, 'machine' | 'onStop' | 'files'>,
): LessonHost {
  const run = (): Run | undefined => runContext.getStore() ?? state.current ?? state.last;
  const none = new AbortController().signal;
  return {
    display: (bundle) => {
      const displayId = randomUUID();
      run()?.emit({ type: 'display', displayId, bundle });
      return displayId;
    },
    updateDisplay: (displayId, bundle) => {
      run()?.emit({ type: 'update-display', displayId, bundle });
    },
    postToView: (mime, message) => run()?.emit({ type: 'view-message', mime, message }),
    onStop,
    progress: (message, fraction) => {
      run()?.emit({
        type: 'progress',
        message,
        ...(fraction === undefined ? {} : { fraction }),
      });
    },
    currentCell: () => runContext.getStore()?.cell,
    callSite: () => findCallSite(places),
    runNumber: () => run()?.number ?? 0,
    notice: (text) => run()?.write('stderr', `${text}\n`),
    machine,
    files,
    get signal() {
      return run()?.signal ?? none;
    },
  };
}

function findCallSite(places: Places): SourceLocation | undefined {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 100;
  const stack = new Error().stack ?? '';
  Error.stackTraceLimit = stackTraceLimit;
  for (const raw of parseStack(stack)) {
    const frame = toFrame(raw, places);
    if (frame?.cell !== undefined) {
      const { cell, line, column } = frame;
      return { ...cell, line, column };
    }
  }
  return undefined;
}
