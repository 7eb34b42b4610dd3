import type { ReceptiveField, Shape } from '../protocol/architecture';

/** A form of a network whose counts are known. */
export interface VariantFacts {
  /** What the form is, in a few words. */
  readonly title: string;
  /** The builder's options that make it; `{}` is the default. */
  readonly options: object;
  readonly params: number;
  /** Multiply-adds of convolutions and fully connected layers for one image. */
  readonly macs: number;
  /** Where the counts can be checked. */
  readonly source: string;
}

/** What is published of a network: the reference its builder is tested against. */
export interface NetworkFacts {
  readonly title: string;
  readonly year: number;
  readonly paper: { readonly title: string; readonly authors: string; readonly url: string };
  readonly inputShape: readonly [height: number, width: number, channels: number];
  readonly classes: number;
  /** The default form first. */
  readonly variants: readonly VariantFacts[];
  /** Output shapes of the default form, without the batch, by layer name. */
  readonly shapes: { readonly [layer: string]: Shape };
  /** Weights of the default form by layer name. */
  readonly params: { readonly [layer: string]: number };
  /** Multiply-adds of the default form by layer name. */
  readonly macs: { readonly [layer: string]: number };
  /** Receptive fields of the default form by layer name, [size, stride, padding]. */
  readonly receptiveFields: {
    readonly [layer: string]: readonly [
      size: ReceptiveField['size'][0],
      stride: ReceptiveField['stride'][0],
      padding: ReceptiveField['padding'][0],
    ];
  };
  /** Published error rates in percent. */
  readonly errors: readonly {
    readonly what: string;
    readonly top1?: number;
    readonly top5: number;
    readonly source: string;
  }[];
}
