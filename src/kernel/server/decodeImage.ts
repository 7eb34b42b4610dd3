import { decode as decodeJpeg } from 'jpeg-js';
import { PNG } from 'pngjs';

import type { DecodedImage } from '../../learn/data/files';
import { sniffImage } from '../display/image';
import { orientationOf, turnUpright } from './orientation';

/** More than a phone's picture has; a file can claim any size. */
const maxMegapixels = 100;
const maxMegabytes = 1024;

/**
 * Decodes a PNG or JPEG file in memory: grey, palette, opacity, 16 bits, CMYK and a camera's turn are
 * all made red, green, blue and opacity of 8 bits, upright.
 *
 * @throws Error that says why it cannot be decoded
 */
export function decodeImage(bytes: Uint8Array): DecodedImage {
  const info = sniffImage(bytes);
  if (info === undefined || info.mime === 'image/gif') {
    throw new Error('it is neither a PNG nor a JPEG file');
  }
  const { width = 0, height = 0 } = info;
  if (width < 1 || height < 1) {
    throw new Error('its header is damaged');
  }
  if (width * height > maxMegapixels * 1e6) {
    throw new Error(`it has ${width} x ${height} pixels, more than ${maxMegapixels} million`);
  }
  if (info.mime === 'image/png') {
    const image = PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return { width: image.width, height: image.height, rgba: image.data };
  }
  const image = decodeJpeg(bytes, {
    useTArray: true,
    formatAsRGBA: true,
    tolerantDecoding: false,
    maxResolutionInMP: maxMegapixels,
    maxMemoryUsageInMB: maxMegabytes,
  });
  return turnUpright(
    { width: image.width, height: image.height, rgba: image.data },
    orientationOf(bytes),
  );
}
