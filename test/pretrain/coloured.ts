import type { Tensor4D } from '@tensorflow/tfjs';
import type { Tf } from '../../src/zoo';
import type { ImageSet } from '../../src/learn/data/types';

/** Uniform numbers from 0 to 1 that depend on all of their arguments (an integer hash by Wang). */
function random(...parts: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const part of parts) {
    hash = Math.imul(hash ^ part, 0x27d4eb2d) >>> 0;
    hash = (hash ^ (hash >>> 15)) >>> 0;
    hash = Math.imul(hash, 0x85ebca6b) >>> 0;
    hash = (hash ^ (hash >>> 13)) >>> 0;
  }
  return hash / 2 ** 32;
}

const brightness = (colour: readonly number[]) =>
  0.3 * (colour[0] ?? 0) + 0.59 * (colour[1] ?? 0) + 0.11 * (colour[2] ?? 0);

/**
 * Grey images as ink of one colour on paper of another, in other colours in every pass; one in three
 * stays white on black. Otherwise a network would only learn that clothes are grey.
 */
export function coloured(tf: Tf, set: ImageSet, seed: number): ImageSet {
  const [height, width] = set.shape;
  return {
    ...set,
    name: `${set.name}, coloured`,
    shape: [height, width, 3],
    read: async (indices, pass = 0) => {
      const grey = await set.read(indices, pass);
      const colours = indices.map((index) => coloursOf(seed, index, pass));
      const images = tf.tidy(() => {
        const flat = (which: 0 | 1) =>
          tf.tensor(colours.map((pair) => pair[which])).reshape([-1, 1, 1, 3]);
        const [paper, ink] = [flat(0), flat(1)];
        return tf.add<Tensor4D>(paper, tf.mul(tf.sub(ink, paper), grey));
      });
      grey.dispose();
      return images;
    },
  };
}

type Pair = readonly [paper: readonly number[], ink: readonly number[]];

function coloursOf(seed: number, index: number, pass: number): Pair {
  const draw = (place: number) =>
    [0, 1, 2].map((channel) => random(seed, index, pass, place, channel));
  if (random(seed, index, pass, 99) < 1 / 3) {
    return [
      [0, 0, 0],
      [1, 1, 1],
    ];
  }
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const [paper, ink] = [draw(2 * attempt), draw(2 * attempt + 1)];
    if (Math.abs(brightness(paper) - brightness(ink)) > 0.35) {
      return [paper, ink];
    }
  }
  return [
    [0, 0, 0],
    [1, 1, 1],
  ];
}
