import { checkOptions, oneOf, text, listOf, expectOption, type Rules } from '../../zoo/options';
import type { LessonFiles } from './files';
import { readUnpacked } from './idx';
import { pixelsOfBytes, type Sets } from './sets';
import type { ImageSet } from './types';

/** Options of `data.cifar10`. */
export interface CifarOptions {
  /** Of a folder: the images to train with (`data_batch_*.bin`, the default), or to test with. */
  readonly split?: 'train' | 'test';
}

const rules: Rules<CifarOptions> = { split: oneOf('train', 'test') };
const shape = [32, 32, 3] as const;
const pixels = 32 * 32;
/** A label, then 1,024 bytes each of red, green and blue. */
const recordLength = 1 + 3 * pixels;
const names = [
  ...['airplane', 'automobile', 'bird', 'cat', 'deer'],
  ...['dog', 'frog', 'horse', 'ship', 'truck'],
];

/**
 * CIFAR-10 out of its binary version (cs.toronto.edu/~kriz/cifar.html), unpacked: a folder with
 * `data_batch_1.bin`..., `test_batch.bin` and `batches.meta.txt`, or the files by name.
 *
 * @throws Error that names what is missing or damaged
 */
export async function cifar10(
  sets: Sets,
  files: LessonFiles,
  from: string | readonly string[],
  options: CifarOptions = {},
): Promise<ImageSet> {
  checkOptions('data.cifar10', options, rules);
  expectOption(
    text.holds(from) || listOf(text).holds(from),
    'data.cifar10',
    { from },
    'a folder, or a list of files',
  );
  const { split = 'train' } = options;
  const { paths, classes } =
    typeof from === 'string'
      ? await batchesIn(files, from, split)
      : { paths: from, classes: names };
  const batches: Uint8Array[] = [];
  for (const path of paths) {
    batches.push(expectRecords(await readUnpacked(files, path), files.resolve(path), classes));
  }
  const perBatch = batches.map(({ length }) => length / recordLength);
  const starts = perBatch.map((_, batch) =>
    perBatch.slice(0, batch).reduce((sum, count) => sum + count, 0),
  );
  const size = perBatch.reduce((sum, count) => sum + count, 0);
  const recordOf = (index: number): Uint8Array => {
    const batch = starts.findLastIndex((start) => start <= index);
    const start = (index - (starts[batch] ?? 0)) * recordLength;
    return batches[batch]?.subarray(start, start + recordLength) ?? new Uint8Array(recordLength);
  };
  return sets.make({
    name: 'CIFAR-10',
    classes,
    shape,
    labels: Uint8Array.from({ length: size }, (_, index) => recordOf(index)[0] ?? 0),
    pixels: pixelsOfBytes(shape, (index) => interleaved(recordOf(index).subarray(1))),
  });
}

async function batchesIn(files: LessonFiles, folder: string, split: 'train' | 'test') {
  const entries = (await files.list(folder)).map(({ name }) => name);
  const wanted = split === 'train' ? /^data_batch_\d+\.bin(\.gz)?$/ : /^test_batch\.bin(\.gz)?$/;
  const found = entries.filter((name) => wanted.test(name));
  if (found.length === 0) {
    throw new Error(
      `${files.resolve(folder)} should hold ` +
        `${split === 'train' ? 'data_batch_1.bin to data_batch_5.bin' : 'test_batch.bin'}, the binary ` +
        `version of CIFAR-10 unpacked. It holds ${entries.slice(0, 8).join(', ') || 'nothing'}`,
    );
  }
  const meta = 'batches.meta.txt';
  const classes = entries.includes(meta)
    ? latin(await files.read(files.resolve(folder, meta)))
        .split(/\r?\n/)
        .filter((line) => line.trim() !== '')
    : names;
  return { paths: found.map((name) => files.resolve(folder, name)), classes };
}

function expectRecords(bytes: Uint8Array, file: string, classes: readonly string[]): Uint8Array {
  if (bytes.length === 0 || bytes.length % recordLength !== 0) {
    throw new Error(
      `${file} should hold images of ${recordLength} bytes each (a label, 3 x ${pixels} values). ` +
        `It has ${bytes.length} bytes, ${bytes.length % recordLength} over the last whole image`,
    );
  }
  for (let start = 0; start < bytes.length; start += recordLength) {
    const label = bytes[start] ?? 0;
    if (label >= classes.length) {
      throw new Error(
        `${file} should have labels from 0 to ${classes.length - 1}. ` +
          `Image ${start / recordLength} has ${label}: is this the binary version of CIFAR-10?`,
      );
    }
  }
  return bytes;
}

/** Colours of each pixel together. */
function interleaved(planes: Uint8Array): Uint8Array {
  return Uint8Array.from(
    { length: 3 * pixels },
    (_, at) => planes[(at % 3) * pixels + Math.floor(at / 3)] ?? 0,
  );
}

/** Class names are plain letters. */
function latin(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}
