import { from, oneOf, whole } from '../options';
import { defineInitializer, type SeededArgs } from './initializer';
import { normalValues, uniformValues, type Fill } from './random';

/** Arguments of `fastVarianceScaling`; the defaults are Keras'. */
export interface FastVarianceScalingArgs extends SeededArgs {
  /** Default 1. */
  readonly scale?: number;
  /** What a weight's variance is divided by. Default 'fanIn'. */
  readonly mode?: 'fanIn' | 'fanOut' | 'fanAvg';
  /**
   * 'normal' as in PyTorch; 'truncatedNormal' as in Keras: it ends at two deviations, and is widened
   * so as to have the variance all the same. Default 'truncatedNormal'.
   */
  readonly distribution?: 'normal' | 'uniform' | 'truncatedNormal';
}

/** Of a standard normal distribution that is cut at -2 and 2. */
const truncatedDeviation = 0.87962566103423978;

/**
 * Weights of the variance `scale / fan`, the fan being the number of inputs of an output, of outputs
 * of an input, or the mean of both:
 *
 *     glorotUniform, Xavier (Glorot and Bengio 2010)    scale 1, fanAvg, uniform
 *     heNormal, Kaiming (He et al. 2015)                scale 2, fanIn, normal
 *     the same in torchvision's ResNet                  scale 2, fanOut, normal
 */
export const defineFastVarianceScaling = defineInitializer<FastVarianceScalingArgs>({
  className: 'FastVarianceScaling',
  name: 'fastVarianceScaling',
  rules: {
    scale: from(0),
    mode: oneOf('fanIn', 'fanOut', 'fanAvg'),
    distribution: oneOf('normal', 'uniform', 'truncatedNormal'),
    seed: whole(0),
  },
  resolve: ({ scale = 1, mode = 'fanIn', distribution = 'truncatedNormal' }) => ({
    config: { scale, mode, distribution },
    fill: (shape) => fillOf(Math.sqrt(scale / Math.max(1, fan(shape, mode))), distribution),
  }),
});

function fillOf(
  stddev: number,
  distribution: NonNullable<FastVarianceScalingArgs['distribution']>,
): Fill {
  switch (distribution) {
    case 'normal':
      return normalValues(0, stddev);
    case 'truncatedNormal':
      return normalValues(0, stddev / truncatedDeviation, 2);
    case 'uniform':
      // The variance of values within +-limit is limit^2 / 3.
      return uniformValues(-stddev * Math.sqrt(3), stddev * Math.sqrt(3));
  }
}

/**
 * Of a dense kernel [in, out], and of kernels [...window, in, out], where each weight of the window
 * counts. Like Keras, a depthwise kernel [height, width, channels, multiplier] is taken as
 * [...window, in, out], and a grouped one has the inputs of one group.
 */
function fan(shape: readonly number[], mode: NonNullable<FastVarianceScalingArgs['mode']>): number {
  const outputs = shape.at(-1) ?? 1;
  const inputs = shape.at(-2) ?? outputs;
  const window = shape.slice(0, -2).reduce((size, length) => size * length, 1);
  switch (mode) {
    case 'fanIn':
      return window * inputs;
    case 'fanOut':
      return window * outputs;
    case 'fanAvg':
      return (window * (inputs + outputs)) / 2;
  }
}
