import type { Flow } from '../../graph/structure/flow';
import { busSources } from './layered';
import { sizes } from './measure';

/** How many shortcuts run side by side at the left of a flow. */
export function shortcutDepth(flow: Flow): number {
  if (flow.kind === 'series') {
    return Math.max(0, ...flow.parts.map(shortcutDepth));
  }
  if (flow.kind === 'layered') {
    return busSources(flow).length;
  }
  if (flow.kind !== 'parallel') {
    return 0;
  }
  const lanes = lanesOf(flow);
  const [only] = lanes;
  const inner = lanes.length === 1 && only !== undefined ? shortcutDepth(only) : 0;
  return inner + (lanes.length < flow.branches.length ? 1 : 0);
}

/** The branches that hold layers. */
export function lanesOf(flow: Flow & { kind: 'parallel' }): readonly Flow[] {
  return flow.branches.filter((branch) => branch.kind !== 'edge');
}

/** The room at a flow's left in which its shortcuts run. */
export function gutterOf(flow: Flow): number {
  const depth = shortcutDepth(flow);
  return depth === 0 ? 0 : Math.min(depth * sizes.shortcut, 120) + 4;
}

/** Lane widths: the least each, and the spare room to the heavy one or towards equal lanes. */
export function shareOut(
  least: readonly number[],
  spare: number,
  heavy: number,
  equal: number,
): readonly number[] {
  if (heavy >= 0) {
    return least.map((width, index) => (index === heavy ? width + spare : width));
  }
  const wishes = least.map((width) => Math.max(0, equal - width));
  const wished = wishes.reduce((sum, wish) => sum + wish, 0);
  return least.map((width, index) =>
    wished === 0 ? width : width + (spare * (wishes[index] ?? 0)) / wished,
  );
}
