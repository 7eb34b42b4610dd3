import type { serialization, Tensor } from '@tensorflow/tfjs';
import { oncePerTf, type Layer, type LayerArgs } from '../tensorflow';
import { onlyImages } from './stock';

/** The arguments of `tf.localResponseNormalization`; the defaults are AlexNet's (section 3.3). */
export interface LocalResponseNormalizationArgs extends LayerArgs {
  /** Neighbours on each side: (n - 1) / 2 for the paper's n = 5. Default 2. */
  readonly depthRadius?: number;
  /** The paper's k. Default 2. */
  readonly bias?: number;
  /** The paper's alpha, as its formula has it; Caffe and PyTorch divide theirs by n. Default 1e-4. */
  readonly alpha?: number;
  /** Default 0.75. */
  readonly beta?: number;
}

/**
 * Local response normalization as a layer, which TensorFlow.js has only as an operation:
 *
 *     b_i = a_i / (bias + alpha * sum of a_j^2 for j = i - depthRadius ... i + depthRadius) ^ beta
 *
 * over the channels of one position, channels last.
 */
export const defineLocalResponseNormalization = oncePerTf((tf) => {
  class LocalResponseNormalization extends tf.layers.Layer {
    static readonly className = 'LocalResponseNormalization';
    readonly depthRadius: number;
    readonly bias: number;
    readonly alpha: number;
    readonly beta: number;

    constructor(args: LocalResponseNormalizationArgs = {}) {
      super(args);
      this.depthRadius = args.depthRadius ?? 2;
      this.bias = args.bias ?? 2;
      this.alpha = args.alpha ?? 1e-4;
      this.beta = args.beta ?? 0.75;
      if (!Number.isInteger(this.depthRadius) || this.depthRadius < 0) {
        throw new RangeError(
          `${this.name}: depthRadius should be a whole number of neighbours on each side, 0 or more. ` +
            `Received depthRadius=${this.depthRadius}`,
        );
      }
    }

    override build(inputShape: (number | null)[] | (number | null)[][]): void {
      const rank = inputShape.length;
      if (rank !== 4 || Array.isArray(inputShape[0])) {
        throw new RangeError(
          `${this.name}: local response normalization expects one batch of images ` +
            `[batch, height, width, channels]. Received ${JSON.stringify(inputShape)}`,
        );
      }
      this.built = true;
    }

    override computeOutputShape(inputShape: (number | null)[]): (number | null)[] {
      return inputShape;
    }

    override call(inputs: Tensor | Tensor[]): Tensor {
      const images = onlyImages(inputs);
      const { depthRadius, bias, alpha, beta } = this;
      return tf.localResponseNormalization(images, depthRadius, bias, alpha, beta);
    }

    override getConfig(): serialization.ConfigDict {
      const { depthRadius, bias, alpha, beta } = this;
      return { ...super.getConfig(), depthRadius, bias, alpha, beta };
    }
  }
  tf.serialization.registerClass(LocalResponseNormalization);
  return (args?: LocalResponseNormalizationArgs): Layer => new LocalResponseNormalization(args);
});
