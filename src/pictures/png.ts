import { toBase64 } from '../protocol/columns';
import { deflate } from './deflate';

/** Pixels, row by row: one byte each (grey, or an index into `palette`), or red, green, blue. */
export interface Pixels {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly values: Uint8Array;
  /** 256 colours of three bytes. */
  readonly palette?: Uint8Array;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) {
    value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  }
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc = (crcTable[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function adler32(bytes: Uint8Array): number {
  let [low, high] = [1, 0];
  for (const byte of bytes) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  return high * 65536 + low;
}

const word = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);

function joined(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    bytes.set(part, place);
    place += part.length;
  }
  return bytes;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const named = joined(
    Array.from(type, (letter) => letter.charCodeAt(0)),
    data,
  );
  return joined(word(data.length), named, word(crc32(named)));
}

/** The pixels as a PNG file. */
export function encodePng({ height, width, channels, values, palette }: Pixels): Uint8Array {
  const row = width * channels;
  const raw = new Uint8Array(height * (row + 1));
  for (let y = 0; y < height; y += 1) {
    raw.set(values.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
  }
  const colourType = channels === 3 ? 2 : palette === undefined ? 0 : 3;
  return joined(
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    chunk('IHDR', joined(word(width), word(height), [8, colourType, 0, 0, 0])),
    ...(palette === undefined ? [] : [chunk('PLTE', palette)]),
    chunk('IDAT', joined([0x78, 0x01], deflate(raw), word(adler32(raw)))),
    chunk('IEND', new Uint8Array()),
  );
}

/** The pixels as the address of an image. */
export function pngUrl(pixels: Pixels): string {
  return `data:image/png;base64,${toBase64(encodePng(pixels))}`;
}
