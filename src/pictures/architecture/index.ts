import { foldGraph, openAtFirst, type Open } from '../../graph/structure/fold';
import type { ArchitectureGraph } from '../../protocol/architecture';
import { exactCount, shortBytes, shortCount } from '../format';
import { paperRect, svgAttributes } from '../paper';
import { fitText } from '../text';
import { element, toMarkup, type Element } from '../tree';
import { drawArchitecture, type DrawOptions } from './draw';
import { foldChanges } from './fold';
import { layoutArchitecture } from './layout';
import { fileColours, withColours } from './looks';

/** The sums of a model in one line. */
export function totalsText(graph: ArchitectureGraph): string {
  const { params, trainableParams, macs, activationBytes } = graph.totals;
  const frozen = params - trainableParams;
  return [
    `${exactCount(params)} weights${frozen > 0 ? ` (${exactCount(frozen)} not trainable)` : ''}`,
    `${shortCount(macs)} multiply-adds`,
    `${shortBytes(activationBytes)} activations`,
  ].join(' · ');
}

const margin = 16;
const header = 48;

/**
 * The picture of a model as a standalone SVG file with its own colours, for saved notebooks; blocks
 * that are not `open` are folded.
 */
export function architectureSvg(graph: ArchitectureGraph, open = openAtFirst(graph)): string {
  const { width, height, tree } = architectureTree(graph, { width: 800, open });
  const svg = element('svg', svgAttributes(width, height), ...tree);
  return toMarkup(withColours(svg, fileColours));
}

/** How a picture of a model becomes a part of a file. */
export interface TreeOptions extends Pick<DrawOptions, 'changes' | 'idPrefix'> {
  /** Of the drawing, without margins. */
  readonly width: number;
  readonly open?: Open;
}

/** The picture on its paper, without the root around it. */
export function architectureTree(
  graph: ArchitectureGraph,
  { width: drawn, open = openAtFirst(graph), changes, idPrefix }: TreeOptions,
): { readonly width: number; readonly height: number; readonly tree: readonly Element[] } {
  const folded = foldGraph(graph, open);
  const layout = layoutArchitecture(folded, drawn);
  const width = Math.ceil(layout.width + 2 * margin);
  const height = Math.ceil(layout.height + header + 2 * margin);
  const options = {
    whole: graph,
    ...(changes && { changes: foldChanges(changes, graph) }),
    ...(idPrefix !== undefined && { idPrefix }),
  };
  const tree = [
    element('title', {}, graph.name),
    element('desc', {}, graph.summary),
    paperRect(width, height),
    element(
      'text',
      { class: 'name', x: margin + 2, y: 31, 'font-size': 17 },
      fitText(graph.name, layout.width, 17, 'bold'),
    ),
    element(
      'text',
      { class: 'slim-what', x: margin + 2, y: 51 },
      fitText(totalsText(graph), layout.width, 11, 'normal'),
    ),
    element(
      'g',
      { transform: `translate(${margin} ${header + margin})` },
      drawArchitecture(folded, layout, options),
    ),
  ];
  return { width, height, tree };
}
