/** A file of an archive. */
export interface TarEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const block = 512;

/**
 * The plain files of a tar archive (POSIX ustar), as npm's tarballs are.
 *
 * @throws Error when the archive ends too early or an entry is damaged
 */
export function* tarEntries(archive: Uint8Array): Iterable<TarEntry> {
  let offset = 0;
  while (offset + block <= archive.length) {
    const header = archive.subarray(offset, offset + block);
    if (header.every((byte) => byte === 0)) {
      return;
    }
    const size = parseInt(textOf(header, 124, 12), 8);
    const name = [textOf(header, 345, 155), textOf(header, 0, 100)].filter((part) => part !== '');
    const end = offset + block + size;
    if (!(size >= 0) || end > archive.length) {
      throw new Error(`The archive ends within ${name.join('/')}.`);
    }
    const type = textOf(header, 156, 1);
    if (type === '0' || type === '') {
      yield { name: name.join('/'), bytes: archive.subarray(offset + block, end) };
    }
    offset += block + Math.ceil(size / block) * block;
  }
}

function textOf(header: Uint8Array, start: number, length: number): string {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end)).trim();
}
