import { Session } from 'node:inspector';
import { isMainThread } from 'node:worker_threads';

import { isRecord } from '../../protocol/json';
import type { InspectorLink } from '../terminate';
import { createFallback, terminateMethod } from '../terminate';

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

/** Ends the JavaScript of a worker thread, as often as it takes. */
export interface Terminator {
  readonly terminate: () => void;
  readonly dispose: () => void;
}

/**
 * Terminates the JavaScript that a worker thread is running; the thread itself lives on. The
 * inspector reaches workers from the main thread only: a host that is itself a worker can stop no
 * synchronous loop and has to offer a restart.
 */
export function createTerminator(threadId: number): Terminator {
  if (!isMainThread) {
    return { terminate: () => undefined, dispose: () => undefined };
  }
  let session: Session | undefined;
  let sessionId: string | undefined;
  let requests = 0;
  const link: InspectorLink = {
    send: (method, parameters = {}) => {
      requests += 1;
      const id = method === terminateMethod ? -requests : requests;
      const message = JSON.stringify({ id, method, params: parameters });
      session?.post('NodeWorker.sendMessageToWorker', { sessionId, message });
    },
  };
  const fallback = createFallback(link);
  const connect = (): Session => {
    const opened = new Session();
    opened.connect();
    opened.on('NodeWorker.attachedToWorker', ({ params }: Attached) => {
      if (Number(/\[worker (\d+)\]/.exec(params.workerInfo.title)?.[1]) === threadId) {
        sessionId = params.sessionId;
        link.send(terminateMethod);
      }
    });
    opened.on('NodeWorker.receivedMessageFromWorker', ({ params }: Received) => {
      const answer: unknown = JSON.parse(params.message);
      if (params.sessionId !== sessionId || !isRecord(answer)) {
        return;
      }
      if (answer['method'] === 'Debugger.paused') {
        fallback.onPaused();
      } else if (Number(answer['id']) < 0 && 'error' in answer) {
        fallback.onRefused();
      }
    });
    return opened;
  };
  return {
    terminate: () => {
      if (session === undefined) {
        session = connect();
        session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
      } else if (sessionId !== undefined) {
        link.send(terminateMethod);
      }
    },
    dispose: () => {
      if (session !== undefined) {
        // Left paused, the thread could not even be ended.
        link.send('Debugger.disable');
        setTimeout(() => session?.disconnect(), 50);
      }
    },
  };
}
