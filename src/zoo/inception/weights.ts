import {
  defineFastTruncatedNormal,
  defineFastUniform,
  defineFastVarianceScaling,
} from '../initializers';
import { ownSeed, type NetworkOptions } from '../network';
import type { InitializerLike, Tf } from '../tensorflow';

/** How the layers of a network start, by their names. */
export interface InitialWeights {
  readonly kernel: (layer: string) => InitializerLike;
  /** Of convolutions that have biases. */
  readonly convolutionBias: InitializerLike;
  /** Of a fully connected layer of so many inputs. */
  readonly denseBias: (layer: string, inputs: number) => InitializerLike;
}

/** The options that reach the weights. */
export type WeightOptions = Pick<NetworkOptions, 'kernelInitializer' | 'seed'>;

/**
 * Of Caffe's bvlc_googlenet: kernels are its "xavier", uniform with a variance of 1 / fan in; biases
 * are 0.2, but 0 in classifiers.
 */
export function caffeWeights(tf: Tf, { kernelInitializer, seed }: WeightOptions): InitialWeights {
  const scaling = defineFastVarianceScaling(tf);
  const xavier = { scale: 1, mode: 'fanIn', distribution: 'uniform' } as const;
  const bias = tf.initializers.constant({ value: 0.2 });
  return {
    kernel: (layer) => kernelInitializer ?? scaling({ ...xavier, ...ownSeed(seed, layer) }),
    convolutionBias: bias,
    denseBias: (layer) => (layer.endsWith('classifier') ? 'zeros' : bias),
  };
}

/**
 * Of torchvision's Inception networks: normal kernels, cut at two deviations as in TensorFlow, where
 * the weights come from (newer versions cut at -2 and 2, which is nowhere); PyTorch's own biases,
 * uniform within 1 / sqrt(inputs).
 */
export function torchvisionWeights(
  tf: Tf,
  { kernelInitializer, seed }: WeightOptions,
  stddevOf: (layer: string) => number,
): InitialWeights {
  const normal = defineFastTruncatedNormal(tf);
  const uniform = defineFastUniform(tf);
  return {
    kernel: (layer) =>
      kernelInitializer ?? normal({ stddev: stddevOf(layer), ...ownSeed(seed, layer) }),
    convolutionBias: 'zeros',
    denseBias: (layer, inputs) => {
      const maxval = 1 / Math.sqrt(inputs);
      return uniform({ minval: -maxval, maxval, ...ownSeed(seed, `${layer}/bias`) });
    },
  };
}

/**
 * Of TF-slim's Inception networks: He's variance of 2 / fan in, cut at two deviations; where
 * `stddevOf` has one, that deviation instead.
 */
export function slimWeights(
  tf: Tf,
  { kernelInitializer, seed }: WeightOptions,
  stddevOf: (layer: string) => number | undefined,
): InitialWeights {
  const normal = defineFastTruncatedNormal(tf);
  const scaling = defineFastVarianceScaling(tf);
  const he = { scale: 2, mode: 'fanIn', distribution: 'truncatedNormal' } as const;
  return {
    kernel: (layer) => {
      const stddev = stddevOf(layer);
      const own = ownSeed(seed, layer);
      return (
        kernelInitializer ??
        (stddev === undefined ? scaling({ ...he, ...own }) : normal({ stddev, ...own }))
      );
    },
    convolutionBias: 'zeros',
    denseBias: () => 'zeros',
  };
}

/** Keras' defaults, Glorot and Bengio's uniform kernels. */
export function kerasWeights(tf: Tf, { kernelInitializer, seed }: WeightOptions): InitialWeights {
  const scaling = defineFastVarianceScaling(tf);
  const glorot = { scale: 1, mode: 'fanAvg', distribution: 'uniform' } as const;
  return {
    kernel: (layer) => kernelInitializer ?? scaling({ ...glorot, ...ownSeed(seed, layer) }),
    convolutionBias: 'zeros',
    denseBias: () => 'zeros',
  };
}
