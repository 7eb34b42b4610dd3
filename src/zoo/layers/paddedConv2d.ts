import type { serialization, Tensor, Tensor4D } from '@tensorflow/tfjs';
import { oncePerTf, type Conv2dArgs, type Layer } from '../tensorflow';
import {
  checkPadding,
  marginOf,
  padded,
  windows,
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
  convolve(padded: Padded, kernel: Tensor4D): Tensor4D;
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
      const [batch, ...space] = imagesShape(this.name, inputShape);
      const lengths = this.#sliding().map((sliding, index) => {
        const axis = index as 0 | 1;
        const size = space[axis] ?? null;
        return size === null
          ? null
          : windows(size, marginOf(this.padding, axis, size, sliding), sliding);
      });
      return [batch, ...lengths, this.filters];
    }

    override call(inputs: Tensor | Tensor[]): Tensor {
      const { kernel, bias } = this;
      if (!kernel) {
        throw new Error(`${this.name}: called before it was built.`);
      }
      return tf.tidy(() => {
        const images = onlyImages(inputs);
        const maps = this.convolve(this.#pad(images), kernel.read());
        return this.activation.apply(bias ? tf.add(maps, bias.read()) : maps);
      });
    }

    /** Without bias and activation. */
    convolve({ images, pad }: Padded, kernel: Tensor4D): Tensor4D {
      return tf.conv2d(images, kernel, this.strides, pad, 'NHWC', this.dilationRate);
    }

    override getConfig(): serialization.ConfigDict {
      return { ...super.getConfig(), padding: this.padding as serialization.ConfigDictValue };
    }

    #sliding(): [Sliding, Sliding] {
      const { kernelSize, strides, dilationRate } = this;
      return [0, 1].map((axis) => ({
        window: ((kernelSize[axis] as number) - 1) * (dilationRate[axis] as number) + 1,
        stride: strides[axis] as number,
      })) as [Sliding, Sliding];
    }

    #pad(images: Tensor4D): Padded {
      if (typeof this.padding === 'string') {
        return { images, pad: this.padding };
      }
      const sliding = this.#sliding();
      const [, height, width] = images.shape;
      return padded(tf, images, {
        margins: [
          marginOf(this.padding, 0, height, sliding[0]),
          marginOf(this.padding, 1, width, sliding[1]),
        ],
        sliding,
        value: 0,
      });
    }
  }
  tf.serialization.registerClass(PaddedConv2D as never);
  return PaddedConv2D;
});

/**
 * A convolution with the explicit padding of Caffe and PyTorch, which TensorFlow's 'same' is not: at
 * a stride of 2 an even image gets its only extra row below, not above.
 */
export const definePaddedConv2d = oncePerTf((tf) => {
  const PaddedConv2D = paddedConv2dClass(tf);
  // The rule cannot see that Conv2D, which tfjs hides, extends Layer.

  return (args: PaddedConv2dArgs): Layer => new PaddedConv2D(args);
});
