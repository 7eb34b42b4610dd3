import type { GraphNode } from '../../protocol/architecture';
import { positionOf, type Link, type Reduction, type Way } from './reduction';

/**
 * What is left of a reduction has branches that cross. Where all ways from one node lead to another,
 * and only they lead there, lies a region; in each of its parts, what lies between two nodes that all
 * ways of the part pass is turned into one branch of its own kind, so that the reduction can go on
 * around it. Innermost regions come first; those around them may be reducible then.
 */
export function contractRegions(reduction: Reduction): void {
  const order = reduction.left;
  const before = dominators(order, (index) => reduction.sources(index));
  const after = dominators([...order].reverse(), (index) => reduction.readers(index));
  const ends = new Set<number>();
  for (const from of [...order].reverse()) {
    const to = after.get(from);
    if (to === undefined || to === from || before.get(to) !== from) {
      continue;
    }
    const inner = between(reduction, from, to);
    if (inner.length > 0 && !inner.some((index) => ends.has(index))) {
      for (const part of partsOf(reduction, inner)) {
        contractPart(reduction, [from, to], part);
      }
      ends.add(from).add(to);
    }
  }
}

/** The nodes of a region by what hangs together without its two ends. */
function partsOf(reduction: Reduction, inner: readonly number[]): readonly (readonly number[])[] {
  const left = new Set(inner);
  const parts: number[][] = [];
  for (const start of inner) {
    const part: number[] = [];
    const pending = [start];
    for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
      if (left.delete(index)) {
        part.push(index);
        pending.push(...reduction.readers(index), ...reduction.sources(index));
      }
    }
    if (part.length > 0) {
      parts.push(part.sort((a, b) => a - b));
    }
  }
  return parts;
}

/** Turns into a branch what lies between each two nodes of a part that no connection jumps over. */
function contractPart(
  reduction: Reduction,
  [from, to]: readonly [number, number],
  part: readonly number[],
): void {
  const places = new Map([...part, to].map((index, place) => [index, place]));
  /** How far down the part the connections of a node lead. */
  const reachOf = (index: number) =>
    reduction
      .readers(index)
      .filter((reader) => index !== from || reader !== to)
      .reduce((reach, reader) => Math.max(reach, places.get(reader) ?? -1), -1);
  let start = from;
  let inner: number[] = [];
  let reach = reachOf(from);
  for (const [index, place] of places) {
    const isPassed = reach <= place;
    reach = Math.max(reach, index === to ? -1 : reachOf(index));
    if (!isPassed) {
      inner.push(index);
      continue;
    }
    if (inner.length > 0) {
      contract(reduction, [start, index], inner);
      reduction.reconsider(start, index);
    }
    [start, inner] = [index, []];
  }
}

/**
 * The last node that every path to a node passes (Cooper, Harvey, Kennedy: A Simple, Fast Dominance
 * Algorithm, 2001; without cycles one round is enough). `order` is topological.
 */
function dominators(
  order: readonly number[],
  sources: (index: number) => readonly number[],
): ReadonlyMap<number, number> {
  const places = new Map(order.map((index, place) => [index, place]));
  const found = new Map<number, number>();
  const meet = (first: number, second: number) => {
    let [a, b] = [first, second];
    while (a !== b) {
      const isLater = (places.get(a) ?? 0) > (places.get(b) ?? 0);
      const later = isLater ? a : b;
      const up = found.get(later) ?? later;
      [a, b] = isLater ? [up, b] : [a, up];
    }
    return a;
  };
  const [root] = order;
  for (const index of order) {
    found.set(index, index === root ? index : sources(index).reduce(meet));
  }
  return found;
}

function between(reduction: Reduction, from: number, to: number): readonly number[] {
  const found = new Set<number>();
  const pending = [from];
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    for (const reader of reduction.readers(index)) {
      if (reader !== to && !found.has(reader)) {
        found.add(reader);
        pending.push(reader);
      }
    }
  }
  return [...found].sort((a, b) => a - b);
}

/** The nodes between two others, and their ways that hold nodes, become items in layers. */
function contract(
  reduction: Reduction,
  [from, to]: readonly [number, number],
  inner: readonly number[],
): void {
  const items: (GraphNode | Way)[] = [];
  const places = new Map<number, number>();
  for (const index of inner) {
    const node = reduction.nodes[index];
    if (node !== undefined) {
      places.set(index, items.push(node) - 1);
    }
  }
  const links: Link[] = [];
  for (const index of [from, ...inner]) {
    const start = places.get(index) ?? 'fork';
    for (const reader of reduction.readers(index)) {
      const end = places.get(reader) ?? 'join';
      // What leads past all of it is no part of it.
      if (start !== 'fork' || end !== 'join') {
        const way = reduction.way(index, reader);
        const rest = way.filter(({ kind }) => kind !== 'edge');
        if (rest.length < way.length) {
          links.push([start, end]);
        }
        if (rest.length > 0) {
          const place = items.push(rest) - 1;
          links.push([start, place], [place, end]);
        }
      }
    }
  }
  const position = Math.min(...inner.map((index) => positionOf(reduction.way(index, to))));
  const ends = [reduction.nodes[from]?.id, reduction.nodes[to]?.id] as const;
  for (const index of inner) {
    reduction.remove(index);
  }
  reduction.connect(from, to, { kind: 'layered', position, items, links, ends });
}
