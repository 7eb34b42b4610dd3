import type { Rank, Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import { expectOption, listOf, whole } from '../../../zoo/options';
import type { Tf } from '../../../zoo';
import type { ImageSize } from '../convert';

/**
 * The ten patches on which AlexNet's predictions are averaged (section 4.1): the four corners (top
 * left, top right, bottom left, bottom right) and the centre, then the same mirrored.
 *
 * @param image [height, width, channels], or [n, height, width, channels]
 * @returns a new tensor [10, ...size, channels]; of n images, [10 n, ...], image by image
 */
export function tenCrops(tf: Tf, image: Tensor3D | Tensor4D, size: ImageSize): Tensor4D {
  const received: unknown = image;
  if (!(received instanceof tf.Tensor) || (image.rank !== 3 && image.rank !== 4)) {
    throw new TypeError(
      'tenCrops: image should be a tensor [height, width, channels] or [n, height, width, channels]. ' +
        `Received ${received instanceof tf.Tensor ? JSON.stringify(received.shape) : typeof received}`,
    );
  }
  const [count, height, width, channels] = (
    image.rank === 3 ? [1, ...image.shape] : image.shape
  ) as Tensor4D['shape'];
  expectOption(
    listOf(whole(), 2).holds(size) && size[0] <= height && size[1] <= width,
    'tenCrops',
    { size },
    `[height, width], 1 or more each, at most [${height}, ${width}]`,
  );
  const [bottom, right] = [height - size[0], width - size[1]];
  const corners = [
    [0, 0],
    [0, right],
    [bottom, 0],
    [bottom, right],
    [Math.floor(bottom / 2), Math.floor(right / 2)],
  ] as const;
  return tf.tidy(() => {
    const images: Tensor = tf.reshape(image, [count, height, width, channels]);
    const patches = corners.map(([top, left]) =>
      tf.slice(images, [0, top, left, 0], [count, ...size, channels]),
    );
    const all = tf.stack([...patches, ...patches.map((patch) => tf.reverse(patch, 2))], 1);
    return tf.reshape<Rank.R4>(all, [count * 10, ...size, channels]);
  });
}
