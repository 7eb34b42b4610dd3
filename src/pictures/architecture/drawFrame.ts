import {
  layerCategories,
  type ArchitectureGraph,
  type GraphNode,
} from '../../protocol/architecture';
import { share, shortCount } from '../format';
import { element, type Element } from '../tree';
import { columnsOf, type Columns } from './columns';
import { categoryNames, layerCount } from './describe';
import type { DrawScale } from './draw';

import { frame, type ArchitectureLayout } from './layout';
import { cardBarsWidth, sizes } from './measure';
import { textAt } from './parts';

function trunkColumns(layout: ArchitectureLayout, scale: DrawScale): Columns {
  const row = layout.nodes.find(({ wide }) => wide);
  return columnsOf(row ?? { x: 1, width: layout.width - 2 }, scale);
}

/** The names of the columns. */
export function drawHeading(layout: ArchitectureLayout, scale: DrawScale): readonly Element[] {
  const label = (x: number, text: string) => textAt('heading', x, 10, sizes.smallFont, text);
  if (layout.headed) {
    const left = layout.width - 11 - cardBarsWidth.headed;
    return [label(left, 'weights'), label(left + cardBarsWidth.headed / 2 + 4, 'MACs')];
  }
  if (!layout.columns) {
    return [];
  }
  const columns = trunkColumns(layout, scale);
  const left = layout.nodes[0]?.x ?? 1;
  return [
    label(left + sizes.name, 'layer'),
    label(columns.what, 'what it does'),
    label(columns.volume ?? columns.shape, 'output'),
    textAt('heading-end', columns.weights - 6, 10, sizes.smallFont, 'weights'),
    textAt('heading-end', columns.macs - 6, 10, sizes.smallFont, 'multiply-adds'),
  ];
}

/** How much of a sum each kind of layer has, most first. */
function sharesOf(
  nodes: readonly GraphNode[],
  value: (node: GraphNode) => number,
): readonly { readonly category: GraphNode['category']; readonly value: number }[] {
  return layerCategories
    .map((category) => ({
      category,
      value: nodes.reduce((sum, node) => sum + (node.category === category ? value(node) : 0), 0),
    }))
    .filter((entry) => entry.value > 0)
    .sort((a, b) => b.value - a.value);
}

function sumOf(
  nodes: readonly GraphNode[],
  value: (node: GraphNode) => number,
  [x, y, width]: readonly [number, number, number],
): readonly Element[] {
  const shares = sharesOf(nodes, value);
  const all = shares.reduce((sum, entry) => sum + entry.value, 0);
  const [most] = shares;
  if (most === undefined) {
    return [];
  }
  let left = x;
  const segments = shares.map(({ category, value: part }) => {
    const length = (width * part) / all;
    const box = { x: left, y: y - 5, width: Math.max(0.5, length - 0.75), height: 10 };
    left += length;
    return element('g', { class: `hue-${category}` }, element('rect', { class: 'bar', ...box }));
  });
  const words = `${share(most.value, all)} ${categoryNames[most.category]}`;
  return [
    textAt('sum-number', x - 6, y, sizes.font, shortCount(all)),
    ...segments,
    textAt('heading-end', x + width, y + 15, sizes.smallFont, words),
  ];
}

/** The sums, each with a bar that says in which kind of layer it sits. */
export function drawSum(
  graph: ArchitectureGraph,
  layout: ArchitectureLayout,
  scale: DrawScale,
): readonly Element[] {
  const columns = trunkColumns(layout, scale);
  const top = layout.height - frame.sum + 8;
  const y = top + 12;
  const left = (layout.nodes[0]?.x ?? 1) + sizes.name;
  return [
    element('line', { class: 'rule', x1: 1, x2: layout.width - 1, y1: top, y2: top }),
    textAt('sum', left, y, sizes.font, `${layerCount(graph.nodes)} in all`),
    ...sumOf(graph.nodes, (node) => node.params, [columns.weights, y, columns.bar]),
    ...sumOf(graph.nodes, (node) => node.macs, [columns.macs, y, columns.bar]),
  ];
}
