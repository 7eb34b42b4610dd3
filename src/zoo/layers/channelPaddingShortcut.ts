import type { serialization, Tensor } from '@tensorflow/tfjs';
import { oncePerTf, type Layer, type LayerArgs } from '../tensorflow';
import { imagesShape, onlyImages, type Shapes } from './stock';

/** Arguments of the shortcut without weights. */
export interface ChannelPaddingShortcutArgs extends LayerArgs {
  /** Channels that come out: as many as come in, or more. */
  readonly filters: number;
  /** Default 1. */
  readonly strides?: number;
}

/**
 * The shortcut of option A (He et al. 2015, sections 3.3 and 4.2) where a residual block has more
 * filters than its input has channels: every `strides`-th pixel of every `strides`-th row, and zeros
 * for the new channels, so that it has no weights.
 *
 * The paper does not say where the zeros go. Here half of them come before the channels and half
 * after, as in the common reproductions for CIFAR-10 (akamaster/pytorch_resnet_cifar10); Facebook's
 * fb.resnet.torch puts all of them after. The two differ in the order of channels alone.
 */
export const defineChannelPaddingShortcut = oncePerTf((tf) => {
  class ChannelPaddingShortcut extends tf.layers.Layer {
    static readonly className = 'ChannelPaddingShortcut';
    readonly filters: number;
    /** The subsampling is a pooling of single pixels, and counts as one in receptive fields. */
    readonly poolSize: readonly [height: number, width: number] = [1, 1];
    readonly strides: readonly [height: number, width: number];

    constructor(args: ChannelPaddingShortcutArgs) {
      super(args);
      const { filters, strides = 1 } = args;
      for (const [option, value] of Object.entries({ filters, strides })) {
        if (!Number.isSafeInteger(value) || value < 1) {
          throw new RangeError(
            `${this.name}: ${option} should be a whole number, 1 or more. ` +
              `Received ${option}=${JSON.stringify(value)}`,
          );
        }
      }
      this.filters = filters;
      this.strides = [strides, strides];
    }

    override build(inputShape: Shapes): void {
      const [, , , channels] = imagesShape(this.name, inputShape);
      if (channels > this.filters) {
        throw new RangeError(
          `${this.name}: filters should be as many as the input's channels, or more. ` +
            `Received filters=${this.filters}, ${channels} channels`,
        );
      }
      this.built = true;
    }

    override computeOutputShape(inputShape: Shapes): (number | null)[] {
      const [batch, height, width] = imagesShape(this.name, inputShape);
      const [down, across] = this.strides;
      return [
        batch,
        height === null ? null : Math.ceil(height / down),
        width === null ? null : Math.ceil(width / across),
        this.filters,
      ];
    }

    override call(inputs: Tensor | Tensor[]): Tensor {
      return tf.tidy(() => {
        const images = onlyImages(inputs);
        const added = this.filters - images.shape[3];
        const before = Math.floor(added / 2);
        const kept = tf.avgPool(images, [...this.poolSize], [...this.strides], 'valid');
        return added === 0
          ? kept
          : tf.pad(kept, [
              [0, 0],
              [0, 0],
              [0, 0],
              [before, added - before],
            ]);
      });
    }

    override getConfig(): serialization.ConfigDict {
      return { ...super.getConfig(), filters: this.filters, strides: this.strides[0] };
    }
  }
  tf.serialization.registerClass(ChannelPaddingShortcut);
  return (args: ChannelPaddingShortcutArgs): Layer => new ChannelPaddingShortcut(args);
});
