import type { serialization, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { oncePerTf, type Conv2dArgs, type Layer } from '../tensorflow';
import {
  checkPadding,
  marginOf,
  padImages,
  type Axis,
  type Margin,
  type Padded,
  type Padding,
  type Sliding,
} from './padding';
import {
  expectChannelsLast,
  imagesShape,
  onlyImages,
  stockClass,
  type Conv2DClass,
  type Shapes,
} from './stock';

/** The arguments of `tf.layers.conv2d`, with any padding. */
export interface PaddedConv2dArgs extends Omit<Conv2dArgs, 'padding'> {
  /** Default 'valid'. */
  readonly padding?: Padding;
}

/** What a subclass of the layer builds on. */
export type PaddedConv2DClass = new (args: PaddedConv2dArgs) => InstanceType<Conv2DClass> & {
  readonly padding: Padding;
  convolve(padded: Padded, kernel: Tensor4D, bias?: Tensor1D): Tensor4D;
};

/** The class, for those built on it. */
export const paddedConv2dClass = oncePerTf((tf): PaddedConv2DClass => {
  class PaddedConv2D extends (stockClass(tf, 'Conv2D') as Conv2DClass) {
    static readonly className = 'PaddedConv2D';
    readonly padding: Padding;

    constructor({ padding = 'valid', ...args }: PaddedConv2dArgs) {
      super(args);
      checkPadding(this.name, padding);
      expectChannelsLast(this.name, args.dataFormat);
      this.padding = padding;
    }

    override computeOutputShape(inputShape: Shapes): (number | null)[] {
      const [batch, height, width] = imagesShape(this.name, inputShape);
      const outputs = (axis: Axis, size: number | null) => {
        if (size === null) {
          return null;
        }
        const { window, stride, margin } = this.#along(axis, size);
        return Math.floor((margin[0] + size + margin[1] - window) / stride) + 1;
      };
      return [batch, outputs(0, height), outputs(1, width), this.filters];
    }

    override call(inputs: Tensor | Tensor[]): Tensor {
      const { kernel, bias } = this;
      if (!kernel) {
        throw new Error(`${this.name}: called before it was built.`);
      }
      return tf.tidy(() => {
        const images = onlyImages(inputs);
        const [, height, width] = images.shape;
        const along = [this.#along(0, height), this.#along(1, width)] as const;
        const maps = this.convolve(padImages(tf, images, along, 0), kernel.read(), bias?.read());
        return this.activation.apply(maps);
      });
    }

    /** Without the activation. */
    convolve({ images, pad }: Padded, filter: Tensor4D, bias?: Tensor1D): Tensor4D {
      const { strides, dilationRate: dilations } = this;
      // In training, tfjs' fused convolution computes all gradients, also that of a network's images.
      if (bias && tf.engine().state.gradientDepth === 0) {
        return tf.fused.conv2d({ x: images, filter, strides, pad, dilations, bias });
      }
      const maps = tf.conv2d(images, filter, strides, pad, 'NHWC', dilations);
      return bias ? tf.add(maps, bias) : maps;
    }

    override getConfig(): serialization.ConfigDict {
      return { ...super.getConfig(), padding: this.padding as serialization.ConfigDictValue };
    }

    #along(axis: Axis, size: number): Sliding & { margin: Margin } {
      const { kernelSize, strides, dilationRate, padding } = this;
      const window = (kernelSize[axis] - 1) * dilationRate[axis] + 1;
      const sliding = { window, stride: strides[axis] };
      return { ...sliding, margin: marginOf(padding, axis, size, sliding) };
    }
  }
  tf.serialization.registerClass(PaddedConv2D as never);
  return PaddedConv2D;
});

/**
 * A convolution with the explicit padding of Caffe and PyTorch, which TensorFlow's 'same' is not: at
 * a stride of 2 and a window of 3, an even image gets its only extra row below, not above.
 */
export const definePaddedConv2d = oncePerTf((tf) => {
  const PaddedConv2D = paddedConv2dClass(tf);
  return (args: PaddedConv2dArgs): Layer => new PaddedConv2D(args);
});
