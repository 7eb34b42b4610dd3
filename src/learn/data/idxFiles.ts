import { checkOptions, listOf, text, type Rules } from '../../zoo/options';
import type { LessonFiles } from './files';
import { parseIdx, readUnpacked } from './idx';
import { pixelsOfBytes, type Sets } from './sets';
import type { ImageSet } from './types';

/** Options of `data.idx`: paths from the notebook's folder, of plain files or `.gz`. */
export interface IdxOptions {
  /** An IDX file of three dimensions: images, rows, columns. */
  readonly images: string;
  /** An IDX file of one dimension. */
  readonly labels: string;
  /** Names by label. Default: the labels as numbers. */
  readonly classes?: readonly string[];
}

const rules: Rules<IdxOptions> = { images: text, labels: text, classes: listOf(text) };

/**
 * Grey images out of files of MNIST's format, whichever set they are of.
 *
 * @throws Error that names the file that is damaged or does not fit to the other
 */
export async function idx(sets: Sets, files: LessonFiles, options: IdxOptions): Promise<ImageSet> {
  checkOptions('data.idx', options, rules);
  const { images, labels } = options;
  if ((images as unknown) === undefined || (labels as unknown) === undefined) {
    throw new RangeError('data.idx: images and labels should both be named, as paths of files');
  }
  const imagesFile = files.resolve(images);
  const labelsFile = files.resolve(labels);
  const { dimensions, values } = parseIdx(await readUnpacked(files, images), imagesFile, {
    rank: 3,
  });
  const { values: classOf } = parseIdx(await readUnpacked(files, labels), labelsFile, { rank: 1 });
  const [count = 0, height = 0, width = 0] = dimensions;
  if (count === 0 || height === 0 || width === 0) {
    throw new Error(`${imagesFile} should hold images. It holds ${dimensions.join(' x ')}`);
  }
  if (classOf.length !== count) {
    throw new Error(
      `${labelsFile} should hold a label for each of the ${count} images of ${imagesFile}. ` +
        `It holds ${classOf.length}`,
    );
  }
  const largest = classOf.reduce((most, label) => Math.max(most, label), 0);
  const { classes = Array.from({ length: largest + 1 }, (_, label) => String(label)) } = options;
  if (largest >= classes.length) {
    throw new RangeError(
      `data.idx: classes should have a name for each label, 0 to ${largest} in ${labelsFile}. ` +
        `Received ${classes.length}`,
    );
  }
  const length = height * width;
  const shape = [height, width, 1] as const;
  return sets.make({
    name: images.split(/[\\/]/).at(-1) ?? images,
    classes: [...classes],
    shape,
    labels: classOf,
    pixels: pixelsOfBytes(shape, (index) => values.subarray(index * length, (index + 1) * length)),
  });
}
