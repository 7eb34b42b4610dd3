import { foldGraph, openAtFirst } from '../../graph/structure/fold';
import type { ArchitectureGraph } from '../../protocol/architecture';
import { exactCount, shortBytes, shortCount } from '../format';
import { fitText } from '../text';
import { element, toMarkup } from '../tree';
import { drawArchitecture } from './draw';
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
  const folded = foldGraph(graph, open);
  const layout = layoutArchitecture(folded, 800);
  const width = Math.ceil(layout.width + 2 * margin);
  const height = Math.ceil(layout.height + header + 2 * margin);
  const box = { class: 'paper', x: 0.5, y: 0.5, width: width - 1, height: height - 1, rx: 8 };
  const tree = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'font-family': '-apple-system, "Segoe UI", system-ui, "Helvetica Neue", Arial, sans-serif',
    },
    element('title', {}, graph.name),
    element('desc', {}, graph.summary),
    element('rect', box),
    element(
      'text',
      { class: 'name', x: margin + 2, y: 31, 'font-size': 17 },
      fitText(graph.name, layout.width, 17, 'bold'),
    ),
    element('text', { class: 'slim-what', x: margin + 2, y: 51 }, totalsText(graph)),
    element(
      'g',
      { transform: `translate(${margin} ${header + margin})` },
      drawArchitecture(folded, layout, { whole: graph }),
    ),
  );
  return toMarkup(withColours(tree, fileColours));
}
