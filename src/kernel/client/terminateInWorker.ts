import { Session } from 'node:inspector';
import { isMainThread } from 'node:worker_threads';

import { isRecord } from '../../protocol/json';
import type { InspectorLink } from '../terminate';
import { onInspectorAnswer, terminate } from '../terminate';

/** What the inspector tells of a worker thread. */
interface Attached {
  readonly params: {
    readonly sessionId: string;
    readonly workerInfo: { readonly title: string };
  };
}

interface Received {
  readonly params: { readonly sessionId: string; readonly message: string };
}

/**
 * Terminates the JavaScript that a worker thread is running; the thread itself lives on. The
 * inspector reaches workers from the main thread only: a host that is itself a worker can stop no
 * synchronous loop and has to offer a restart.
 */
export function terminateInWorker(threadId: number): void {
  if (!isMainThread) {
    return;
  }
  const session = new Session();
  session.connect();
  let sessionId: string | undefined;
  let requests = 0;
  const link: InspectorLink = {
    send: (method, parameters = {}) => {
      requests += 1;
      const message = JSON.stringify({ id: requests, method, params: parameters });
      session.post('NodeWorker.sendMessageToWorker', { sessionId, message });
    },
  };
  session.on('NodeWorker.attachedToWorker', ({ params }: Attached) => {
    if (Number(/\[worker (\d+)\]/.exec(params.workerInfo.title)?.[1]) === threadId) {
      sessionId = params.sessionId;
      terminate(link);
    }
  });
  session.on('NodeWorker.receivedMessageFromWorker', ({ params }: Received) => {
    const answer: unknown = JSON.parse(params.message);
    if (params.sessionId !== sessionId || !isRecord(answer)) {
      return;
    }
    if (answer['method'] === 'Debugger.paused') {
      onInspectorAnswer('Debugger.paused', link);
    } else if (answer['id'] === 1 && 'error' in answer) {
      onInspectorAnswer('failed', link);
    }
  });
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  // Disconnecting at once would take the messages back.
  setTimeout(() => session.disconnect(), 90);
}
