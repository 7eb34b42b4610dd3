import type { ReceptiveField, Shape } from '../../protocol/architecture';

/** A form of a network with what is published of it: the reference its builder is tested against. */
export interface VariantFacts {
  /** What the form is, in a few words. */
  readonly title: string;
  /** The builder's options that make it; `{}` is the default. */
  readonly options: object;
  /** All weights, moving statistics of batch normalization included, as `countParams()` says. */
  readonly params: number;
  /** Weights that an optimizer moves. */
  readonly trainableParams: number;
  /** Multiply-adds of convolutions and fully connected layers for one image. */
  readonly macs: number;
  /** Where the counts can be checked. */
  readonly source: string;
  /** Output shapes, without the batch, by layer name: at least the end of each stage. */
  readonly shapes?: { readonly [layer: string]: Shape };
  /** Weights by layer name. */
  readonly layerParams?: { readonly [layer: string]: number };
  /** Multiply-adds by layer name. */
  readonly layerMacs?: { readonly [layer: string]: number };
  /** Receptive fields by layer name, [size, stride, padding], in pixels, equal in both directions. */
  readonly receptiveFields?: {
    readonly [layer: string]: readonly [
      size: ReceptiveField['size'][0],
      stride: ReceptiveField['stride'][0],
      padding: ReceptiveField['padding'][0],
    ];
  };
}

/** How pixels from 0 to 255 become a network's input, in Keras' words; see `preprocess`. */
export type PreprocessingMode = 'caffe' | 'tf' | 'torch';

/** What is published of a network. */
export interface NetworkFacts {
  readonly title: string;
  readonly year: number;
  readonly paper: { readonly title: string; readonly authors: string; readonly url: string };
  readonly inputShape: readonly [height: number, width: number, channels: number];
  readonly classes: number;
  /** Absent where the published way is none of the three, e.g. a mean image. */
  readonly preprocessing?: PreprocessingMode;
  /** The default form first. */
  readonly variants: readonly [VariantFacts, ...VariantFacts[]];
  /** Published error rates in percent. */
  readonly errors: readonly {
    readonly what: string;
    readonly top1?: number;
    readonly top5?: number;
    readonly source: string;
  }[];
}
