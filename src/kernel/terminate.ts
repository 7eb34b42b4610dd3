/** An inspector session with the thread whose JavaScript shall end. */
export interface InspectorLink {
  readonly send: (method: string, parameters?: object) => void;
}

/** What ends the JavaScript that a thread is running. */
export const terminateMethod = 'Runtime.terminateExecution';

/** A busy machine makes V8 late: that often, a refusal means nothing. */
const patience = 3;

/**
 * V8 takes one termination at a time, and takes it for open when Node swallowed it (it does while it
 * handles a rejected promise): it refuses all further ones. Then the debugger's way is left: pause,
 * and end on resuming.
 */
export function createFallback({ send }: InspectorLink): {
  readonly onRefused: () => void;
  readonly onPaused: () => void;
} {
  let refusals = 0;
  return {
    onRefused: () => {
      refusals += 1;
      if (refusals >= patience) {
        send('Debugger.enable');
        send('Debugger.pause');
      }
    },
    onPaused: () => send('Debugger.resume', { terminateOnResume: true }),
  };
}
