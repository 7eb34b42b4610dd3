import { Session } from 'node:inspector';
import { isMainThread } from 'node:worker_threads';

/** What the inspector tells of a worker thread. */
interface Attached {
  readonly params: {
    readonly sessionId: string;
    readonly workerInfo: { readonly title: string };
  };
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
  session.on('NodeWorker.attachedToWorker', ({ params }: Attached) => {
    if (Number(/\[worker (\d+)\]/.exec(params.workerInfo.title)?.[1]) !== threadId) {
      return;
    }
    const message = JSON.stringify({ id: 1, method: 'Runtime.terminateExecution' });
    session.post('NodeWorker.sendMessageToWorker', { sessionId: params.sessionId, message });
  });
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  // Disconnecting at once would take the message back.
  setTimeout(() => session.disconnect(), 50);
}
