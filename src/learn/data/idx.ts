import type { LessonFiles } from './files';

/** The numbers of an IDX file: one byte each. */
export interface Idx {
  readonly dimensions: readonly number[];
  readonly values: Uint8Array;
  /** Where the next thing starts. */
  readonly end: number;
}

/**
 * Reads the IDX format of LeCun's MNIST page: two zero bytes, the type (8: unsigned bytes), the number
 * of dimensions, each dimension as a big-endian 32-bit number, the values.
 *
 * @throws Error that names `file`, and says what was read and what was expected
 */
export function parseIdx(
  bytes: Uint8Array,
  file: string,
  { rank, start = 0, isPart = false }: { rank: number; start?: number; isPart?: boolean },
): Idx {
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start);
  const header = 4 + 4 * rank;
  const magic = 0x0800 + rank;
  const found = view.byteLength >= 4 ? view.getUint32(0) : undefined;
  if (found !== magic) {
    throw new Error(
      `${file} should be an IDX file of ${rank === 3 ? 'images' : 'labels'}, which starts with the ` +
        `number ${magic}. It ${found === undefined ? `has only ${view.byteLength} bytes` : `starts with ${found}`}`,
    );
  }
  if (view.byteLength < header) {
    throw new Error(
      `${file} should have a header of ${header} bytes. It ends after ${view.byteLength}`,
    );
  }
  const dimensions = Array.from({ length: rank }, (_, index) => view.getUint32(4 + 4 * index));
  const length = dimensions.reduce((product, size) => product * size, 1);
  const present = view.byteLength - header;
  if (present < length || (present > length && !isPart)) {
    throw new Error(
      `${file} should hold ${dimensions.join(' x ')} = ${length} bytes after its header. ` +
        `It holds ${present}`,
    );
  }
  const values = bytes.subarray(start + header, start + header + length);
  return { dimensions, values, end: start + header + length };
}

/** All bytes of a file; those in a gzip file (by its first bytes) unpacked. */
export async function readUnpacked(
  files: Pick<LessonFiles, 'read' | 'unpack' | 'resolve'>,
  path: string,
): Promise<Uint8Array> {
  const bytes = await files.read(path);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
    return bytes;
  }
  try {
    return await files.unpack(bytes, 'gzip');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${files.resolve(path)} is a gzip file that cannot be unpacked: ${reason}`, {
      cause: error,
    });
  }
}
