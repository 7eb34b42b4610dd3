import type { RendererApi, RendererContext } from 'vscode-notebook-renderer';
import type { ErrorPayload } from '../../protocol/error';
import { plainLines } from '../../pictures/error/traceback';
import { addStyles, mount, patch } from '../shared/dom';
import { showAsText, textOf } from '../shared/fallback';
import { sender, type Send } from '../shared/messages';
import { errorMarkup } from './markup';
import { isErrorPayload } from '../../protocol/guards';
import { css } from './styles';

/** A view on an output's element. */
interface ErrorView {
  readonly root: HTMLElement;
  payload: ErrorPayload;
}

async function copy(root: HTMLElement, payload: ErrorPayload): Promise<void> {
  await navigator.clipboard.writeText(plainLines(payload).join('\n'));
  say(root, 'Copied');
}

/** On the button and to screen readers; the button goes back to its word when it loses focus. */
function say(root: HTMLElement, text: string) {
  const button = root.querySelector('[data-action=copy]');
  const status = root.querySelector('[role=status]');
  if (button !== null && status !== null) {
    button.textContent = text;
    status.textContent = text;
    button.addEventListener('blur', () => (button.textContent = 'Copy'), { once: true });
  }
}

function listen(view: ErrorView, send: Send) {
  const { root } = view;
  root.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    const { label, cell, line, column, action } = button?.dataset ?? {};
    if (action === 'copy') {
      copy(root, view.payload).catch((error: unknown) => {
        say(root, error instanceof Error ? `Not copied: ${error.message}` : 'Not copied');
      });
    } else if (label !== undefined) {
      const known = cell === undefined ? {} : { cellId: cell };
      const where = { line: Number(line), column: Number(column) };
      send?.({ type: 'reveal-source', label, ...known, ...where });
    }
  });
  root.addEventListener('keydown', (event) => {
    // Enter and Space press the button or open the fold; the notebook would edit the cell.
    if (event.key === 'Enter' || event.key === ' ') {
      event.stopPropagation();
    }
  });
}

/** Entry point: VS Code calls it once per webview. */
export function activate(context: RendererContext<unknown>): RendererApi {
  const send = sender(context);
  const views = new Map<HTMLElement, ErrorView>();
  const hosts = new Map<string, HTMLElement>();

  function draw(host: HTMLElement, payload: ErrorPayload) {
    const known = views.get(host);
    const tree = errorMarkup(payload, send !== undefined);
    if (known?.root.parentElement === host) {
      known.payload = payload;
      patch(known.root, tree);
      return;
    }
    addStyles(document, css);
    host.replaceChildren();
    const view = { root: mount(tree, host), payload };
    views.set(host, view);
    listen(view, send);
  }

  return {
    renderOutputItem(item, host) {
      try {
        hosts.set(item.id, host);
        const payload: unknown = item.json();
        if (!isErrorPayload(payload)) {
          throw new TypeError('it should have name, message and traceback');
        }
        draw(host, payload);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        views.delete(host);
        const sentence = `This error cannot be shown as one: ${reason}. Here is its data as text.`;
        showAsText(host, sentence, textOf(item));
      }
    },
    disposeOutputItem(id) {
      for (const key of id === undefined ? [...hosts.keys()] : [id]) {
        const host = hosts.get(key);
        if (host !== undefined) {
          views.get(host)?.root.remove();
          views.delete(host);
          hosts.delete(key);
        }
      }
    },
  };
}
