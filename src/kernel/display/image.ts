import type { MimeBundle } from '../../protocol/mime';

/** A picture recognised by its first bytes. */
export interface ImageInfo {
  readonly mime: 'image/png' | 'image/jpeg' | 'image/gif';
  /** Pixels; absent when the header is damaged. */
  readonly width?: number;
  readonly height?: number;
}

/** Larger pictures would make the notebook unusable: they are named, not shown. */
const maxBytes = 20 * 2 ** 20;

/** Recognises PNG, JPEG and GIF files in memory. */
export function sniffImage(bytes: Uint8Array): ImageInfo | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) {
    const isWhole = bytes.length >= 24;
    return {
      mime: 'image/png',
      ...(isWhole && { width: view.getUint32(16), height: view.getUint32(20) }),
    };
  }
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) {
    return { mime: 'image/jpeg', ...jpegSize(view) };
  }
  if (startsWith(bytes, [0x47, 0x49, 0x46, 0x38])) {
    const isWhole = bytes.length >= 10;
    return {
      mime: 'image/gif',
      ...(isWhole && { width: view.getUint16(6, true), height: view.getUint16(8, true) }),
    };
  }
  return undefined;
}

/** A picture with its size in words. */
export function imageToBundle(bytes: Uint8Array, { mime, width, height }: ImageInfo): MimeBundle {
  const kind = mime.slice('image/'.length).toUpperCase();
  const size = width === undefined || height === undefined ? '' : ` ${width}x${height}`;
  const text = `${kind} picture${size}, ${bytes.length.toLocaleString('en-US')} bytes`;
  if (bytes.length > maxBytes) {
    return { 'text/plain': `${text}: too large to be shown (at most 20 MB)` };
  }
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  return { 'text/plain': text, [mime]: base64 };
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

/** Walks the segments of a JPEG to its frame header (SOF0 to SOF15 but DHT, JPG and DAC). */
function jpegSize(view: DataView): { width: number; height: number } | undefined {
  let offset = 2;
  while (offset + 9 <= view.byteLength && view.getUint8(offset) === 0xff) {
    const marker = view.getUint8(offset + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      return { height: view.getUint16(offset + 5), width: view.getUint16(offset + 7) };
    }
    offset += 2 + view.getUint16(offset + 2);
  }
  return undefined;
}
