import type { serialization, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { oncePerTf, type Conv2dArgs, type Layer, type Tf } from '../tensorflow';

/** The arguments of `tf.layers.conv2d`, and `groups`, which that layer silently ignores. */
export interface GroupedConv2dArgs extends Conv2dArgs {
  /** Input channels and filters are cut into this many groups that do not see each other. Default 1. */
  readonly groups?: number;
}

interface Weight<Value> {
  read(): Value;
}

/** The parts of tfjs' `Conv2D` that a subclass builds on; tfjs keeps the class to itself. */
type Conv2DClass = new (args: Conv2dArgs) => InstanceType<Tf['layers']['Layer']> & {
  kernel: Weight<Tensor4D> | null;
  bias: Weight<Tensor1D> | null;
  readonly filters: number;
  readonly kernelSize: [number, number];
  readonly strides: [number, number];
  readonly dilationRate: [number, number];
  readonly padding: 'same' | 'valid';
  readonly useBias: boolean;
  readonly activation: { apply(x: Tensor): Tensor };
  readonly kernelInitializer: never;
  readonly kernelRegularizer: never;
  readonly kernelConstraint: never;
  readonly biasInitializer: never;
  readonly biasRegularizer: never;
  readonly biasConstraint: never;
};

/**
 * A convolution in groups, as AlexNet's two GPUs and ResNeXt's paths need it. TensorFlow.js has no
 * grouped kernel, so each group is a convolution of its own, which works on every backend:
 *
 *     channels  |-- group 1 --|-- group 2 --|      split
 *                     |              |             conv2d each
 *     filters   |-- group 1 --|-- group 2 --|      concat, + bias, activation
 */
export const defineGroupedConv2d = oncePerTf((tf) => {
  const [Conv2D] = tf.serialization.SerializationMap.getMap().classNameMap['Conv2D'] ?? [];
  if (!Conv2D) {
    throw new Error('This TensorFlow.js has no Conv2D layer to build a grouped convolution on.');
  }

  class GroupedConv2D extends (Conv2D as unknown as Conv2DClass) {
    static readonly className = 'GroupedConv2D';
    readonly groups: number;

    constructor(args: GroupedConv2dArgs) {
      super(args);
      this.groups = args.groups ?? 1;
      if (!Number.isInteger(this.groups) || this.groups < 1) {
        throw new RangeError(
          `${this.name}: groups should be a whole number, 1 or more. Received groups=${this.groups}`,
        );
      }
      if (this.filters % this.groups !== 0) {
        throw new RangeError(
          `${this.name}: filters should be a multiple of groups. ` +
            `Received filters=${this.filters}, groups=${this.groups}`,
        );
      }
      if (args.dataFormat === 'channelsFirst') {
        throw new RangeError(
          `${this.name}: a grouped convolution takes images with channels last. ` +
            'Received dataFormat=channelsFirst, expected channelsLast',
        );
      }
    }

    override build(inputShape: (number | null)[] | (number | null)[][]): void {
      const shape = Array.isArray(inputShape[0]) ? inputShape[0] : inputShape;
      const channels = shape[3];
      if (shape.length !== 4 || typeof channels !== 'number') {
        throw new RangeError(
          `${this.name}: expected images [batch, height, width, channels] of a known number of ` +
            `channels. Received ${JSON.stringify(shape)}`,
        );
      }
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
        ) as unknown as Weight<Tensor1D>;
      }
      this.inputSpec = [new tf.InputSpec({ ndim: 4, axes: { 3: channels } })];
      this.built = true;
    }

    override call(inputs: Tensor | Tensor[]): Tensor {
      const { kernel, bias, groups, strides, padding, dilationRate } = this;
      if (!kernel) {
        throw new Error(`${this.name}: called before it was built.`);
      }
      return tf.tidy(() => {
        const images = (Array.isArray(inputs) ? inputs[0] : inputs) as Tensor4D;
        const kernels = tf.split<Tensor4D>(kernel.read(), groups, 3);
        const maps = tf
          .split<Tensor4D>(images, groups, 3)
          .map((image, group) =>
            tf.conv2d(image, kernels[group] as Tensor4D, strides, padding, 'NHWC', dilationRate),
          );
        const joined = tf.concat(maps, 3);
        return this.activation.apply(bias ? tf.add(joined, bias.read()) : joined);
      });
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
