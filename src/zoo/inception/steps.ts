import {
  defineAffineFreeBatchNormalization,
  definePaddedAveragePooling2d,
  definePaddedConv2d,
  definePaddedMaxPooling2d,
  type Padding,
} from '../layers';
import type { Net } from '../network';
import { scaled } from '../parts';
import type { ActivationName, Layer, Symbolic, Tf } from '../tensorflow';
import type { InitialWeights } from './weights';

/** What all steps of a network share. */
export interface Form {
  /** Between each convolution and its ReLU; `null` for none. */
  readonly batchNorm: BatchNorm | null;
  /** Of convolutions. */
  readonly useBias: boolean;
  /** Whether a mean over an edge counts the padding, as in Caffe and PyTorch. */
  readonly countIncludePadding: boolean;
  /** Multiplies the number of filters. */
  readonly width: number;
  readonly weights: InitialWeights;
}

/** The momentum is TensorFlow's, the part kept; PyTorch gives the part replaced. */
export interface BatchNorm {
  readonly epsilon: number;
  readonly momentum: number;
  /** Whether there are gammas. */
  readonly scale: boolean;
}

/** A square, or rows and columns. */
type Window = number | readonly [height: number, width: number];

/** How a window slides: by default over every pixel, edges included. */
interface Sliding {
  readonly strides?: number;
  readonly padding?: Padding;
}

interface MaxPool extends Sliding {
  /** Default 3. */
  readonly poolSize?: number;
  /** Lets the last window hang over the end, as in Caffe. */
  readonly ceilMode?: boolean;
}

interface AveragePool {
  /** Default 3. */
  readonly poolSize?: number;
  readonly strides?: number;
  readonly padding?: 'same' | 'valid';
}

/** Applies a layer, or a few that belong together. */
export type Step = (x: Symbolic) => Symbolic;

/** Makes steps, each by the name of its first layer. */
export interface Steps {
  /** A convolution, batch normalization where the network has it, and ReLU. */
  readonly conv: (name: string, filters: number, kernel?: Window, sliding?: Sliding) => Step;
  /** What comes after a convolution, by its name; nothing in a network without normalization. */
  readonly normalize: (name: string) => Step;
  readonly maxPool: (name: string, sliding?: MaxPool) => Step;
  readonly averagePool: (name: string, sliding?: AveragePool) => Step;
  /** Fully connected. */
  readonly dense: (name: string, units: number, activation?: ActivationName) => Step;
  /** Nothing at a rate of 0. */
  readonly dropout: (name: string, rate: number) => Step;
  /** Nothing where logits are asked for. */
  readonly activate: (name: string, activation: ActivationName | null) => Step;
  readonly layer: (name: string, make: (name: string) => Layer) => Step;
}

/** The steps of a network; those of a module have its name, such as inception_3a, before theirs. */
export function stepsOf(tf: Tf, { apply }: Net, form: Form, module?: string): Steps {
  const { batchNorm, useBias, countIncludePadding, width, weights } = form;
  const nameOf = (part: string) => (module === undefined ? part : `${module}_${part}`);
  const layer: Steps['layer'] = (part, make) => (x) => apply(make(nameOf(part)), x);
  const norm = (name: string, { scale, ...constants }: BatchNorm) =>
    scale
      ? tf.layers.batchNormalization({ name, ...constants })
      : defineAffineFreeBatchNormalization(tf)({ name, scale, ...constants });
  const activate: Steps['activate'] = (part, activation) =>
    activation === null || activation === 'linear'
      ? same
      : layer(part, (name) => tf.layers.activation({ name, activation }));
  const normalize: Steps['normalize'] = (part) =>
    batchNorm === null
      ? same
      : inOrder([
          layer(`${part}_bn`, (name) => norm(name, batchNorm)),
          activate(`${part}_relu`, 'relu'),
        ]);

  return {
    layer,
    activate,
    normalize,
    conv(part, filters, kernel = 1, { strides = 1, padding = 'same' } = {}) {
      const convolution = (name: string) => {
        const args = {
          ...{ name, strides, useBias },
          filters: scaled(filters, width),
          kernelSize: typeof kernel === 'number' ? kernel : [...kernel],
          biasInitializer: weights.convolutionBias,
          kernelInitializer: weights.kernel(name),
          activation: batchNorm === null ? ('relu' as const) : ('linear' as const),
        };
        return typeof padding === 'string'
          ? tf.layers.conv2d({ ...args, padding })
          : definePaddedConv2d(tf)({ ...args, padding });
      };
      return inOrder([layer(part, convolution), normalize(part)]);
    },
    maxPool(part, { poolSize = 3, strides = 1, padding = 'same', ceilMode = false } = {}) {
      return layer(part, (name) =>
        typeof padding === 'string' && !ceilMode
          ? tf.layers.maxPooling2d({ name, poolSize, strides, padding })
          : definePaddedMaxPooling2d(tf)({ name, poolSize, strides, padding, ceilMode }),
      );
    },
    averagePool(part, { poolSize = 3, strides = 1, padding = 'same' } = {}) {
      return layer(part, (name) => {
        const args = { name, poolSize, strides, padding };
        return countIncludePadding && padding === 'same'
          ? definePaddedAveragePooling2d(tf)({ ...args, countIncludePadding })
          : tf.layers.averagePooling2d(args);
      });
    },
    dense(part, units, activation = 'linear') {
      return (x) => {
        const name = nameOf(part);
        const dense = tf.layers.dense({
          ...{ name, units, activation },
          kernelInitializer: weights.kernel(name),
          biasInitializer: weights.denseBias(name, x.shape.at(-1) ?? 1),
        });
        return apply(dense, x);
      };
    },
    dropout: (part, rate) =>
      rate === 0 ? same : layer(part, (name) => tf.layers.dropout({ name, rate })),
  };
}

/** Leaves things as they are. */
export const same: Step = (x) => x;

/** One step after another, as one step. */
export function inOrder(steps: readonly Step[]): Step {
  return (x) => steps.reduce((y, step) => step(y), x);
}
