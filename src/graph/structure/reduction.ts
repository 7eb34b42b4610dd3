import type { GraphNode } from '../../protocol/architecture';

/** A path between two nodes that have no other node between them any more. */
export type Branch = {
  /** Which input of the node at its end it is; at the end of the network, the place of its start. */
  readonly position: number;
} & (
  | { readonly kind: 'edge'; readonly from?: string; readonly to?: string }
  | {
      readonly kind: 'series';
      readonly before: Way;
      readonly node: GraphNode;
      readonly after: Way;
    }
  | {
      readonly kind: 'layered';
      readonly items: readonly (GraphNode | Way)[];
      readonly links: readonly Link[];
      readonly ends: readonly [fork: string | undefined, join: string | undefined];
    }
);

/** A connection between items, by their indices, or with the node before or after all of them. */
export type Link = readonly [from: number | 'fork', to: number | 'join'];

/** All branches between two nodes; more than one are parallel. */
export type Way = readonly Branch[];

/** Which input of the node at its end a way is: the first of its branches'. */
export function positionOf(way: Way): number {
  return way.reduce((first, { position }) => Math.min(first, position), Infinity);
}

/**
 * Series-parallel reduction: a node with one way in and one way out dissolves into a branch between
 * its neighbours, and branches between the same neighbours lie side by side. Each node dissolves
 * once, and nothing is copied, so the work grows with the number of connections.
 *
 * Nodes are known by their index; two more stand for the beginning and the end of the network.
 */
export class Reduction {
  readonly nodes: readonly GraphNode[];
  readonly source: number;
  readonly sink: number;
  readonly #next = new Map<number, Map<number, Branch[]>>();
  readonly #previous = new Map<number, Set<number>>();
  #pending: number[];

  constructor(nodes: readonly GraphNode[]) {
    this.nodes = nodes;
    this.source = nodes.length;
    this.sink = nodes.length + 1;
    for (let index = 0; index <= this.sink; index += 1) {
      this.#next.set(index, new Map());
      this.#previous.set(index, new Set());
    }
    const indices = new Map(nodes.map(({ id }, index) => [id, index]));
    const isRead = new Set<number>();
    for (const [index, { id, inputs }] of nodes.entries()) {
      for (const [position, from] of inputs.entries()) {
        const source = indices.get(from) ?? this.source;
        // A node that reads another twice is still one step behind it.
        if (!this.#previous.get(index)?.has(source)) {
          this.connect(source, index, { kind: 'edge', position, from, to: id });
          isRead.add(source);
        }
      }
      if (inputs.length === 0) {
        this.connect(this.source, index, { kind: 'edge', position: 0, to: id });
      }
    }
    for (const [index, { id }] of nodes.entries()) {
      if (!isRead.has(index)) {
        this.connect(index, this.sink, { kind: 'edge', position: index, from: id });
      }
    }
    this.#pending = nodes.map((_, index) => index);
  }

  /** The nodes that have not dissolved, in topological order, the two ends included. */
  get left(): readonly number[] {
    const inner = [...this.#next.keys()].filter((index) => index < this.source);
    return [this.source, ...inner.sort((a, b) => a - b), this.sink];
  }

  get isDone(): boolean {
    return this.#next.size === 2;
  }

  /** What all has become. */
  get whole(): Way {
    return this.way(this.source, this.sink);
  }

  way(from: number, to: number): Way {
    return this.#next.get(from)?.get(to) ?? [];
  }

  readers(index: number): readonly number[] {
    return [...(this.#next.get(index)?.keys() ?? [])];
  }

  sources(index: number): readonly number[] {
    return [...(this.#previous.get(index) ?? [])];
  }

  connect(from: number, to: number, branch: Branch): void {
    const there = this.#next.get(from)?.get(to);
    if (there === undefined) {
      this.#next.get(from)?.set(to, [branch]);
      this.#previous.get(to)?.add(from);
    } else {
      there.push(branch);
    }
  }

  /** Takes a node out, with all its ways. */
  remove(index: number): void {
    for (const from of this.#previous.get(index) ?? []) {
      this.#next.get(from)?.delete(index);
    }
    for (const to of this.readers(index)) {
      this.#previous.get(to)?.delete(index);
    }
    this.#next.delete(index);
    this.#previous.delete(index);
  }

  /** Looks at a node again in the next run. */
  reconsider(...indices: readonly number[]): void {
    this.#pending.push(...indices);
  }

  run(): void {
    const pending = this.#pending;
    this.#pending = [];
    for (let at = 0; at < pending.length; at += 1) {
      const index = pending[at] ?? this.source;
      const node = this.nodes[index];
      const [from, another] = this.#previous.get(index) ?? [];
      const readers = this.#next.get(index);
      const [to] = readers?.keys() ?? [];
      if (
        node === undefined ||
        from === undefined ||
        another !== undefined ||
        to === undefined ||
        readers?.size !== 1
      ) {
        continue;
      }
      const [before, after] = [this.way(from, index), this.way(index, to)];
      this.remove(index);
      this.connect(from, to, { kind: 'series', position: positionOf(after), before, node, after });
      pending.push(from, to);
    }
  }
}
