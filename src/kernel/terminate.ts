/** An inspector session with the thread whose JavaScript shall end. */
export interface InspectorLink {
  readonly send: (method: string, parameters?: object) => void;
}

/** What the inspector answers: `failed` for a refused request, or the name of an event. */
export type InspectorAnswer = 'failed' | 'Debugger.paused';

/** Ends the JavaScript that the thread is running. */
export function terminate({ send }: InspectorLink): void {
  send('Runtime.terminateExecution');
}

/**
 * V8 takes one request at a time, and takes it for open when Node swallowed the termination (it does
 * while it handles a rejected promise). Then the debugger's way is left: pause, and end on resuming.
 */
export function onInspectorAnswer(answer: InspectorAnswer, { send }: InspectorLink): void {
  if (answer === 'failed') {
    send('Debugger.enable');
    send('Debugger.pause');
  } else {
    send('Debugger.resume', { terminateOnResume: true });
  }
}
