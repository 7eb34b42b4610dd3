/**
 * The control thread of a kernel process. It reads the control pipe while the main thread is busy:
 * a line `interrupt <request>` stops a cell, the pipe's end means that the host is gone.
 */
import { Session } from 'node:inspector';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { parentPort, workerData } from 'node:worker_threads';

import { climbLadder } from './ladder';
import type { InspectorLink } from './terminate';
import { createFallback, terminateMethod } from './terminate';

/** What the main thread hands to its control thread. */
export interface ControlData {
  readonly flags: Int32Array;
  /** The inherited pipe. */
  readonly fd: number;
}

const { flags, fd } = workerData as ControlData;
const pipe = new Socket({ fd, readable: true, writable: false });

createInterface({ input: pipe }).on('line', (line) => {
  const requestId = Number(/^interrupt (\d+)$/.exec(line)?.[1] ?? 0);
  if (requestId > 0) {
    void interrupt(requestId);
  }
});

async function interrupt(requestId: number): Promise<void> {
  const session = new Session();
  // Connected for good, it would hold up the process' end and say so on stderr.
  session.connectToMainThread();
  const link: InspectorLink = {
    send: (method, parameters) => {
      session.post(method, parameters, (error) => {
        if (error !== null && method === terminateMethod) {
          fallback.onRefused();
        }
      });
    },
  };
  const fallback = createFallback(link);
  session.on('Debugger.paused', () => fallback.onPaused());
  try {
    await climbLadder(requestId, {
      flags,
      notify: (notice) => parentPort?.postMessage(notice),
      terminate: () => link.send(terminateMethod),
    });
  } finally {
    session.disconnect();
  }
}

pipe.on('error', leave);
pipe.on('close', leave);

/** The host is gone: nobody reads this kernel any more, and its main thread may never look up. */
function leave(): void {
  // A moment for an orderly exit, whose messages are on their way.
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), 300);
}
