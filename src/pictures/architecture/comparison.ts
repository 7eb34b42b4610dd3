import type { ArchitectureGraph } from '../../protocol/architecture';
import { svgAttributes } from '../paper';
import { element, toMarkup } from '../tree';
import { compareGraphs } from './changes';
import { architectureTree } from './index';
import { fileColours, withColours } from './looks';

const gap = 16;
const drawnWidth = 560;

/** Two models side by side as a standalone SVG file; in the second, what differs is marked. */
export function comparisonSvg(
  before: ArchitectureGraph,
  after: ArchitectureGraph,
  summary: string,
): string {
  const changes = compareGraphs(before, after, before.name);
  const first = architectureTree(before, { width: drawnWidth, idPrefix: 'before' });
  const second = architectureTree(after, { width: drawnWidth, idPrefix: 'after', changes });
  const width = first.width + gap + second.width;
  const height = Math.max(first.height, second.height);
  const svg = element(
    'svg',
    svgAttributes(width, height),
    element('title', {}, `${before.name} and ${after.name}`),
    element('desc', {}, summary),
    element('g', {}, ...first.tree),
    element('g', { transform: `translate(${first.width + gap} 0)` }, ...second.tree),
  );
  return toMarkup(withColours(svg, fileColours));
}
