import type { Block, BlockKind, GraphNode } from '../../protocol/architecture';
import { isDraft, type Child, type Draft } from './draft';
import { isGiven } from './given';

/** Marks the end of a word in the names of layers: `conv2_block1_out`, `features.0`, `base/conv1`. */
const wordEnd = /[_/.-]/g;

/**
 * Gives every block a name and an id. The name is the place in the hierarchy that the block fills, or
 * the beginning that its layers' names share with no other layer's, or the name of the layer that
 * joins its branches, or else its kind and a number.
 */
export function named(
  children: readonly Child[],
  nodes: readonly GraphNode[],
): readonly (string | Block)[] {
  const drafts = [...draftsIn(children)];
  const names = new Map<Draft, string>();
  namePlaces(drafts, nodes, names);
  nameByBeginnings(drafts, nodes, names);
  nameByJoins(drafts, names);
  nameByKind(drafts, names);
  const taken = new Set(nodes.map(({ id }) => id));
  const toBlock = (draft: Draft): Block => {
    const name = nameOf(draft, names);
    const id = freeId(name, draft.kind, taken);
    taken.add(id);
    const { kind, repeat } = draft;
    return { id, name, kind, children: draft.children.map(toChild), repeat };
  };
  const toChild = (child: Child) => (isDraft(child) ? toBlock(child) : child.id);
  return children.map(toChild);
}

/** Outer blocks before inner ones. */
function* draftsIn(children: readonly Child[]): Generator<Draft> {
  for (const child of children) {
    if (isDraft(child)) {
      yield child;
      yield* draftsIn(child.children);
    }
  }
}

/**
 * Places go to the blocks that fit them best. A block has most of the layers of its place, and hardly
 * any others.
 */
function namePlaces(
  drafts: readonly Draft[],
  nodes: readonly GraphNode[],
  names: Map<Draft, string>,
): void {
  const sizes = new Map<string, number>();
  for (const place of nodes.flatMap(placesOf)) {
    sizes.set(place, (sizes.get(place) ?? 0) + 1);
  }
  const claims = drafts.flatMap((draft) => {
    const shared = new Map<string, number>();
    for (const place of draft.nodes.flatMap(placesOf)) {
      shared.set(place, (shared.get(place) ?? 0) + 1);
    }
    // Copies are named after the first and the last of them unless they are the place.
    const least = draft.repeat > 1 ? 0.9 : 0.6;
    return [...shared].flatMap(([place, both]) => {
      const size = sizes.get(place) ?? 0;
      const isClaim = both >= 0.75 * draft.nodes.length && both >= least * size;
      return isClaim ? [{ draft, place, fit: both / (draft.nodes.length + size - both) }] : [];
    });
  });
  const given = new Set<string>();
  for (const { draft, place } of claims.sort((a, b) => b.fit - a.fit)) {
    if (!given.has(place) && !names.has(draft)) {
      given.add(place);
      names.set(draft, place);
    }
  }
}

/** Every place that a layer is in, outermost first, in words: `conv2`, `conv2_block1`. */
function placesOf({ scope }: GraphNode): readonly string[] {
  let place = '';
  return scope.map((part) => {
    // `inception_3a` in `inception_3` says where it is itself.
    place = place === '' || part.startsWith(place) ? part : `${place}_${part}`;
    return place;
  });
}

function nameByBeginnings(
  drafts: readonly Draft[],
  nodes: readonly GraphNode[],
  names: Map<Draft, string>,
): void {
  const sizes = new Map<string, number>();
  for (const beginning of nodes.flatMap(({ id }) => beginningsOf(id))) {
    sizes.set(beginning, (sizes.get(beginning) ?? 0) + 1);
  }
  const given = new Set(names.values());
  for (const draft of drafts) {
    const [first, ...others] = draft.nodes.map(({ id }) => beginningsOf(id));
    const shared = first?.findLast(
      (beginning) =>
        sizes.get(beginning) === draft.nodes.length &&
        others.every((beginnings) => beginnings.includes(beginning)),
    );
    const isCopies = draft.repeat > 1 && draft.kind !== 'dense';
    if (shared !== undefined && !names.has(draft) && !given.has(shared) && !isCopies) {
      given.add(shared);
      names.set(draft, shared);
    }
  }
}

/** `conv2_block1_out` -> `conv2`, `conv2_block1` and itself. */
function beginningsOf(id: string): readonly string[] {
  const ends = [...id.matchAll(wordEnd)].map(({ index }) => index).filter((index) => index > 0);
  return [...ends.map((end) => id.slice(0, end)), id];
}

/** `mixed_5b` or `block1_add`, where someone named only what joins the branches. */
function nameByJoins(drafts: readonly Draft[], names: Map<Draft, string>): void {
  const given = new Set(names.values());
  for (const draft of drafts) {
    const join = draft.children.findLast((child) => !isDraft(child) && child.inputs.length > 1);
    if (forks.has(draft.kind) && draft.repeat === 1 && join && !isDraft(join) && isGiven(join)) {
      const name = join.id.replace(/[_/.-](add|concat|join|out|output|sum)$/, '');
      if (!names.has(draft) && !given.has(name)) {
        given.add(name);
        names.set(draft, name);
      }
    }
  }
}

/** The branches of a block after it, all others by their number among the blocks of their kind. */
function nameByKind(drafts: readonly Draft[], names: Map<Draft, string>): void {
  const counts = new Map<BlockKind, number>();
  const alone = new Set<BlockKind>(['head', 'group']);
  for (const draft of drafts) {
    const { kind, repeat } = draft;
    if (repeat > 1 && kind !== 'dense') {
      continue;
    }
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    if (!names.has(draft)) {
      const main = draft.nodes.find(({ category }) => !slim.has(category));
      const words = kind.replace('-', ' ');
      const numbered = alone.has(kind) && number === 1 ? words : `${words} ${number}`;
      names.set(draft, kind === 'unit' && main !== undefined ? main.id : numbered);
    }
    const branches = draft.children.filter(isDraft).filter((child) => child.kind === 'chain');
    for (const [index, branch] of branches.entries()) {
      if (!names.has(branch) && forks.has(kind)) {
        names.set(branch, `${names.get(draft) ?? kind} branch ${index + 1}`);
      }
    }
  }
}

const forks = new Set<BlockKind>(['branches', 'residual', 'skip', 'gate']);

const slim = new Set(['normalization', 'activation', 'dropout', 'reshape']);

/** Copies without a place of their own are named after the first and the last: `block2 to 6`. */
function nameOf(draft: Draft, names: ReadonlyMap<Draft, string>): string {
  const own = names.get(draft);
  if (own !== undefined) {
    return own;
  }
  const [first = '', last = ''] = [draft.children[0], draft.children.at(-1)].map((child) => {
    if (child === undefined) {
      return '';
    }
    return isDraft(child) ? nameOf(child, names) : child.id;
  });
  const number = /\d+$/.exec(last)?.[0] ?? '';
  const isCounted = number !== '' && first.replace(/\d+$/, '') === last.replace(/\d+$/, '');
  return `${first} to ${isCounted ? number : last}`;
}

function freeId(name: string, kind: BlockKind, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) {
    return name;
  }
  let id = `${name} (${kind})`;
  for (let number = 2; taken.has(id); number += 1) {
    id = `${name} (${kind} ${number})`;
  }
  return id;
}
