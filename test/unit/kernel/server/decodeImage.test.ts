import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { decodeImage } from '../../../../src/kernel/server/decodeImage';
import { closeTo } from '../../../support/tensors';

/** Written by Pillow 12; `turned.jpg` was red left and blue right, Exif's orientation 6. */
function fixture(name: string): Uint8Array {
  return readFileSync(`test/fixtures/images/${name}`);
}

suite('pictures decoded', () => {
  const pictures: readonly (readonly [string, number, number, readonly number[]])[] = [
    ['palette.png', 2, 1, [10, 20, 30, 255, 200, 100, 50, 255]],
    ['blackWhite.png', 2, 1, [255, 255, 255, 255, 255, 255, 255, 255]],
    ['grey16.png', 1, 1, [128, 128, 128, 255]],
    ['greyAlpha.png', 1, 1, [100, 100, 100, 128]],
    ['grey.jpg', 8, 8, [90, 90, 90, 255]],
    ['progressive.jpg', 16, 16, [200, 40, 60, 255]],
    ['cmyk.jpg', 8, 8, [255, 0, 0, 255]],
  ];
  for (const [name, width, height, first] of pictures) {
    test(`are red, green, blue and opacity, whatever the file has: ${name}`, () => {
      const image = decodeImage(fixture(name));
      assert.deepEqual([image.width, image.height], [width, height]);
      assert.equal(image.rgba.length, 4 * width * height);
      closeTo(Array.from(image.rgba.subarray(0, first.length)), first, 0.02);
    });
  }

  test('are turned upright as the camera says', () => {
    const { width, height, rgba } = decodeImage(fixture('turned.jpg'));
    assert.deepEqual([width, height], [8, 16]);
    closeTo(Array.from(rgba.subarray(0, 4)), [254, 0, 0, 255], 0.02);
    closeTo(Array.from(rgba.subarray(-4)), [0, 0, 254, 255], 0.02);
  });

  for (const name of ['grey.jpg', 'progressive.jpg', 'palette.png', 'turned.jpg']) {
    test(`cannot be had from half a file of ${name}`, () => {
      const bytes = fixture(name);
      for (const part of [0.05, 0.3, 0.6, 0.9]) {
        assert.throws(() => decodeImage(bytes.subarray(0, Math.floor(part * bytes.length))), Error);
      }
    });
  }

  test('cannot be had from a file that claims a size beyond all memory', () => {
    const bytes = Uint8Array.from(fixture('palette.png'));
    new DataView(bytes.buffer).setUint32(16, 4_000_000_000);
    assert.throws(() => decodeImage(bytes), /4000000000 x 1 pixels, more than 100 million/);
  });
});
