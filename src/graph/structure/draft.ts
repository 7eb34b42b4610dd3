import type { BlockKind, GraphNode } from '../../protocol/architecture';
import { isFrozen } from './frozen';

/** A block before it has a name. */
export interface Draft {
  readonly kind: BlockKind;
  readonly children: readonly Child[];
  readonly repeat: number;
  /** All nodes in it, in the order of the flow. */
  readonly nodes: readonly GraphNode[];
  /** The same number for blocks that are alike. */
  readonly likeness: number;
}

/** What a block is made of. */
export type Child = GraphNode | Draft;

/** Whether a child is a block. */
export function isDraft(child: Child): child is Draft {
  return 'children' in child;
}

/** Whether an item is more than a layer with what follows it. */
export function isBranched({ kind }: Draft): boolean {
  return kind !== 'unit';
}

function nodesIn(child: Child): readonly GraphNode[] {
  return isDraft(child) ? child.nodes : [child];
}

/** Makes blocks, and numbers them so that blocks that are alike have the same number. */
export class Drafter {
  readonly #numbers = new Map<string, number>();
  readonly #nodes = new Map<GraphNode, number>();
  readonly #places: ReadonlyMap<GraphNode, number>;

  constructor(nodes: readonly GraphNode[]) {
    this.#places = new Map(nodes.map((node, place) => [node, place]));
  }

  /** A block of these children; `marks` tells apart what the children alone do not. */
  draft(
    kind: BlockKind,
    children: readonly Child[],
    { repeat = 1, marks = '' }: { readonly repeat?: number; readonly marks?: string } = {},
  ): Draft {
    const inside = children.map((child) => this.#likenessOf(child)).join(' ');
    const likeness = this.#number(`${kind} ${repeat} ${marks}: ${inside}`);
    return { kind, children, repeat, nodes: children.flatMap(nodesIn), likeness };
  }

  /** Layers and blocks in the order of the graph. */
  inOrder<Item extends Child>(items: readonly Item[]): readonly Item[] {
    const place = (item: Item) => {
      const [first] = nodesIn(item);
      return (first && this.#places.get(first)) ?? 0;
    };
    return [...items].sort((a, b) => place(a) - place(b));
  }

  /**
   * Two layers are alike when class and configuration are the same and an optimizer treats them
   * alike. Sizes do not count: the layers of a dense block are alike though each has more channels
   * to read than the one before.
   */
  #likenessOf(child: Child): number {
    if (isDraft(child)) {
      return child.likeness;
    }
    const known = this.#nodes.get(child);
    if (known !== undefined) {
      return known;
    }
    const { className, config } = child;
    const frozen = isFrozen(child) ? 'frozen' : '';
    const number = this.#number(`${className} ${frozen} ${JSON.stringify(config)}`);
    this.#nodes.set(child, number);
    return number;
  }

  #number(text: string): number {
    const known = this.#numbers.get(text) ?? this.#numbers.size;
    this.#numbers.set(text, known);
    return known;
  }
}
