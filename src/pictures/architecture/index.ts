import type { ArchitectureGraph } from '../../protocol/architecture';
import { element, toMarkup } from '../tree';

/** The picture of a model as a standalone SVG file with its own colours, for saved notebooks. */
export function architectureSvg(graph: ArchitectureGraph): string {
  const lines = graph.nodes.map((node, index) =>
    element('text', { x: 16, y: 40 + index * 18 }, `${node.name}  ${node.className}`),
  );
  return toMarkup(
    element(
      'svg',
      {
        xmlns: 'http://www.w3.org/2000/svg',
        viewBox: `0 0 760 ${40 + graph.nodes.length * 18}`,
        'font-family': 'sans-serif',
        'font-size': 12,
      },
      element('title', {}, graph.name),
      element('desc', {}, graph.summary),
      ...lines,
    ),
  );
}
