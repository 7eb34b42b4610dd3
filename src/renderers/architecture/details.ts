import {
  layerCategories,
  type ArchitectureGraph,
  type GraphNode,
  type LayerCategory,
} from '../../protocol/architecture';
import type { Change } from '../../pictures/architecture/changes';
import {
  categoryNames,
  isFrozen,
  nameInWords,
  outputText,
  whatParts,
  wordsOf,
} from '../../pictures/architecture/describe';
import { foldOf } from '../../pictures/architecture/fold';
import { chip, glyph } from '../../pictures/architecture/glyphs';
import { receptiveFieldText } from '../../pictures/architecture/table';
import { exactCount, share, shortBytes, valueText } from '../../pictures/format';
import { element, type Element } from '../../pictures/tree';

type Content = Element | string;

function row(name: string, content: readonly Content[], note?: string): Element {
  return element(
    'div',
    { key: name },
    element('dt', {}, name),
    element('dd', {}, ...content, note !== undefined && element('small', {}, note)),
  );
}

function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

function jump(id: string, name: string): Element {
  return element('button', { class: 'link', type: 'button', 'data-jump': id }, name);
}

function jumps(ids: readonly string[]): readonly Content[] {
  return ids.flatMap((id, index) => (index === 0 ? [jump(id, id)] : [', ', jump(id, id)]));
}

function weightsNote(graph: ArchitectureGraph, node: GraphNode): string {
  const part = `${share(node.params, graph.totals.params)} of all`;
  if (isFrozen(node)) {
    return `${part}, frozen: no optimizer moves them`;
  }
  return node.trainableParams === node.params
    ? `${part}, all trainable`
    : `${part}, ${exactCount(node.trainableParams)} trainable`;
}

function sign(node: GraphNode): Element {
  return element(
    'svg',
    {
      class: `hue-${node.category}`,
      width: 28,
      height: 20,
      viewBox: '0 0 28 20',
      'aria-hidden': 'true',
    },
    ...chip(node, 14, 10),
  );
}

/** What the panel needs to know besides the node. */
export interface Surroundings {
  /** The graph as it is drawn. */
  readonly picture: ArchitectureGraph;
  /** The open blocks around the node, outermost first. */
  readonly around: readonly string[];
  readonly change: Change | undefined;
  readonly canReveal: boolean;
}

/** Everything about one node, and the way to the line that made it. */
export function nodeDetails(node: GraphNode, surroundings: Surroundings): Element {
  const { picture, around, change, canReveal } = surroundings;
  const { source, receptiveField, otherOperations } = node;
  const fold = foldOf(node);
  const readBy = picture.nodes.filter((other) => other.inputs.includes(node.id));
  const config = Object.entries(node.config).map(([key, value]) =>
    row(capital(wordsOf(key)), [valueText(value)]),
  );
  const kind = categoryNames[node.category];
  const layer = kind === 'layer' ? nameInWords(node.className) : `${kind}, ${node.className}`;
  return element(
    'div',
    { key: 'node' },
    element('h4', {}, sign(node), element('span', {}, fold ? node.name : node.id)),
    element('p', {}, fold === undefined ? layer : whatParts(node).join(', ')),
    fold !== undefined &&
      element(
        'button',
        { type: 'button', 'data-action': 'toggle' },
        fold.isOpen ? 'Close this block' : 'Open this block',
      ),
    change !== undefined &&
      element('div', { class: 'now' }, ...change.details.map((text) => element('div', {}, text))),
    element(
      'dl',
      {},
      ...config,
      row('Output', [outputText(node)]),
      row(
        'Weights',
        [exactCount(node.params)],
        node.params > 0 ? weightsNote(picture, node) : undefined,
      ),
      row(
        'Multiply-adds',
        [exactCount(node.macs)],
        node.macs > 0 ? `${share(node.macs, picture.totals.macs)} of all` : undefined,
      ),
      otherOperations !== undefined &&
        otherOperations > 0 &&
        row('Other operations', [exactCount(otherOperations)]),
      row('Activation', [shortBytes(node.activationBytes)], 'for one example'),
      receptiveField !== undefined && row('Sees', [receptiveFieldText(node)], 'of the input'),
      node.scope.length > 0 && row('Inside', [node.scope.join(' › ')]),
      around.length > 0 && row('Block', jumps(around)),
      node.inputs.length > 0 && row('Reads', jumps(node.inputs)),
      readBy.length > 0 && row('Read by', jumps(readBy.map(({ id }) => id))),
    ),
    source !== undefined &&
      canReveal &&
      element(
        'button',
        { type: 'button', 'data-action': 'source' },
        `Go to line ${source.line} of ${source.label}`,
      ),
    source !== undefined &&
      !canReveal &&
      element('p', {}, `Line ${source.line} of ${source.label}`),
  );
}

function legendEntry(category: LayerCategory, nodes: readonly GraphNode[]): Element {
  const [first] = nodes;
  const picture = element(
    'svg',
    {
      class: `hue-${category}`,
      width: 18,
      height: 18,
      viewBox: '0 0 18 18',
      'aria-hidden': 'true',
    },
    element('rect', { class: 'chip', width: 18, height: 18, rx: 4 }),
    first !== undefined && glyph(first, 'chip-glyph', [9, 9, 13]),
  );
  return element(
    'li',
    { key: category },
    picture,
    element('span', {}, categoryNames[category]),
    element('span', {}, `${nodes.length}`),
  );
}

/** What the signs mean, and how to go on; shown while no node is chosen. */
export function legend(graph: ArchitectureGraph): Element {
  const entries = layerCategories.flatMap((category) => {
    const nodes = graph.nodes.filter((node) => node.category === category);
    return nodes.length === 0 ? [] : [legendEntry(category, nodes)];
  });
  const key = (name: string) => element('kbd', {}, name);
  return element(
    'div',
    { key: 'legend' },
    element('h4', {}, 'Layers'),
    element('ul', {}, ...entries),
    element(
      'p',
      {},
      'Choose a layer to see all about it. ',
      key('↑'),
      ' ',
      key('↓'),
      ' walk the flow, ',
      key('←'),
      ' ',
      key('→'),
      ' change lanes, ',
      key('Enter'),
      ' opens a block, ',
      key('F'),
      ' folds, ',
      key('T'),
      ' shows a table.',
    ),
  );
}
