import { isDraft, type Child, type Draft, type Drafter } from './draft';
import { folded } from './repeats';
import { headStart, segmentsOf } from './resolution';

/** The items of a network, or of a branch as long as one, in groups, dense blocks and stages. */
export function arrange(items: readonly Draft[], drafter: Drafter): readonly Child[] {
  const start = items.findIndex(({ nodes }) => nodes[0]?.category !== 'input');
  const inputs = items.slice(0, Math.max(0, start));
  const rest = items.slice(Math.max(0, start));
  const level = sharedDepth(rest);
  const placeOf = (item: Draft) => placeAt(item, level);
  const grouped = groupedByPlace(rest, placeOf, drafter);
  const dense = withDenseBlocks(grouped, drafter);
  const end = headStart([...inputs, ...dense]) - inputs.length;
  const head = dense.slice(end);
  const segments = segmentsOf(dense.slice(0, end), placeOf);
  const isLone = segments.length < 2;
  let hadDense = false;
  const stages = segments.flatMap((segment) => {
    if (segment.some(isDense)) {
      const children = aroundDense(segment, hadDense, drafter);
      hadDense = true;
      return children;
    }
    const children = folded(segment, drafter);
    return isLone || segment.length < 2 ? children : [drafter.draft('stage', children)];
  });
  const tail = folded(head, drafter);
  return [
    ...folded(inputs, drafter),
    ...stages,
    ...(head.length > 1 && stages.length > 0 ? [drafter.draft('head', tail)] : tail),
  ];
}

/** How many outermost places all items share: they say nothing about any of them. */
function sharedDepth(items: readonly Draft[]): number {
  const [first, ...others] = items.flatMap(({ nodes }) => nodes.map(({ scope }) => scope));
  let depth = first?.length ?? 0;
  for (const scope of others) {
    const until = scope.findIndex((part, index) => index >= depth || part !== first?.[index]);
    depth = Math.min(depth, until < 0 ? scope.length : until);
  }
  return depth;
}

/** The place that all layers of an item share at a level of the hierarchy. */
function placeAt({ nodes }: Draft, level: number): string | undefined {
  const place = nodes[0]?.scope[level];
  return nodes.every(({ scope }) => scope[level] === place) ? place : undefined;
}

/** Neighbours that share a place and run at several resolutions: a model used as a layer. */
function groupedByPlace(
  items: readonly Draft[],
  placeOf: (item: Draft) => string | undefined,
  drafter: Drafter,
): readonly Draft[] {
  const runs: Draft[][] = [];
  for (const item of items) {
    const run = runs.at(-1);
    const [neighbour] = run ?? [];
    if (neighbour !== undefined && placeOf(neighbour) === placeOf(item)) {
      run?.push(item);
    } else {
      runs.push([item]);
    }
  }
  return runs.flatMap((run) => {
    const [first] = run;
    const isGroup =
      first !== undefined &&
      placeOf(first) !== undefined &&
      runs.length > 1 &&
      segmentsOf(run, placeOf).length > 1;
    return isGroup ? [drafter.draft('group', arrange(run, drafter))] : run;
  });
}

const isDense = ({ kind }: Draft) => kind === 'dense';

/** Dense layers one after another are a dense block. */
function withDenseBlocks(items: readonly Draft[], drafter: Drafter): readonly Draft[] {
  const found: Draft[] = [];
  for (let at = 0; at < items.length;) {
    let end = at;
    while (items[end]?.kind === 'dense-layer') {
      end += 1;
    }
    const layers = items.slice(at, Math.max(end, at + 1));
    at += layers.length;
    if (layers.length < 2) {
      found.push(...layers);
      continue;
    }
    const children = folded(layers, drafter);
    const [only] = children;
    found.push(
      children.length === 1 && only !== undefined && isDraft(only)
        ? drafter.draft('dense', only.children, { repeat: only.repeat })
        : drafter.draft('dense', children),
    );
  }
  return found;
}

/** A dense block fills its stage; what stands beside it leads to it or on to the next. */
function aroundDense(
  segment: readonly Draft[],
  isLater: boolean,
  drafter: Drafter,
): readonly Child[] {
  const first = segment.findIndex(isDense);
  const last = segment.findLastIndex(isDense);
  const before = segment.slice(0, first);
  const after = segment.slice(last + 1);
  const chain = (items: readonly Draft[], kind: Draft['kind']) => {
    const children = folded(items, drafter);
    return children.length < 2 ? children : [drafter.draft(kind, children)];
  };
  return [
    ...chain(before, isLater ? 'transition' : 'chain'),
    ...folded(segment.slice(first, last + 1), drafter),
    ...chain(after, 'transition'),
  ];
}
