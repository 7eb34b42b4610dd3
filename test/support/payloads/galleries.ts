import { toColumn } from '../../../src/protocol/columns';
import type { ImagesPayload, MatrixPayload, Tile } from '../../../src/protocol/images';

/** Bytes of pictures that differ: slanted waves with a seed of their own. */
export function waves(count: number, height: number, width: number, channels: 1 | 3): Uint8Array {
  const bytes = new Uint8Array(count * height * width * channels);
  bytes.forEach((_, place) => {
    const channel = place % channels;
    const pixel = Math.floor(place / channels);
    const x = pixel % width;
    const y = Math.floor(pixel / width) % height;
    const tile = Math.floor(pixel / (width * height));
    const turn = (tile + 1) * (x * (channel + 1) + y * ((tile % 3) + 1));
    bytes[place] = Math.round(127.5 + 127.5 * Math.sin((turn * 6) / (width + height)));
  });
  return bytes;
}

const kinds = ['T-shirt', 'trouser', 'pullover', 'dress', 'coat', 'sandal', 'shirt', 'sneaker'];

const predictions = (count: number): Tile[] =>
  Array.from({ length: count }, (_, index) => {
    const caption = kinds[index % kinds.length] ?? '';
    return index % 3 === 0
      ? { caption, detail: `taken for a ${kinds[(index + 3) % 8] ?? ''}, 81 %`, verdict: 'wrong' }
      : { caption, detail: '97 %', verdict: 'right' };
  });

/** Predictions on grey images, colour images and feature maps. */
export function gallery(
  options: { readonly tiles?: number; readonly runId?: string } = {},
): ImagesPayload {
  const { tiles = 12, runId = '1' } = options;
  return {
    summary: `${tiles} predictions, some wrong, with colour images and feature maps.`,
    viewId: 'cell/1',
    runId,
    seq: 0,
    title: 'Predictions of cnn',
    sections: [
      {
        title: 'Validation images',
        height: 28,
        width: 28,
        channels: 1,
        tiles: predictions(tiles),
        count: 300,
        values: toColumn(waves(tiles, 28, 28, 1)),
      },
      {
        title: 'Augmented copies',
        height: 120,
        width: 160,
        channels: 3,
        tiles: Array.from({ length: 4 }, (_, index) => ({ caption: `copy ${index + 1}` })),
        count: 4,
        values: toColumn(waves(4, 120, 160, 3)),
      },
      {
        title: 'Feature maps of conv1',
        height: 14,
        width: 14,
        channels: 1,
        scale: { low: -0.8125, high: 3.14159 },
        tiles: Array.from({ length: 5 }, (_, index) => ({ caption: `channel ${index * 7}` })),
        count: 64,
        values: toColumn(waves(5, 14, 14, 1)),
      },
    ],
  };
}

/** A confusion matrix with most on its diagonal. */
export function confusion(
  classes: readonly string[] = [...kinds, 'bag', 'ankle boot'],
  options: { readonly runId?: string; readonly per?: number } = {},
): MatrixPayload {
  const { runId = '1', per = 100 } = options;
  const counts = classes.map((_, row) =>
    classes.map((__, column) => {
      const distance = Math.abs(row - column);
      return distance === 0
        ? Math.max(0, per - 2 * row)
        : distance < 3
          ? Math.floor((row * 3) / (distance + 1))
          : 0;
    }),
  );
  return {
    summary: `${classes.length} classes, most of them told apart.`,
    viewId: 'cell/2',
    runId,
    seq: 0,
    title: 'Confusion matrix of cnn',
    rowTitle: 'true class',
    columnTitle: 'predicted class',
    classes,
    counts,
  };
}
