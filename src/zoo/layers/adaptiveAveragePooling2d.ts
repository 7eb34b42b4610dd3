import type { serialization, Tensor, Tensor4D } from '@tensorflow/tfjs';
import { oncePerTf, type Layer, type LayerArgs } from '../tensorflow';
import { imagesShape, onlyImages, type Shapes } from './stock';

/** The arguments of `adaptiveAveragePooling2d`. */
export interface AdaptiveAveragePooling2dArgs extends LayerArgs {
  /** Rows and columns of the output, or one number for both. */
  readonly outputSize: number | readonly [height: number, width: number];
}

/** A window along one axis: its first position, and the first one behind it. */
type Bin = readonly [start: number, end: number];

/**
 * PyTorch's adaptive average pooling: as many means as `outputSize` says, whatever the input's size.
 * Output i of n averages positions floor(i * size / n) to ceil((i + 1) * size / n), so that windows
 * differ in size, and overlap, where n does not divide the size:
 *
 *     14 positions, 4 means:   0123  3456  789a  abcd
 */
export const defineAdaptiveAveragePooling2d = oncePerTf((tf) => {
  class AdaptiveAveragePooling2D extends tf.layers.Layer {
    static readonly className = 'AdaptiveAveragePooling2D';
    readonly outputSize: readonly [number, number];

    constructor(args: AdaptiveAveragePooling2dArgs) {
      super(args);
      const { outputSize } = args;
      const both = Array.isArray(outputSize) ? (outputSize as number[]) : [outputSize as number];
      const [rows = NaN, columns = rows] = both;
      if (both.length > 2 || ![rows, columns].every((n) => Number.isSafeInteger(n) && n > 0)) {
        throw new RangeError(
          `${this.name}: outputSize should be a whole number, 1 or more, or a list of two. ` +
            `Received outputSize=${JSON.stringify(outputSize)}`,
        );
      }
      this.outputSize = [rows, columns];
      this.inputSpec = [new tf.InputSpec({ ndim: 4 })];
    }

    override computeOutputShape(inputShape: Shapes): (number | null)[] {
      const [batch, , , channels] = imagesShape(this.name, inputShape);
      return [batch, ...this.outputSize, channels];
    }

    override call(inputs: Tensor | Tensor[]): Tensor {
      return tf.tidy(() => {
        const images = onlyImages(inputs);
        const [, height, width] = images.shape;
        const [rows, columns] = this.outputSize;
        return meansAlong(meansAlong(images, 1, bins(height, rows)), 2, bins(width, columns));
      });
    }

    override getConfig(): serialization.ConfigDict {
      return { ...super.getConfig(), outputSize: [...this.outputSize] };
    }
  }
  tf.serialization.registerClass(AdaptiveAveragePooling2D);

  /** A mean over a rectangle is the mean over its rows, and then over its columns. */
  function meansAlong(images: Tensor4D, axis: 1 | 2, windows: readonly Bin[]): Tensor4D {
    const means = windows.map(([start, end]) => {
      const begin = [0, 0, 0, 0].fill(start, axis, axis + 1);
      const size = [-1, -1, -1, -1].fill(end - start, axis, axis + 1);
      return tf.mean<Tensor4D>(tf.slice(images, begin, size), axis, true);
    });
    return tf.concat(means, axis);
  }

  return (args: AdaptiveAveragePooling2dArgs): Layer => new AdaptiveAveragePooling2D(args);
});

function bins(size: number, count: number): readonly Bin[] {
  return Array.from({ length: count }, (_, index) => [
    Math.floor((index * size) / count),
    Math.ceil(((index + 1) * size) / count),
  ]);
}
