import { foldOf } from '../../graph/structure/fold';
import { isFrozen } from '../../graph/structure/frozen';
import type { GraphNode, LayerCategory } from '../../protocol/architecture';
import type { Json } from '../../protocol/json';
import { exactCount, shapeText, valueText } from '../format';
import { blockWords } from './blockWords';

export { isFrozen };

/** The kinds of layers in a learner's words. */
export const categoryNames: { readonly [category in LayerCategory]: string } = {
  input: 'input',
  convolution: 'convolution',
  dense: 'fully connected',
  pooling: 'pooling',
  normalization: 'normalization',
  activation: 'activation',
  dropout: 'dropout',
  merge: 'merge',
  reshape: 'reshape',
  recurrent: 'recurrent',
  model: 'model',
  other: 'layer',
};

/** How many separate groups of channels a convolution works on. */
export function groupsOf(node: GraphNode): number {
  const groups = node.config['groups'];
  return typeof groups === 'number' && Number.isInteger(groups) && groups > 1 ? groups : 1;
}

/** Which use of a shared layer a node is, e.g. `#2`; empty for the first and for all others. */
function furtherUse({ id, name }: GraphNode): string {
  return id === name ? '' : (/#\d+$/.exec(id)?.[0] ?? '');
}

/** What a row is headed with: the layer's own name, told apart where the layer is used again. */
export function titleOf(node: GraphNode): string {
  return `${node.name}${furtherUse(node)}`;
}

/** The size of what a layer gives out; `?` where it could not be applied. */
export function outputText({ config, outputShape }: GraphNode): string {
  return config['problem'] === undefined ? shapeText(outputShape) : '?';
}

/** `24 layers`: as the summary counts them, inputs compute nothing. */
export function layerCount(nodes: readonly GraphNode[]): string {
  return layersText(nodes.filter(({ category }) => category !== 'input').length);
}

function layersText(count: number): string {
  return `${exactCount(count)} ${count === 1 ? 'layer' : 'layers'}`;
}

/** At most four names, and how many more. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 4);
  return `${shown.join(', ')}${names.length > 4 ? ` and ${names.length - 4} more` : ''}`;
}

/** Layers that reshape numbers but make no new features: drawn slim, under the layer they follow. */
export function isSlim(node: GraphNode): boolean {
  return ['activation', 'normalization', 'dropout', 'reshape'].includes(node.category);
}

function isOne(value: Json): boolean {
  return value === 1 || value === '1' || /^1([x×]1)*$/.test(valueText(value));
}

/** What a reader looks for first; what a key is not listed under stands between the two. */
const leading = ['problem', 'kernel', 'pool', 'filters', 'units', 'strides', 'groups', 'dilation'];
/** For the details only: they say little about what a layer is for. */
const untold = ['padding', 'axis', 'momentum', 'epsilon', 'center', 'scale', 'dtype'];

function rank(key: string): number {
  const place = leading.indexOf(key);
  return place >= 0 ? place : leading.length;
}

/** One entry of the configuration in words; `undefined` where it goes without saying. */
export function phrase(key: string, value: Json): string | undefined {
  const text = valueText(value);
  switch (key) {
    case 'kernel':
    case 'pool':
      return typeof value === 'number' ? `${text}×${text}` : text;
    case 'problem':
      return text;
    case 'activation':
      return text === 'linear' ? undefined : text;
    case 'filters':
    case 'units':
      return `${text} ${value === 1 ? key.slice(0, -1) : key}`;
    case 'groups':
      return isOne(value) ? undefined : `${text} groups`;
    case 'strides':
      return isOne(value) ? undefined : `stride ${text}`;
    case 'dilation':
      return isOne(value) ? undefined : `dilation ${text}`;
    default:
      if (value === null || value === true || untold.includes(key)) {
        return undefined;
      }
      return value === false ? `no ${key}` : `${wordsOf(key)} ${text}`;
  }
}

/** `depthRadius` -> `depth radius`. */
export function wordsOf(key: string): string {
  return key.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

/**
 * What the layer does, most important first, e.g. `['11×11', '96 filters', 'stride 4']`. The
 * configuration key `first`, if given, leads.
 */
export function whatParts(node: GraphNode, first?: string): readonly string[] {
  const fold = foldOf(node);
  if (fold !== undefined) {
    return [blockWords(fold), layersText(fold.layers)];
  }
  const order = (key: string) => (key === first ? -1 : rank(key));
  const entries = Object.entries(node.config).sort(([a], [b]) => order(a) - order(b));
  const parts = entries.flatMap(([key, value]) => phrase(key, value) ?? []);
  const pooling = poolingWords(node.className);
  if (furtherUse(node) !== '') {
    parts.unshift(`weights of ${node.name}`);
  }
  const [lead, ...others] = parts;
  if (lead !== undefined) {
    return pooling === undefined ? parts : [`${pooling} ${lead}`, ...others];
  }
  return node.category === 'input' ? [] : [pooling ?? nameInWords(node.className)];
}

function poolingWords(className: string): string | undefined {
  const match = /^(?:(Global|Adaptive)|Padded)?(Max|Average)Pooling/.exec(className);
  return match === null ? undefined : wordsOf(`${match[1] ?? ''}${match[2] ?? ''}`);
}

/** `BatchNormalization` -> `batch norm`; abbreviations stay. */
export function nameInWords(className: string): string {
  if (/(ReLU|ELU|LSTM|GRU|RNN)$/.test(className)) {
    return className;
  }
  return wordsOf(className.replace(/[123]D$/, '').replace('Normalization', 'Norm'));
}

/** The kind of a layer in words. */
export function kindText(node: GraphNode): string {
  const kind = categoryNames[node.category];
  return kind === 'layer' ? nameInWords(node.className) : kind;
}

/** All that a screen reader says about a node. */
export function nodeLabel(node: GraphNode): string {
  return [
    titleOf(node),
    foldOf(node) === undefined ? kindText(node) : undefined,
    ...whatParts(node),
    ...(node.config['problem'] === undefined
      ? [`output ${shapeText(node.outputShape, ' by ')}`]
      : []),
    node.params > 0 ? `${exactCount(node.params)} weights` : undefined,
    isFrozen(node) ? 'frozen' : undefined,
    node.macs > 0 ? `${exactCount(node.macs)} multiply-adds` : undefined,
    node.inputs.length > 0 ? `reads ${node.inputs.join(' and ')}` : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}
