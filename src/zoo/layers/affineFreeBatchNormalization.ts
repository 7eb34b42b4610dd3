import type { Tensor1D } from '@tensorflow/tfjs';
import { oncePerTf, type Layer, type Tf } from '../tensorflow';
import { stockClass, type Shapes, type Weight } from './stock';

/** The arguments of `tf.layers.batchNormalization`. */
export type BatchNormalizationArgs = NonNullable<Parameters<Tf['layers']['batchNormalization']>[0]>;

/** The parts of tfjs' `BatchNormalization` that a subclass builds on. */
type BatchNormalizationClass = new (args: BatchNormalizationArgs) => InstanceType<
  Tf['layers']['Layer']
> & {
  gamma?: Weight<Tensor1D>;
  beta?: Weight<Tensor1D>;
  movingMean: Weight<Tensor1D>;
};

/**
 * Batch normalization that may go without `scale` (gamma) or `center` (beta). The stock layer builds
 * and predicts without them, but reads both in training. Here a one and a zero stand in, which are
 * no weights: names, order and moving statistics are the stock layer's.
 */
export const defineAffineFreeBatchNormalization = oncePerTf((tf) => {
  class AffineFreeBatchNormalization extends (stockClass(
    tf,
    'BatchNormalization',
  ) as BatchNormalizationClass) {
    static readonly className = 'AffineFreeBatchNormalization';

    override build(inputShape: Shapes): void {
      super.build(inputShape);
      const { shape } = this.movingMean.read();
      // Made when read, within the tidy of a call, so that there is nothing to dispose.
      this.gamma ??= { read: () => tf.ones(shape) };
      this.beta ??= { read: () => tf.zeros(shape) };
    }
  }
  tf.serialization.registerClass(AffineFreeBatchNormalization as never);
  // The rule cannot see that BatchNormalization, which tfjs hides, extends Layer.
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment
  return (args: BatchNormalizationArgs = {}): Layer => new AffineFreeBatchNormalization(args);
});
