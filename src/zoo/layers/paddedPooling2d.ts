import type { serialization, Tensor, Tensor4D } from '@tensorflow/tfjs';
import { oncePerTf, type Layer, type LayerArgs } from '../tensorflow';
import { checkPadding, padImages, type Axis, type Padding } from './padding';
import { divisors, planPooling, type PoolingPlan } from './poolingPlan';
import { expectChannelsLast, imagesShape, onlyImages, type Shapes } from './stock';

/** The arguments of `tf.layers.maxPooling2d`, with any padding and `ceilMode`. */
export interface PaddedPooling2dArgs extends LayerArgs {
  /** Default 2. */
  readonly poolSize?: number | readonly [height: number, width: number];
  /** Default: the window's size. */
  readonly strides?: number | readonly [height: number, width: number];
  /** Smaller than the window. Default 'valid'. */
  readonly padding?: Padding;
  /**
   * A last window may hang over the end, as in Caffe and PyTorch, if it starts inside of the image
   * or of the padding before it. No change to 'same', which leaves nothing over. Default false.
   */
  readonly ceilMode?: boolean;
  readonly dataFormat?: 'channelsFirst' | 'channelsLast';
}

/** The arguments of `tf.layers.averagePooling2d`, with any padding and `ceilMode`. */
export interface PaddedAveragePooling2dArgs extends PaddedPooling2dArgs {
  /**
   * Whether a window divides by its padding, too, as Caffe does, and PyTorch unless told otherwise.
   * What hangs over the end in `ceilMode` never counts. Default false, as in TensorFlow.
   */
  readonly countIncludePadding?: boolean;
}

/** What both kinds of pooling share. */
const pooling2dClass = oncePerTf((tf) => {
  abstract class Pooling2D extends tf.layers.Layer {
    readonly poolSize: readonly [height: number, width: number];
    readonly strides: readonly [height: number, width: number];
    readonly padding: Padding;
    readonly ceilMode: boolean;

    constructor(args: PaddedPooling2dArgs) {
      super(args);
      const { poolSize = 2, strides = poolSize, padding = 'valid', ceilMode = false } = args;
      this.poolSize = pair(this.name, { poolSize });
      this.strides = pair(this.name, { strides });
      checkPadding(this.name, padding);
      expectChannelsLast(this.name, args.dataFormat);
      this.padding = padding;
      this.ceilMode = ceilMode;
      // A window of nothing but padding would have no value.
      const [height, width] = typeof padding === 'object' ? padding : [[padding], [padding]];
      if (height.some(reaches(this.poolSize[0])) || width.some(reaches(this.poolSize[1]))) {
        throw new RangeError(
          `${this.name}: padding should be smaller than the window. ` +
            `Received padding=${JSON.stringify(padding)}, poolSize=${this.poolSize.join('x')}`,
        );
      }
      this.inputSpec = [new tf.InputSpec({ ndim: 4 })];
    }

    override computeOutputShape(inputShape: Shapes): (number | null)[] {
      const [batch, height, width, channels] = imagesShape(this.name, inputShape);
      const outputs = (axis: Axis, size: number | null) =>
        size === null ? null : this.plan(axis, size).outputs;
      return [batch, outputs(0, height), outputs(1, width), channels];
    }

    override call(inputs: Tensor | Tensor[]): Tensor {
      return tf.tidy(() => {
        const images = onlyImages(inputs);
        const [, height, width] = images.shape;
        return this.pool(images, [this.plan(0, height), this.plan(1, width)]);
      });
    }

    abstract pool(images: Tensor4D, along: readonly [PoolingPlan, PoolingPlan]): Tensor4D;

    plan(axis: Axis, size: number): PoolingPlan {
      const { poolSize, strides, padding, ceilMode } = this;
      const sliding = { window: poolSize[axis], stride: strides[axis] };
      return planPooling(axis, size, { ...sliding, padding, ceilMode });
    }

    override getConfig(): serialization.ConfigDict {
      const { poolSize, strides, padding, ceilMode } = this;
      const config = { poolSize: [...poolSize], strides: [...strides], ceilMode };
      return { ...super.getConfig(), ...config, padding: padding as serialization.ConfigDictValue };
    }
  }
  return Pooling2D;
});

/**
 * Maxima over windows, with the padding and the overhanging windows of Caffe and PyTorch. Padding is
 * minus infinity: it never wins.
 */
export const definePaddedMaxPooling2d = oncePerTf((tf) => {
  class PaddedMaxPooling2D extends pooling2dClass(tf) {
    static readonly className = 'PaddedMaxPooling2D';

    override pool(images: Tensor4D, along: readonly [PoolingPlan, PoolingPlan]): Tensor4D {
      const padded = padImages(tf, images, along, -Infinity);
      return tf.maxPool(padded.images, [...this.poolSize], [...this.strides], padded.pad);
    }
  }
  tf.serialization.registerClass(PaddedMaxPooling2D);
  return (args: PaddedPooling2dArgs = {}): Layer => new PaddedMaxPooling2D(args);
});

/** Means over windows, with the padding and the overhanging windows of Caffe and PyTorch. */
export const definePaddedAveragePooling2d = oncePerTf((tf) => {
  class PaddedAveragePooling2D extends pooling2dClass(tf) {
    static readonly className = 'PaddedAveragePooling2D';
    readonly countIncludePadding: boolean;

    constructor(args: PaddedAveragePooling2dArgs) {
      super(args);
      this.countIncludePadding = args.countIncludePadding ?? false;
    }

    override pool(images: Tensor4D, along: readonly [PoolingPlan, PoolingPlan]): Tensor4D {
      const padded = padImages(tf, images, along, 0);
      const means = tf.avgPool(padded.images, [...this.poolSize], [...this.strides], padded.pad);
      // tfjs divides by the pixels under a window when it pads itself, and by all of ours.
      const [down, across] = along.map((plan) => {
        const received = padded.pad === 'same' ? divisors(plan, false) : [];
        return divisors(plan, this.countIncludePadding).map(
          (wanted, output) => (received[output] ?? plan.window) / wanted,
        );
      }) as [number[], number[]];
      const corrections = down.flatMap((row) => across.map((column) => row * column));
      return corrections.every((factor) => factor === 1)
        ? means
        : tf.mul(means, tf.tensor4d(corrections, [1, down.length, across.length, 1]));
    }

    override getConfig(): serialization.ConfigDict {
      return { ...super.getConfig(), countIncludePadding: this.countIncludePadding };
    }
  }
  tf.serialization.registerClass(PaddedAveragePooling2D);
  return (args: PaddedAveragePooling2dArgs = {}): Layer => new PaddedAveragePooling2D(args);
});

function reaches(window: number): (padding: number | string) => boolean {
  return (padding) => typeof padding === 'number' && padding >= window;
}

/** `{ poolSize: 3 }` as [3, 3]. */
function pair(
  layer: string,
  option: { readonly [name: string]: number | readonly [number, number] },
): readonly [number, number] {
  const [[name, value] = ['', NaN]] = Object.entries(option);
  const both: readonly number[] = typeof value === 'number' ? [value, value] : value;
  if (both.length !== 2 || !both.every((size) => Number.isSafeInteger(size) && size > 0)) {
    throw new RangeError(
      `${layer}: ${name} should be a whole number, 1 or more, or a list of two. ` +
        `Received ${name}=${JSON.stringify(value)}`,
    );
  }
  return both as readonly [number, number];
}
