import type { DecodedImage } from '../../learn/data/files';

/**
 * How a camera was held: 1 (upright) to 8, as in the tag Orientation of Exif 2.3, 4.6.4. A JPEG file
 * keeps it in its segment APP1; 1 where there is none.
 */
export function orientationOf(jpeg: Uint8Array): number {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  let offset = 2;
  while (offset + 18 <= view.byteLength && view.getUint8(offset) === 0xff) {
    const marker = view.getUint8(offset + 1);
    const length = view.getUint16(offset + 2);
    if (marker === 0xe1 && view.getUint32(offset + 4) === 0x45786966) {
      return orientationIn(view, offset + 10, Math.min(view.byteLength, offset + 2 + length));
    }
    if (marker === 0xda) {
      return 1;
    }
    offset += 2 + length;
  }
  return 1;
}

/** Looks through the first directory of the TIFF structure that Exif is. */
function orientationIn(view: DataView, start: number, end: number): number {
  if (start + 8 > end) {
    return 1;
  }
  const isLittle = view.getUint16(start) === 0x4949;
  const directory = start + view.getUint32(start + 4, isLittle);
  if (directory + 2 > end) {
    return 1;
  }
  const count = view.getUint16(directory, isLittle);
  for (let index = 0; index < count; index += 1) {
    const entry = directory + 2 + 12 * index;
    if (entry + 12 > end) {
      return 1;
    }
    if (view.getUint16(entry, isLittle) === 0x0112) {
      const value = view.getUint16(entry + 8, isLittle);
      return value >= 1 && value <= 8 ? value : 1;
    }
  }
  return 1;
}

/** The picture as it was seen. */
export function turnUpright(image: DecodedImage, orientation: number): DecodedImage {
  if (orientation === 1) {
    return image;
  }
  const { width, height } = image;
  const isTurned = orientation >= 5;
  const newWidth = isTurned ? height : width;
  const newHeight = isTurned ? width : height;
  const from = new Uint32Array(image.rgba.slice().buffer);
  const to = new Uint32Array(from.length);
  for (let row = 0; row < newHeight; row += 1) {
    for (let column = 0; column < newWidth; column += 1) {
      const [x, y] = sourceOf(orientation, { row, column, width, height });
      to[row * newWidth + column] = from[y * width + x] ?? 0;
    }
  }
  return { width: newWidth, height: newHeight, rgba: new Uint8Array(to.buffer) };
}

/** Which stored pixel is seen at a row and column. */
function sourceOf(
  orientation: number,
  { row, column, width, height }: { row: number; column: number; width: number; height: number },
): readonly [x: number, y: number] {
  switch (orientation) {
    case 2:
      return [width - 1 - column, row];
    case 3:
      return [width - 1 - column, height - 1 - row];
    case 4:
      return [column, height - 1 - row];
    case 5:
      return [row, column];
    case 6:
      return [row, height - 1 - column];
    case 7:
      return [width - 1 - row, height - 1 - column];
    default:
      return [width - 1 - row, column];
  }
}
