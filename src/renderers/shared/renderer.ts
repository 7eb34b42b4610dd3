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

/** A picture in an output's element. It gets payloads that its own kind has parsed. */
export interface View {
  readonly viewId: string;
  /** What survives when the element goes and comes again. */
  readonly memory: unknown;
  readonly isOnPage: boolean;
  isIn(host: HTMLElement): boolean;
  /** Shows a newer payload in place. */
  update(payload: Viewed): void;
  /** Shows what the extension holds in place of a stale payload; the same as `update` if absent. */
  replace?(payload: Viewed): void;
  dispose(): void;
}

/** A payload as text, where a picture would help nobody. */
export interface AsText {
  readonly sentence: string;
  readonly text: string;
}

/** One mime type of a renderer: checks a payload and makes a view of it. */
export interface Kind {
  /** Throws when the payload is none, and says why. */
  parse(payload: unknown): Viewed;
  /** Absent, or `undefined`, for what is drawn. */
  asText?(payload: Viewed): AsText | undefined;
  create(host: HTMLElement, payload: Viewed, memory: unknown): View;
}

interface Shown {
  readonly kind: Kind;
  readonly view: View;
}

/** A renderer that keeps its views over reruns, shows damaged payloads as text, and asks for the newest. */
export function createRenderer(
  context: RendererContext<unknown>,
  kindOf: (mime: string) => Kind,
): RendererApi {
  const send = sender(context);
  const all = new Map<string, Shown>();
  const memories = new Map<string, unknown>();

  context.onDidReceiveMessage?.((message: unknown) => {
    if (!isSnapshotMessage(message)) {
      return;
    }
    for (const { kind, view } of all.values()) {
      if (view.viewId === message.viewId) {
        try {
          const payload = kind.parse(message.payload);
          if (view.replace === undefined) {
            view.update(payload);
          } else {
            view.replace(payload);
          }
        } catch {
          // What is shown stays: it could be drawn.
        }
      }
    }
  });

  function forget(id: string) {
    const view = all.get(id)?.view;
    if (view !== undefined) {
      memories.set(view.viewId, view.memory);
      view.dispose();
      all.delete(id);
    }
  }

  /** The output's own view; others of the same picture whose output is gone give it their memory. */
  function viewFor(id: string, host: HTMLElement, kind: Kind, viewId: string): View | undefined {
    for (const [key, { kind: other, view }] of all) {
      const isSame = view.viewId === viewId && other === kind;
      if (view.isIn(host) ? !isSame : isSame && !view.isOnPage) {
        forget(key);
      }
    }
    const own = [...all.values()].find(({ view }) => view.isIn(host))?.view;
    if (own === undefined) {
      forget(id);
    }
    return own;
  }

  function render(item: OutputItem, host: HTMLElement) {
    const kind = kindOf(item.mime);
    const payload = kind.parse(item.json());
    const words = kind.asText?.(payload);
    if (words !== undefined) {
      forget(item.id);
      showAsText(host, words.sentence, words.text);
      return;
    }
    const { viewId } = payload;
    const own = viewFor(item.id, host, kind, viewId);
    if (own !== undefined) {
      own.update(payload);
      return;
    }
    const isKnown = memories.has(viewId);
    const view = kind.create(host, payload, memories.get(viewId));
    all.set(item.id, { kind, view });
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
      for (const key of id === undefined ? [...all.keys()] : [id]) {
        forget(key);
      }
    },
  };
}
