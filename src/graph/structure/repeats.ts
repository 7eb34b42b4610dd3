import { isBranched, isDraft, type Child, type Draft, type Drafter } from './draft';

/** Copies longer than this many items are not looked for. */
const longest = 8;

/**
 * Items with neighbours that are alike folded into one block. The copies may be several items long:
 * MobileNet's are a depthwise and a pointwise unit. Where copies of several lengths would do, those
 * that cover most win, then the shortest.
 */
export function folded(items: readonly Draft[], drafter: Drafter): readonly Child[] {
  const children: Child[] = [];
  for (let at = 0; at < items.length;) {
    const { skip, length, repeat } = bestRepeat(items, at);
    children.push(...items.slice(at, at + skip).flatMap(asChildren));
    at += skip;
    const copies = Array.from({ length: repeat }, (_, copy) =>
      asCopy(items.slice(at + copy * length, at + (copy + 1) * length), drafter),
    );
    at += length * repeat;
    const [first] = copies;
    if (first !== undefined) {
      const kind = isDraft(first) ? first.kind : 'unit';
      children.push(drafter.draft(kind, copies, { repeat }));
    }
  }
  return children;
}

/** Alone, a unit is nothing but its layers. */
function asChildren(item: Draft): readonly Child[] {
  return isBranched(item) ? [item] : item.children;
}

function asCopy(items: readonly Draft[], drafter: Drafter): Child {
  const [only] = items;
  if (items.length > 1 || only === undefined) {
    return drafter.draft('chain', items.flatMap(asChildren));
  }
  const [layer] = only.children;
  return only.children.length === 1 && layer !== undefined ? layer : only;
}

interface Repeat {
  /** Items before the first copy. */
  readonly skip: number;
  /** Items in a copy. */
  readonly length: number;
  readonly repeat: number;
}

function bestRepeat(items: readonly Draft[], at: number): Repeat {
  let best: Repeat = { skip: 1, length: 0, repeat: 0 };
  for (let length = 1; length <= longest && at + 2 * length <= items.length; length += 1) {
    let end = at + length;
    while (end < items.length && items[end]?.likeness === items[end - length]?.likeness) {
      end += 1;
    }
    const repeat = Math.floor((end - at) / length);
    if (repeat > 1 && repeat * length > best.repeat * best.length) {
      // What is left over stands in front: the first of a stage is the one that differs.
      best = { skip: (end - at) % length, length, repeat };
    }
  }
  return best;
}
