import { foldOf, isOpenBlock } from '../../graph/structure/fold';
import type { ArchitectureGraph, GraphNode } from '../../protocol/architecture';
import { textWidth } from '../text';
import { element, type Element } from '../tree';
import { noChanges, type Changes } from './changes';
import { nodeLabel, outputText, titleOf } from './describe';
import { drawEdge } from './drawEdge';
import { drawHeading, drawSum } from './drawFrame';
import { drawNode } from './drawNode';
import { volumeScale, type VolumeScale } from './glyphs';
import type { ArchitectureLayout } from './layout';
import { sizes } from './measure';

/** What all nodes of one picture share. */
export interface DrawScale {
  readonly params: number;
  readonly macs: number;
  readonly volume: VolumeScale;
  /** Width of the column of names. */
  readonly names: number;
  /** Width of the column of shapes. */
  readonly shapes: number;
  /** Length of the longest bar of a row. */
  readonly bar: number;
  /** Whether a heading explains the bars of cards. */
  readonly headed: boolean;
  /** Whether nodes have a ground that takes pointer and focus. */
  readonly interactive: boolean;
  /** The id of the layer that could not be applied. */
  readonly failed: string | undefined;
  /** The id of the hatch pattern. */
  readonly hatch: string;
}

/** How a picture is drawn. */
export interface DrawOptions {
  /** The graph before it was folded, for the sums of all layers. Default: the graph itself. */
  readonly whole?: ArchitectureGraph;
  readonly changes?: Changes;
  /** Sets apart the ids of pictures in one page. */
  readonly idPrefix?: string;
  /** Roles, labels and focus for a reader who walks the nodes. */
  readonly interactive?: boolean;
}

function scaleOf(
  graph: ArchitectureGraph,
  layout: ArchitectureLayout,
  interactive: boolean,
  hatch: string,
): DrawScale {
  // What an open block has stands again in what is in it.
  const nodes = graph.nodes.filter((node) => !isOpenBlock(node));
  const most = (value: (node: ArchitectureGraph['nodes'][number]) => number) =>
    nodes.reduce((highest, node) => Math.max(highest, value(node)), 0);
  const longest = most((node) => textWidth(titleOf(node), sizes.nameFont, 'bold'));
  return {
    params: most((node) => node.params),
    macs: most((node) => node.macs),
    volume: volumeScale(nodes),
    names: Math.max(54, Math.min(longest, layout.width * 0.25)) + 10,
    shapes: Math.min(110, most((node) => textWidth(outputText(node), sizes.font)) + 4),
    bar: layout.width >= 720 ? 72 : 54,
    headed: layout.headed,
    failed: graph.failed,
    interactive,
    hatch,
  };
}

function hatchPattern(id: string): Element {
  const attributes = { id, width: 6, height: 6, patternUnits: 'userSpaceOnUse' };
  return element(
    'defs',
    {},
    element(
      'pattern',
      attributes,
      element('path', { class: 'hatch', d: 'M-1 7L7 -1M-1 1L1 -1M5 7L7 5' }),
    ),
  );
}

/** The drawing as a group of classed shapes; `looks` says what the classes look like. */
export function drawArchitecture(
  graph: ArchitectureGraph,
  layout: ArchitectureLayout,
  options: DrawOptions = {},
): Element {
  const { whole = graph, changes = noChanges, idPrefix = 'tsnb', interactive = false } = options;
  const hatch = `${idPrefix}-hatch`;
  const scale = scaleOf(graph, layout, interactive, hatch);
  const readers = (node: GraphNode, index: number) =>
    interactive
      ? {
          role: 'treeitem',
          tabindex: -1,
          'aria-level': 1,
          'aria-setsize': layout.nodes.length,
          'aria-posinset': index + 1,
          'aria-expanded': foldOf(node)?.isOpen.toString(),
          'data-id': node.id,
        }
      : {};
  return element(
    'g',
    { class: 'picture' },
    hatchPattern(hatch),
    ...drawHeading(layout, scale),
    element(
      'g',
      { 'aria-hidden': interactive ? 'true' : undefined },
      ...layout.blocks.map(({ x, y, width, height }) =>
        element('rect', { class: 'block', x, y, width, height, rx: 5 }),
      ),
    ),
    element(
      'g',
      { 'aria-hidden': interactive ? 'true' : undefined },
      ...layout.edges.map(drawEdge),
    ),
    ...layout.nodes.map((laid, index) => {
      const change = changes.nodes.get(laid.node.id);
      const label = [nodeLabel(laid.node), ...(change === undefined ? [] : change.details)];
      return element(
        'g',
        {
          class: `node hue-${laid.node.category}`,
          key: laid.node.id,
          'aria-label': interactive ? label.join(', ') : undefined,
          ...readers(laid.node, index),
        },
        ...drawNode(laid, scale, change),
        !interactive && element('title', {}, label.join(', ')),
      );
    }),
    ...(layout.columns ? drawSum(whole, layout, scale) : []),
  );
}
