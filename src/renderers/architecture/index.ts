import type { OutputItem, RendererApi, RendererContext } from 'vscode-notebook-renderer';
import { parseComparison } from '../../protocol/comparison';
import { isSnapshotMessage, parseArchitecture } from '../../protocol/guards';
import { Mime } from '../../protocol/mime';
import { whatParts } from '../../pictures/architecture/describe';
import { foldGraph, openAtFirst } from '../../pictures/architecture/fold';
import { exactCount, shapeText } from '../../pictures/format';
import type { ArchitectureGraph } from '../../protocol/architecture';
import type { SnapshotMessage } from '../../protocol/renderer';
import { showAsText, textOf } from '../shared/fallback';
import { sender } from '../shared/messages';
import { Comparisons } from './comparison';
import { ArchitectureView, freshMemory, mostNodes, type Memory } from './view';

function asLines(graph: ArchitectureGraph): string {
  const lines = graph.nodes.map((node) => {
    const weights = node.params > 0 ? `  ${exactCount(node.params)} weights` : '';
    return `${node.id}  ${whatParts(node).join(', ')}  ${shapeText(node.outputShape)}${weights}`;
  });
  return lines.join('\n');
}

/** Entry point: VS Code calls it once per webview. */
export function activate(context: RendererContext<unknown>): RendererApi {
  const send = sender(context);
  const views = new Map<string, ArchitectureView>();
  const memories = new Map<string, Memory>();
  const comparisons = new Comparisons(send);

  context.onDidReceiveMessage?.((message: unknown) => {
    if (isSnapshotMessage(message)) {
      replace(message);
    }
  });

  function replace({ viewId, payload }: SnapshotMessage) {
    comparisons.replace(viewId, payload);
    const shown = [...views.values()].filter((view) => view.viewId === viewId);
    if (shown.length === 0) {
      return;
    }
    try {
      const graph = parseArchitecture(payload);
      shown.forEach((view) => view.replace(graph));
    } catch {
      // What is shown stays: it could be drawn.
    }
  }

  function forget(id: string) {
    const view = views.get(id);
    if (view !== undefined) {
      memories.set(view.viewId, view.memory);
      view.dispose();
      views.delete(id);
    }
  }

  /** The output's own view, or one of the same picture whose output is gone from the page. */
  function viewFor(id: string, host: HTMLElement, viewId: string): ArchitectureView | undefined {
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

  function draw(id: string, host: HTMLElement, graph: ArchitectureGraph) {
    const view = viewFor(id, host, graph.viewId);
    if (view !== undefined) {
      view.update(graph);
      return;
    }
    const memory = memories.get(graph.viewId);
    const made = new ArchitectureView(host, memory ?? freshMemory(graph), send);
    views.set(id, made);
    if (memory === undefined) {
      // A webview that starts again replays old payloads: ask for the newest.
      send?.({ type: 'hello', viewId: graph.viewId });
    } else {
      made.update(graph);
    }
  }

  function render(item: OutputItem, host: HTMLElement) {
    const payload = parseArchitecture(item.json());
    const drawn = foldGraph(payload, openAtFirst(payload)).nodes.length;
    if (drawn > mostNodes) {
      const count = exactCount(payload.nodes.length);
      const sentence = `${payload.name} has ${count} layers; a picture is drawn of up to ${exactCount(mostNodes)}. Here they are as text.`;
      forget(item.id);
      showAsText(host, sentence, asLines(payload));
      return;
    }
    draw(item.id, host, payload);
  }

  return {
    renderOutputItem(item, host) {
      try {
        if (item.mime === Mime.comparison) {
          comparisons.render(item.id, host, parseComparison(item.json()));
        } else {
          render(item, host);
        }
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        forget(item.id);
        comparisons.forget(item.id);
        showAsText(
          host,
          `This picture cannot be drawn. ${reason}. Here is its data as text.`,
          textOf(item),
        );
      }
    },
    disposeOutputItem(id) {
      for (const key of id === undefined ? [...views.keys()] : [id]) {
        forget(key);
      }
      comparisons.forget(id);
    },
  };
}
