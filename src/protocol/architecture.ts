import type { Json } from './json';

/** Channels last; `null` where the size is not fixed (the batch). */
export type Shape = readonly (number | null)[];

/** What a layer is for; decides its colour and glyph, one CSS class each. */
export const layerCategories = [
  'input',
  'convolution',
  'dense',
  'pooling',
  'normalization',
  'activation',
  'dropout',
  'merge',
  'reshape',
  'recurrent',
  'model',
  'other',
] as const;

/** One of `layerCategories`. */
export type LayerCategory = (typeof layerCategories)[number];

/** Where in the input one output position looks, pixels of the model's input, [height, width]. */
export interface ReceptiveField {
  readonly size: readonly [number, number];
  /** Input pixels between neighbouring output positions. */
  readonly stride: readonly [number, number];
  /** Input pixels before the first one that the first output position covers. */
  readonly padding: readonly [number, number];
}

/** Where a layer was made: the call in the learner's cell, line and column from 1. */
export interface SourceLocation {
  readonly cellId: string;
  readonly uri: string;
  readonly label: string;
  readonly line: number;
  readonly column: number;
}

/** One layer application. */
export interface GraphNode {
  /** Unique in the graph: the layer's name, with `#2`... for further uses of a shared layer. */
  readonly id: string;
  /** The layer's own name. */
  readonly name: string;
  /** tf.layers' class name, e.g. `Conv2D`. */
  readonly className: string;
  readonly category: LayerCategory;
  /** Place in the hierarchy, outermost first, e.g. `['stage 2', 'block 1']`; `[]` at the top. */
  readonly scope: readonly string[];
  /** Ids of the nodes it reads, all earlier in the list. */
  readonly inputs: readonly string[];
  readonly outputShape: Shape;
  /** Number of weights, 0 for a further use of a shared layer (they are counted once). */
  readonly params: number;
  /** How many of `params` an optimizer moves. */
  readonly trainableParams: number;
  /** Multiply-adds of convolution and fully connected layers for one example; 0 for all else. */
  readonly macs: number;
  /**
   * All other arithmetic for one example: biases, normalization, activations, pooling, sums...; what
   * is counted how stands in `graph/operations`. Absent in payloads older than the count.
   */
  readonly otherOperations?: number;
  /** Bytes of the float32 output for one example. */
  readonly activationBytes: number;
  /** Absent where it is not defined (after flatten, on a dense layer). */
  readonly receptiveField?: ReceptiveField;
  /** What a reader wants to know, in reading order, e.g. `{ kernel: '11x11', strides: 4 }`. */
  readonly config: { readonly [key: string]: Json };
  readonly source?: SourceLocation;
}

/** What a block is, told by its structure alone. */
export const blockKinds = [
  /** Layers one after another. */
  'chain',
  /** A layer with the normalization, activation and dropout that follow it. */
  'unit',
  /** Branches that are added, one of them a shortcut: an identity or a projection. */
  'residual',
  /** Branches between a fork and a join, as an Inception module. */
  'branches',
  /** Layers that each hand on all that came before them and add a little: a dense block. */
  'dense',
  /** One layer of a dense block: its new features are concatenated to its input. */
  'dense-layer',
  /** A detour around which the input is handed on, as U-Net's. */
  'skip',
  /** A branch that multiplies the other, as squeeze and excitation. */
  'gate',
  /** Branches with links across, neither in series nor parallel. */
  'crossed',
  /** What runs at one resolution, its pooling or first stride included. */
  'stage',
  /** Between two dense blocks. */
  'transition',
  /** From where the maps become a vector on. */
  'head',
  /** A way out of the model or into it beside the trunk, as an auxiliary classifier. */
  'side',
  /** Several stages that share a place in the hierarchy: a model used as a layer. */
  'group',
] as const;

/** One of `blockKinds`. */
export type BlockKind = (typeof blockKinds)[number];

/**
 * Layers that belong together. Every node of a graph stands once in its tree of blocks, in the order
 * of the flow.
 */
export interface Block {
  /** Unique among the blocks and the nodes of the graph. */
  readonly id: string;
  /** The scope that the layers share, or the beginning of their names, or else the kind. */
  readonly name: string;
  readonly kind: BlockKind;
  /** Ids of nodes, and blocks. */
  readonly children: readonly (string | Block)[];
  /**
   * Above 1, the children are that many copies: neighbours of equal structure, with the same layers
   * and configurations. Their sizes may differ, as those of dense layers do.
   */
  readonly repeat: number;
}

/** A picture-ready description of a model. Payload of `Mime.architecture`, there packed. */
export interface ArchitectureGraph {
  /** A sentence or two: the accessible view reads the raw payload, so this key comes first. */
  readonly summary: string;
  /** Stable over reruns of the same `show` call: the view is updated in place. */
  readonly viewId: string;
  /** Changes with every run. */
  readonly runId: string;
  /** Orders the updates of one run. */
  readonly seq: number;
  readonly name: string;
  /**
   * The id of the layer that could not be applied, in a picture of what was built so far; its
   * configuration says under `problem` why. Absent in a whole model.
   */
  readonly failed?: string;
  /** Topological order. */
  readonly nodes: readonly GraphNode[];
  readonly outputs: readonly string[];
  /** Sums over the nodes. */
  readonly totals: Totals;
  /** The outermost blocks and the nodes between them. Absent in payloads older than the search. */
  readonly blocks?: readonly (string | Block)[];
}

/** Sums over nodes. */
export interface Totals {
  readonly params: number;
  readonly trainableParams: number;
  readonly macs: number;
  readonly otherOperations?: number;
  readonly activationBytes: number;
}
