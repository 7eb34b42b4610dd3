import type { Column } from './columns';
import type { ReceptiveField, Shape, SourceLocation } from './architecture';

/** One layer of a branch, in the order of the flow. */
export interface LaneLayer {
  readonly id: string;
  readonly className: string;
  /** e.g. `3x3, 192 filters`. */
  readonly what: string;
  readonly outputShape: Shape;
  readonly params: number;
  readonly macs: number;
  readonly source?: SourceLocation;
}

/** A branch: the layers that only it has, from the fork to the join. */
export interface Lane {
  /** e.g. `3x3 after reduction`, `shortcut`, `layer 4`. */
  readonly name: string;
  /** Empty for a branch that hands its input on. */
  readonly layers: readonly LaneLayer[];
  /** Its channels in the join's output: `[first, end)`; for an addition all of them. */
  readonly range: readonly [first: number, end: number];
  readonly params: number;
  readonly macs: number;
  /** What the branch would cost without its 1x1 reduction; absent where it has none. */
  readonly naive?: { readonly params: number; readonly macs: number };
  /** From the join's position back to the model's input; absent where it is not defined. */
  readonly receptiveField?: ReceptiveField;
  /** From the join's position back to the fork, i.e. what the branch itself sees of its input. */
  readonly localField?: ReceptiveField;
}

/** Feature maps of one place, one byte a value: 0 is `low`, 255 is `high`. */
export interface FeatureMaps {
  readonly height: number;
  readonly width: number;
  /** Indices of the channels that are sent, rising, by their place in the lane. */
  readonly channels: readonly number[];
  /** All channels there are. */
  readonly count: number;
  readonly low: number;
  readonly high: number;
  /** Mean of each sent channel's values. */
  readonly means: Column;
  /** Channel by channel, each `height * width` bytes, row by row. */
  readonly values: Column;
}

/** An image as it was given to a model, one byte a value, channels last. */
export interface ImageBytes {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly values: Column;
}

/** Payload of `Mime.concat`: what meets in one concatenation or addition of a live model. */
export interface ConcatPayload {
  /** A sentence or two, first because the accessible view reads the raw payload. */
  readonly summary: string;
  readonly viewId: string;
  readonly runId: string;
  readonly seq: number;
  readonly model: string;
  /** The layer that joins the branches. */
  readonly layer: string;
  readonly operation: 'concatenate' | 'add';
  readonly outputShape: Shape;
  /** Where the branches part; absent where they have no common layer. */
  readonly fork?: string;
  /** In the order of the join's inputs. */
  readonly lanes: readonly Lane[];
  /** Layers between fork and join that several lanes have in common; absent where there are none. */
  readonly shared?: readonly LaneLayer[];
  /** Other joins of the model of the same kind, so that a learner can walk from one to the next. */
  readonly siblings: readonly string[];
  /** The first of them after this one. */
  readonly next?: string;
  /** What a reader has to know of the maps, each a sentence: averaged, not all channels... */
  readonly notes?: readonly string[];
  /** Height and width of the model's input, which `image` may be smaller than. */
  readonly inputSize?: readonly [height: number, width: number];
  readonly image?: ImageBytes;
  /**
   * What flows into the fork, in each lane at its end, and out of the join; absent without image. A
   * concatenation has no `output` of its own: it is the lanes' maps, one after another.
   */
  readonly input?: FeatureMaps;
  readonly laneMaps?: readonly FeatureMaps[];
  readonly output?: FeatureMaps;
}
