import { parentPort, threadId } from 'node:worker_threads';

import type { HostMessage, KernelMessage } from '../../protocol/kernel';

/** The kernel's end of the one channel to its host. */
export interface Channel {
  /** Leaves at once, also from a loop that never ends. */
  readonly post: (message: KernelMessage) => void;
  readonly onMessage: (listener: (message: HostMessage) => void) => void;
  /** The host is gone. */
  readonly onClose: (listener: () => void) => void;
}

/** The channel of this process or of this worker thread. */
export function openChannel(): Channel {
  const port = parentPort;
  if (port !== null) {
    return {
      post: (message) => port.postMessage(message),
      onMessage: (listener) => port.on('message', listener),
      onClose: (listener) => port.on('close', listener),
    };
  }
  if (process.send === undefined) {
    throw new Error(
      `A kernel should be forked or started as a worker. Received thread ${threadId} without a channel.`,
    );
  }
  const send = process.send.bind(process);
  return {
    // A channel that the host has closed takes nothing more, and nobody misses it.
    post: (message) => process.connected && send(message, () => undefined),
    onMessage: (listener) => process.on('message', listener),
    onClose: (listener) => process.on('disconnect', listener),
  };
}
