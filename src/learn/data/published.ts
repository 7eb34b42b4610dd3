import { checkOptions, oneOf, whole, type Rules } from '../../zoo/options';
import type { LessonHost } from '../host';
import { take } from './choose';
import type { DataPackage } from './files';
import { parseIdx } from './idx';
import { jsonBytes } from './jsonBytes';
import { pixelsOfBytes, type Sets } from './sets';
import type { ImageSet } from './types';

/** Options of `data.mnist` and `data.fashion`. */
export interface PublishedOptions {
  /** Images to train with (the default), or to test with. */
  readonly split?: 'train' | 'test';
  /** This many of them, of all classes equally. Default: all there are. */
  readonly size?: number;
  /** Which ones, where `size` is given. Default 1. */
  readonly seed?: number;
}

type Split = NonNullable<PublishedOptions['split']>;

/** Images and labels, one byte for each. */
interface LoadedSplit {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly isSubset: boolean;
}

const digits = Array.from({ length: 10 }, (_, digit) => String(digit));

const published = {
  mnist: {
    title: 'MNIST',
    classes: digits,
    bundled: 'mnist.idx.br',
    whole: '70,000',
  },
  fashion: {
    title: 'Fashion-MNIST',
    classes: [
      ...['T-shirt/top', 'trouser', 'pullover', 'dress', 'coat'],
      ...['sandal', 'shirt', 'sneaker', 'bag', 'ankle boot'],
    ],
    bundled: 'fashion.idx.br',
    whole: '70,000',
  },
} as const;

const shape = [28, 28, 1] as const;
const pixelsPerImage = 784;

const rules: Rules<PublishedOptions> = {
  split: oneOf('train', 'test'),
  size: whole(),
  seed: whole(0),
};

/** Loads the published sets of a kernel; each is in memory once, however often it is asked for. */
export function createPublished(host: LessonHost, sets: Sets) {
  const { files } = host;
  const loaded = new Map<string, Promise<LoadedSplit>>();
  const told = new Set<DataPackage>();

  const load = async (name: DataPackage, split: Split): Promise<LoadedSplit> => {
    const folder = await files.findPackage(name);
    // Another key when the whole set has come since.
    const key = `${name} ${split} ${folder ?? ''}`;
    const found =
      loaded.get(key) ?? (folder === undefined ? bundled(name, split) : whole[name](folder, split));
    loaded.set(key, found);
    // What failed may do next time.
    found.catch(() => loaded.delete(key));
    return found;
  };

  const bundled = async (name: DataPackage, split: Split): Promise<LoadedSplit> => {
    const file = published[name].bundled;
    const bytes = await files.unpack(await files.readBundled(file), 'brotli');
    let start = 0;
    const next = (rank: number) => {
      const idx = parseIdx(bytes, file, { rank, start, isPart: true });
      start = idx.end;
      return idx.values;
    };
    const train = { images: next(3), labels: next(1) };
    const test = { images: next(3), labels: next(1) };
    return { ...(split === 'train' ? train : test), isSubset: true };
  };

  const whole = {
    mnist: async (folder: string, split: Split): Promise<LoadedSplit> => {
      const start = split === 'train' ? 'train' : 't10k';
      const read = async (path: string, rank: number) => {
        const file = files.resolve(folder, 'data', path);
        return parseIdx(await files.read(file), file, { rank }).values;
      };
      const images = await read(`${start}-images-idx3-ubyte`, 3);
      const labels = await read(`${start}-labels-idx1-ubyte`, 1);
      expectSameCount(folder, images.length / pixelsPerImage, labels.length);
      return { images, labels, isSubset: false };
    },
    fashion: async (folder: string, split: Split): Promise<LoadedSplit> => {
      const perClass = split === 'train' ? 6000 : 1000;
      const images = new Uint8Array(10 * perClass * pixelsPerImage);
      for (let label = 0; label < 10; label += 1) {
        host.signal.throwIfAborted();
        host.progress(`Reading ${published.fashion.title}`, label / 10);
        const file = files.resolve(folder, 'src', 'clothes', `${label}.json`);
        const values = jsonBytes(await files.read(file), file, 7000 * pixelsPerImage);
        // The package keeps its images by class, not by split: the last 1,000 of each are for testing.
        const first = split === 'train' ? 0 : 6000;
        for (let index = 0; index < perClass; index += 1) {
          const from = (first + index) * pixelsPerImage;
          const image = values.subarray(from, from + pixelsPerImage);
          images.set(image, (10 * index + label) * pixelsPerImage);
        }
      }
      const labels = Uint8Array.from({ length: 10 * perClass }, (_, index) => index % 10);
      return { images, labels, isSubset: false };
    },
  };

  const open = async (name: DataPackage, options: PublishedOptions): Promise<ImageSet> => {
    checkOptions(`data.${name}`, options, rules);
    const { split = 'train', size, seed } = options;
    const { images, labels, isSubset } = await load(name, split);
    const { title, classes } = published[name];
    const count = labels.length.toLocaleString('en-US');
    const all = sets.make({
      name: isSubset ? `${title} (subset of ${count})` : title,
      classes,
      shape,
      labels,
      pixels: pixelsOfBytes(shape, (index) =>
        images.subarray(index * pixelsPerImage, (index + 1) * pixelsPerImage),
      ),
    });
    if (isSubset && !told.has(name)) {
      told.add(name);
      host.notice(
        `${title}: the subset that comes with TSNB (${count} images to ${split} with).\n` +
          `await data.download('${name}') or "tsnb install ${name}" fetches all ` +
          `${published[name].whole}.`,
      );
    }
    return size === undefined
      ? all
      : take(sets, all, size, { ...(seed !== undefined && { seed }) });
  };

  return {
    mnist: (options: PublishedOptions = {}) => open('mnist', options),
    fashion: (options: PublishedOptions = {}) => open('fashion', options),
  };
}

function expectSameCount(folder: string, images: number, labels: number): void {
  if (images !== labels) {
    throw new Error(
      `${folder} should hold a label for each of ${images} images. It holds ${labels}`,
    );
  }
}
