import type { RendererContext } from 'vscode-notebook-renderer';
import type { RendererMessage } from '../../protocol/renderer';

/** Sends what the user asked for; absent where nobody listens (another host, a saved page). */
export type Send = ((message: RendererMessage) => void) | undefined;

/** The way to the extension, if there is one. */
export function sender(context: RendererContext<unknown>): Send {
  // Called as a method: VS Code's context may need its `this`.
  return context.postMessage === undefined
    ? undefined
    : (message) => context.postMessage?.(message);
}
