import type { Tensor4D } from '@tensorflow/tfjs';

/**
 * Labelled images of one size. Nothing is computed before it is read, and what is read is the
 * reader's to dispose of, so that sets larger than the memory can be trained on.
 */
export interface ImageSet {
  /** e.g. `MNIST`, `shapes`, the folder's name. */
  readonly name: string;
  /** By label. */
  readonly classes: readonly string[];
  /** Number of images. */
  readonly size: number;
  /** Of one image, channels last. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** Index of the class of every image. */
  readonly labels: ArrayLike<number>;
  /**
   * Images by index as float32 [n, height, width, channels], 0 to 1 unless the set was preprocessed.
   * `pass` counts the epochs from 0: augmented copies differ from pass to pass, and are the same
   * again for the same set, seed, index and pass.
   */
  readonly read: (indices: readonly number[], pass?: number) => Promise<Tensor4D>;
}
