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
  /** Bytes of the float32 output for one example. */
  readonly activationBytes: number;
  /** Absent where it is not defined (after flatten, on a dense layer). */
  readonly receptiveField?: ReceptiveField;
  /** What a reader wants to know, in reading order, e.g. `{ kernel: '11x11', strides: 4 }`. */
  readonly config: { readonly [key: string]: Json };
  readonly source?: SourceLocation;
}

/** A picture-ready description of a model. Payload of `Mime.architecture`. */
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
  /** Topological order. */
  readonly nodes: readonly GraphNode[];
  readonly outputs: readonly string[];
  /** Sums over the nodes. */
  readonly totals: {
    readonly params: number;
    readonly trainableParams: number;
    readonly macs: number;
    readonly activationBytes: number;
  };
}
