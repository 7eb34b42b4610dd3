import type { serialization, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { oncePerTf, type Layer } from '../tensorflow';
import { paddedConv2dClass, type PaddedConv2dArgs } from './paddedConv2d';
import type { Padded } from './padding';
import { imagesShape, type Shapes, type Weight } from './stock';

/** The arguments of `tf.layers.conv2d`, with any padding, and `groups`, which that layer ignores. */
export interface GroupedConv2dArgs extends PaddedConv2dArgs {
  /** Input channels and filters are cut into this many groups that do not see each other. Default 1. */
  readonly groups?: number;
}

/** What a backend's own kernel for convolutions in groups is registered as. */
const kernelName = 'TsnbGroupedConv2D';

/**
 * A convolution in groups, as AlexNet's two GPUs and ResNeXt's paths need it. TensorFlow.js has no
 * grouped kernel, so each group is a convolution of its own, which works on every backend:
 *
 *     channels  |-- group 1 --|-- group 2 --|      split
 *                     |              |             conv2d each, + bias
 *     filters   |-- group 1 --|-- group 2 --|      concat, activation
 *
 * A backend that was given a grouped kernel computes all groups with it.
 */
export const defineGroupedConv2d = oncePerTf((tf) => {
  class GroupedConv2D extends paddedConv2dClass(tf) {
    static readonly className = 'GroupedConv2D';
    readonly groups: number;

    constructor({ groups = 1, ...args }: GroupedConv2dArgs) {
      super(args);
      this.groups = groups;
      if (!Number.isInteger(groups) || groups < 1) {
        throw new RangeError(
          `${this.name}: groups should be a whole number, 1 or more. Received groups=${groups}`,
        );
      }
      if (this.filters % groups !== 0) {
        throw new RangeError(
          `${this.name}: filters should be a multiple of groups. ` +
            `Received filters=${this.filters}, groups=${groups}`,
        );
      }
    }

    override build(inputShape: Shapes): void {
      const [, , , channels] = imagesShape(this.name, inputShape);
      if (channels % this.groups !== 0) {
        throw new RangeError(
          `${this.name}: the input's channels should be a multiple of groups. ` +
            `Received ${channels} channels, groups=${this.groups}`,
        );
      }
      this.kernel = this.addWeight(
        'kernel',
        [...this.kernelSize, channels / this.groups, this.filters],
        'float32',
        this.kernelInitializer,
        this.kernelRegularizer,
        true,
        this.kernelConstraint,
      ) as unknown as Weight<Tensor4D>;
      if (this.useBias) {
        this.bias = this.addWeight(
          'bias',
          [this.filters],
          'float32',
          this.biasInitializer,
          this.biasRegularizer,
          true,
          this.biasConstraint,
        ) as unknown as NonNullable<typeof this.bias>;
      }
      this.inputSpec = [new tf.InputSpec({ ndim: 4, axes: { 3: channels } })];
      this.built = true;
    }

    override convolve(padded: Padded, kernel: Tensor4D, bias?: Tensor1D): Tensor4D {
      const { groups } = this;
      if (groups === 1) {
        return super.convolve(padded, kernel, bias);
      }
      const { images, pad } = padded;
      // tfjs' type knows only of kernels that are there.
      if ((tf.getKernel(kernelName, tf.getBackend()) as object | undefined) !== undefined) {
        const { strides, dilationRate: dilations } = this;
        const inputs = { x: images, filter: kernel };
        const maps = tf
          .engine()
          .runKernel<Tensor4D>(kernelName, inputs, { strides, pad, dilations, groups });
        return bias ? tf.add(maps, bias) : maps;
      }
      const kernels = tf.split<Tensor4D>(kernel, groups, 3);
      const biases = bias && tf.split<Tensor1D>(bias, groups);
      const maps = tf
        .split<Tensor4D>(images, groups, 3)
        .map((part, group) =>
          super.convolve({ images: part, pad }, kernels[group] as Tensor4D, biases?.[group]),
        );
      return tf.concat(maps, 3);
    }

    override getConfig(): serialization.ConfigDict {
      return { ...super.getConfig(), groups: this.groups };
    }
  }
  tf.serialization.registerClass(GroupedConv2D as never);
  // The rule cannot see that Conv2D, which tfjs hides, extends Layer.
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment
  return (args: GroupedConv2dArgs): Layer => new GroupedConv2D(args);
});
