import type { serialization, Tensor, Tensor4D } from '@tensorflow/tfjs';
import { oncePerTf, type Layer, type LayerArgs } from '../tensorflow';
import { checkPadding, marginOf, padded, type Margin, type Padding } from './padding';
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
   * or of the padding before it. 'same' always lets it. Default false.
   */
  readonly ceilMode?: boolean;
  readonly dataFormat?: 'channelsFirst' | 'channelsLast';
}

/** The arguments of `tf.layers.averagePooling2d`, with any padding and `ceilMode`. */
export interface PaddedAveragePooling2dArgs extends PaddedPooling2dArgs {
  /**
   * Whether a window divides by its padding, too: PyTorch's default, and Caffe's. What hangs over the
   * end in `ceilMode` never counts. Default false, as in TensorFlow.
   */
  readonly countIncludePadding?: boolean;
}

/** How a window slides along the rows or columns of images of a size. */
interface Plan {
  readonly size: number;
  readonly window: number;
  readonly stride: number;
  /** What the layer's `padding` adds. */
  readonly margin: Margin;
  /** What the windows reach of the padding and beyond it. */
  readonly reached: Margin;
  /** Number of windows. */
  readonly outputs: number;
}

/** The part that both kinds of pooling share. */
const pooling2dClass = oncePerTf((tf) => {
  abstract class Pooling2D extends tf.layers.Layer {
    readonly poolSize: readonly [number, number];
    readonly strides: readonly [number, number];
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
      this.poolSize.forEach((window, axis) => {
        const margin = marginOf(padding, axis as 0 | 1, 0, { window, stride: 1 });
        // A window of nothing but padding would have no value.
        if (padding !== 'same' && Math.max(...margin) >= window) {
          throw new RangeError(
            `${this.name}: padding should be smaller than the window. ` +
              `Received padding=${JSON.stringify(padding)}, poolSize=${this.poolSize.join('x')}`,
          );
        }
      });
      this.inputSpec = [new tf.InputSpec({ ndim: 4 })];
    }

    override computeOutputShape(inputShape: Shapes): (number | null)[] {
      const [batch, height, width, channels] = imagesShape(this.name, inputShape);
      const rows = height === null ? null : this.plan(0, height).outputs;
      const columns = width === null ? null : this.plan(1, width).outputs;
      return [batch, rows, columns, channels];
    }

    override call(inputs: Tensor | Tensor[]): Tensor {
      return tf.tidy(() => {
        const images = onlyImages(inputs);
        const [, height, width] = images.shape;
        return this.pool(images, this.plan(0, height), this.plan(1, width));
      });
    }

    abstract pool(images: Tensor4D, rows: Plan, columns: Plan): Tensor4D;

    plan(axis: 0 | 1, size: number): Plan {
      const [window, stride] = [this.poolSize[axis], this.strides[axis]];
      const margin = marginOf(this.padding, axis, size, { window, stride });
      const [before, after] = margin;
      const steps = (size + before + after - window) / stride;
      const fitting = Math.floor(steps) + 1;
      const hanging = Math.ceil(steps) * stride < size + before ? Math.ceil(steps) + 1 : fitting;
      const outputs = this.ceilMode ? hanging : fitting;
      const end = (outputs - 1) * stride + window;
      const reached: Margin = [before, Math.max(0, end - before - size)];
      return { size, window, stride, margin, reached, outputs };
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

    override pool(images: Tensor4D, rows: Plan, columns: Plan): Tensor4D {
      const { images: x, pad } = padded(tf, images, {
        margins: [rows.reached, columns.reached],
        sliding: [rows, columns],
        value: -Infinity,
      });
      return tf.maxPool(x, [rows.window, columns.window], [rows.stride, columns.stride], pad);
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

    override pool(images: Tensor4D, rows: Plan, columns: Plan): Tensor4D {
      const margins = [rows.reached, columns.reached] as const;
      const sliding = [rows, columns] as const;
      const { images: x, pad } = padded(tf, images, { margins, sliding, value: 0 });
      const window = [rows.window, columns.window] as [number, number];
      const means = tf.avgPool(x, window, [rows.stride, columns.stride], pad);
      const down = this.#corrections(rows, pad);
      const across = this.#corrections(columns, pad);
      const corrections = down.flatMap((row) => across.map((column) => row * column));
      return corrections.every((factor) => factor === 1)
        ? means
        : tf.mul(means, tf.tensor4d(corrections, [1, down.length, across.length, 1]));
    }

    /** By what each window along an axis divided, over what it should have divided by. */
    #corrections({ size, window, stride, margin, outputs }: Plan, pad: 'same' | 'valid'): number[] {
      const [before, after] = margin;
      return Array.from({ length: outputs }, (_, output) => {
        const start = output * stride;
        const pixels = Math.min(start + window, before + size) - Math.max(start, before);
        const padding = Math.min(start + window, before + size + after) - start;
        // tfjs divides by what it sees: pixels only under its own padding, all under ours.
        const divided = pad === 'same' ? pixels : window;
        return divided / (this.countIncludePadding ? padding : pixels);
      });
    }

    override getConfig(): serialization.ConfigDict {
      return { ...super.getConfig(), countIncludePadding: this.countIncludePadding };
    }
  }
  tf.serialization.registerClass(PaddedAveragePooling2D);
  return (args: PaddedAveragePooling2dArgs = {}): Layer => new PaddedAveragePooling2D(args);
});

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
