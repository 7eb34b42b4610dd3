import { checkOptions, expectOption, oneOf, text, whole, type Rules } from '../../zoo/options';
import type { LessonHost } from '../host';
import { createByteCache } from './cache';
import { fitImage, type ImageFit } from './fit';
import { pixelsOfBytes, type ImageShape, type Sets } from './sets';
import type { ImageSet } from './types';

/** Options of `data.folder`. */
export interface FolderOptions {
  /** [height, width, channels] of the images, of 3 channels or 1. Default [64, 64, 3]. */
  readonly shape?: ImageShape;
  /** What is done with other proportions: `crop` (the default), `stretch` or `pad` (with black). */
  readonly fit?: ImageFit;
  /**
   * Whether all pictures are decoded at first, so that damaged ones are found and left out (the
   * default). Without, a large folder is there at once, and a damaged picture stops whoever reads it.
   */
  readonly check?: boolean;
}

const rules: Rules<FolderOptions> = {
  shape: {
    allowed: '[height, width, channels]: whole numbers, channels 1 or 3',
    holds: (shape) =>
      Array.isArray(shape) &&
      shape.length === 3 &&
      shape.every((side) => whole().holds(side)) &&
      [1, 3].includes(shape[2] as number),
  },
  fit: oneOf('crop', 'stretch', 'pad'),
  check: oneOf(true, false),
};

/** Bytes of decoded images that are kept: 5,000 of 64 by 64. */
const room = 64 * 2 ** 20;

interface Picture {
  readonly path: string;
  readonly label: number;
}

/**
 * The PNG and JPEG pictures of a folder that has one subfolder for each class, named like it. Pictures
 * are decoded when they are read, and a limited number is kept.
 *
 * @throws Error that names what is missing
 */
export async function folder(
  sets: Sets,
  host: LessonHost,
  path: string,
  options: FolderOptions = {},
): Promise<ImageSet> {
  expectOption(text.holds(path), 'data.folder', { path }, 'the path of a folder');
  checkOptions('data.folder', options, rules);
  const { shape = [64, 64, 3], fit = 'crop', check = true } = options;
  const { files } = host;
  const { classes, pictures } = await picturesIn(host, path);
  const cache = createByteCache(room);

  const load = async ({ path: file }: Picture): Promise<Uint8Array> => {
    const bytes = await files.read(file);
    return fitImage(files.decode(bytes), shape, fit);
  };
  const usable = check ? await tryAll(host, { pictures, path, load, keep: cache.set }) : pictures;

  return sets.make({
    name: files.resolve(path).split(/[\\/]/).at(-1) ?? path,
    classes,
    shape: [...shape],
    labels: Uint16Array.from(usable, ({ label }) => label),
    pixels: pixelsOfBytes(shape, async (index) => {
      const kept = cache.get(index);
      const picture = usable[index];
      if (kept !== undefined || picture === undefined) {
        return kept ?? new Uint8Array(0);
      }
      const bytes = await load(picture).catch((error: unknown) => {
        throw new Error(
          `${files.resolve(picture.path)} cannot be read as a picture: ${reasonOf(error)}. ` +
            'data.folder() leaves damaged pictures out when it checks them (check: true)',
        );
      });
      cache.set(index, bytes);
      return bytes;
    }),
  });
}

async function picturesIn(
  host: LessonHost,
  path: string,
): Promise<{ classes: readonly string[]; pictures: readonly Picture[] }> {
  const { files } = host;
  const entries = (await files.list(path)).filter(({ name }) => !name.startsWith('.'));
  const folders = entries.filter(({ isFolder }) => isFolder);
  const whole = files.resolve(path);
  if (folders.length === 0) {
    const count = entries.length === 1 ? '1 file' : `${entries.length} files`;
    const found = entries.length === 0 ? 'It is empty' : `It has ${count} and no subfolder`;
    throw new Error(
      `${whole} should have one subfolder for each class, with its pictures. ${found}`,
    );
  }
  const classes: string[] = [];
  const pictures: Picture[] = [];
  const without: string[] = [];
  for (const { name } of folders) {
    const inside = await files.list(files.resolve(path, name));
    const found = inside.filter(
      (entry) => !entry.isFolder && /^[^.].*\.(png|jpe?g)$/i.test(entry.name),
    );
    if (found.length === 0) {
      without.push(name);
      continue;
    }
    const label = classes.push(name) - 1;
    pictures.push(
      ...found.map((entry) => ({ path: files.resolve(path, name, entry.name), label })),
    );
  }
  if (pictures.length === 0) {
    throw new Error(
      `${whole} should have PNG or JPEG pictures in its subfolders. ` +
        `There are none in ${without.slice(0, 8).join(', ')}`,
    );
  }
  if (without.length > 0) {
    host.notice(`${whole}: no PNG or JPEG pictures in ${without.join(', ')}, which is no class.`);
  }
  return { classes, pictures };
}

/** Decodes all pictures; says which cannot be, and leaves them out. */
async function tryAll(
  host: LessonHost,
  {
    pictures,
    path,
    load,
    keep,
  }: {
    readonly pictures: readonly Picture[];
    readonly path: string;
    readonly load: (picture: Picture) => Promise<Uint8Array>;
    readonly keep: (index: number, bytes: Uint8Array) => void;
  },
): Promise<readonly Picture[]> {
  const usable: Picture[] = [];
  const damaged: string[] = [];
  for (const [index, picture] of pictures.entries()) {
    host.signal.throwIfAborted();
    host.progress(`Reading the pictures of ${path}`, index / pictures.length);
    try {
      const bytes = await load(picture);
      keep(usable.push(picture) - 1, bytes);
    } catch (error) {
      const short = picture.path.split(/[\\/]/).slice(-2).join('/');
      damaged.push(`${short} (${reasonOf(error)})`);
    }
  }
  if (usable.length === 0) {
    throw new Error(
      `${host.files.resolve(path)} should have pictures that can be read. All ${damaged.length} are ` +
        `damaged: ${listed(damaged)}`,
    );
  }
  if (damaged.length > 0) {
    const count = damaged.length === 1 ? '1 picture is' : `${damaged.length} pictures are`;
    host.notice(`${path}: ${count} damaged and left out: ${listed(damaged)}.`);
  }
  return usable;
}

function listed(damaged: readonly string[]): string {
  const more = damaged.length > 20 ? [`and ${damaged.length - 20} more`] : [];
  return [...damaged.slice(0, 20), ...more].join(', ');
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
