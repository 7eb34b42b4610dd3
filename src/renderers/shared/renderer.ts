import type { OutputItem, RendererApi, RendererContext } from 'vscode-notebook-renderer';
import { isSnapshotMessage } from '../../protocol/guards';
import { showAsText, textOf } from './fallback';
import { sender } from './messages';

/** What any payload of a view begins with. */
export interface Viewed {
  readonly viewId: string;
  readonly runId: string;
  readonly seq: number;
}

/** A picture in an output's element. */
export interface View {
  readonly viewId: string;
  /** What survives when the element goes and comes again. */
  readonly memory: unknown;
  readonly isOnPage: boolean;
  isIn(host: HTMLElement): boolean;
  /** Shows a newer payload in place; throws when it is none. */
  update(payload: unknown): void;
  dispose(): void;
}

/** One mime type of a renderer: checks a payload and makes a view of it. */
export interface Kind {
  readonly parse: (payload: unknown) => Viewed;
  readonly create: (host: HTMLElement, payload: unknown, memory: unknown) => View;
}

/** A renderer that keeps its views over reruns, shows damaged payloads as text, and asks for the newest. */
export function createRenderer(
  context: RendererContext<unknown>,
  kindOf: (mime: string) => Kind,
): RendererApi {
  const send = sender(context);
  const views = new Map<string, View>();
  const memories = new Map<string, unknown>();

  context.onDidReceiveMessage?.((message: unknown) => {
    if (!isSnapshotMessage(message)) {
      return;
    }
    for (const view of views.values()) {
      if (view.viewId === message.viewId) {
        try {
          view.update(message.payload);
        } catch {
          // What is shown stays: it could be drawn.
        }
      }
    }
  });

  function forget(id: string) {
    const view = views.get(id);
    if (view !== undefined) {
      memories.set(view.viewId, view.memory);
      view.dispose();
      views.delete(id);
    }
  }

  /** The output's own view; others of the same picture whose output is gone give it their memory. */
  function viewFor(id: string, host: HTMLElement, viewId: string): View | undefined {
    for (const [key, view] of views) {
      if (view.isIn(host) ? view.viewId !== viewId : view.viewId === viewId && !view.isOnPage) {
        forget(key);
      }
    }
    const own = [...views.values()].find((view) => view.isIn(host));
    if (own === undefined) {
      forget(id);
    }
    return own;
  }

  function render(item: OutputItem, host: HTMLElement) {
    const kind = kindOf(item.mime);
    const payload: unknown = item.json();
    const { viewId } = kind.parse(payload);
    const view = viewFor(item.id, host, viewId);
    if (view !== undefined) {
      view.update(payload);
      return;
    }
    const isKnown = memories.has(viewId);
    views.set(item.id, kind.create(host, payload, memories.get(viewId)));
    if (!isKnown) {
      // A webview that starts again replays old payloads: ask for the newest.
      send?.({ type: 'hello', viewId });
    }
  }

  return {
    renderOutputItem(item, host) {
      try {
        render(item, host);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        forget(item.id);
        const sentence = `This picture cannot be drawn. ${reason}. Here is its data as text.`;
        showAsText(host, sentence, textOf(item));
      }
    },
    disposeOutputItem(id) {
      for (const key of id === undefined ? [...views.keys()] : [id]) {
        forget(key);
      }
    },
  };
}
