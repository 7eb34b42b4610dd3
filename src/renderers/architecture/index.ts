import type { RendererApi, RendererContext } from 'vscode-notebook-renderer';
import { parseComparison, type ComparisonPayload } from '../../protocol/comparison';
import { parseArchitecture } from '../../protocol/guards';
import { Mime } from '../../protocol/mime';
import { whatParts } from '../../pictures/architecture/describe';
import { foldGraph, openAtFirst } from '../../pictures/architecture/fold';
import { exactCount, shapeText } from '../../pictures/format';
import type { ArchitectureGraph } from '../../protocol/architecture';
import { sender, type Send } from '../shared/messages';
import { createRenderer, type AsText, type Kind } from '../shared/renderer';
import { ComparisonView, freshComparison, type ComparisonMemory } from './comparison';
import { ArchitectureView, freshMemory, mostNodes, type Memory } from './view';

function asLines(graph: ArchitectureGraph): string {
  const lines = graph.nodes.map((node) => {
    const weights = node.params > 0 ? `  ${exactCount(node.params)} weights` : '';
    return `${node.id}  ${whatParts(node).join(', ')}  ${shapeText(node.outputShape)}${weights}`;
  });
  return lines.join('\n');
}

/** More layers than can be drawn at once, even folded, are listed. */
function asText(graph: ArchitectureGraph): AsText | undefined {
  const drawn = foldGraph(graph, openAtFirst(graph)).nodes.length;
  if (drawn <= mostNodes) {
    return undefined;
  }
  const count = exactCount(graph.nodes.length);
  const sentence = `${graph.name} has ${count} layers; a picture is drawn of up to ${exactCount(mostNodes)}. Here they are as text.`;
  return { sentence, text: asLines(graph) };
}

function architectures(send: Send): Kind {
  return {
    parse: parseArchitecture,
    asText,
    create(host, graph: ArchitectureGraph, memory: Memory | undefined) {
      const view = new ArchitectureView(host, memory ?? freshMemory(graph), send);
      if (memory !== undefined) {
        view.update(graph);
      }
      return view;
    },
  };
}

function comparisons(send: Send): Kind {
  return {
    parse: parseComparison,
    create(host, payload: ComparisonPayload, memory: ComparisonMemory | undefined) {
      const view = new ComparisonView(host, memory ?? freshComparison(payload), send);
      if (memory !== undefined) {
        view.update(payload);
      }
      return view;
    },
  };
}

/** Entry point: VS Code calls it once per webview. */
export function activate(context: RendererContext<unknown>): RendererApi {
  const send = sender(context);
  const [single, pair] = [architectures(send), comparisons(send)];
  return createRenderer(context, (mime) => (mime === Mime.comparison ? pair : single));
}
