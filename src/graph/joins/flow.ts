import type { GraphNode } from '../../protocol/architecture';

/** The nodes of a graph by id, and which every way to a node leads through. */
export class Flow {
  readonly #nodes: ReadonlyMap<string, GraphNode>;
  readonly #places: ReadonlyMap<string, number>;
  /** By place: the last node on all ways to it; -1 where there is none. */
  readonly #gates: readonly number[];
  readonly #list: readonly GraphNode[];

  constructor(nodes: readonly GraphNode[]) {
    this.#list = nodes;
    this.#nodes = new Map(nodes.map((node) => [node.id, node]));
    this.#places = new Map(nodes.map(({ id }, place) => [id, place]));
    const gates: number[] = [];
    // Cooper, Harvey and Kennedy's dominators; inputs come first, so that one round is enough.
    const meet = (a: number, b: number): number => {
      let [low, high] = [a, b];
      while (low !== high) {
        [low, high] = low > high ? [gates[low] ?? -1, high] : [low, gates[high] ?? -1];
      }
      return low;
    };
    for (const { inputs } of nodes) {
      const places = inputs.map((id) => this.#places.get(id) ?? -1);
      gates.push(places.length === 0 ? -1 : places.reduce(meet));
    }
    this.#gates = gates;
  }

  node(id: string): GraphNode {
    const node = this.#nodes.get(id);
    if (node === undefined) {
      throw new Error(`The graph has no node ${id}.`);
    }
    return node;
  }

  /** The last node that all ways to a node lead through. */
  gate(id: string): GraphNode | undefined {
    return this.#list[this.#gates[this.#places.get(id) ?? -1] ?? -1];
  }

  /** A node and all that leads to it, in the order of the flow, up to those where `stops`. */
  back(id: string, stops: ReadonlySet<string>): readonly GraphNode[] {
    const found = new Set<string>();
    const pending = [id];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (!found.has(next) && !stops.has(next)) {
        found.add(next);
        pending.push(...this.node(next).inputs);
      }
    }
    const place = (each: string) => this.#places.get(each) ?? 0;
    return [...found].sort((a, b) => place(a) - place(b)).map((each) => this.node(each));
  }
}
