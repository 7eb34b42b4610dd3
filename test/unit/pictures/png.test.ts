import assert from 'node:assert/strict';
import { inflateRawSync, inflateSync } from 'node:zlib';
import { deflate } from '../../../src/pictures/deflate';
import { mapPalette, shrink, toRgba } from '../../../src/pictures/pixels';
import { encodePng } from '../../../src/pictures/png';

const noise = (length: number) =>
  Uint8Array.from({ length }, (_, index) => (Math.imul(index + 1, 2654435761) >>> 9) & 255);

suite('deflate', () => {
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ['nothing', new Uint8Array()],
    ['one byte', Uint8Array.of(200)],
    ['every byte', Uint8Array.from({ length: 256 }, (_, index) => index)],
    ['one value', new Uint8Array(100_000).fill(7)],
    ['a repeat of 258 and more', Uint8Array.from({ length: 2000 }, (_, index) => index % 250)],
    ['noise', noise(50_000)],
    ['a far repeat', Uint8Array.from([...noise(32_700), ...noise(300)])],
    ['a repeat too far', Uint8Array.from([...noise(40_000), ...noise(300)])],
  ];
  for (const [name, bytes] of cases) {
    test(`gives back ${name}`, () => {
      assert.deepEqual(Uint8Array.from(inflateRawSync(deflate(bytes))), bytes);
    });
  }

  test('packs what repeats', () => {
    assert.ok(deflate(new Uint8Array(100_000)).length < 1000);
  });
});

suite('the PNG encoder', () => {
  for (const channels of [1, 3] as const) {
    test(`writes rows of ${channels} bytes a pixel, each with a filter byte`, () => {
      const values = noise(5 * 7 * channels);
      const png = Buffer.from(encodePng({ height: 5, width: 7, channels, values }));
      assert.equal(png.readUInt32BE(16), 7);
      assert.equal(png.readUInt32BE(20), 5);
      const start = png.indexOf('IDAT') + 4;
      const raw = inflateSync(png.subarray(start, start + png.readUInt32BE(start - 8)));
      const rows = Array.from({ length: 5 }, (_, row) => [
        0,
        ...values.subarray(row * 7 * channels, (row + 1) * 7 * channels),
      ]);
      assert.deepEqual([...raw], rows.flat());
    });
  }

  test('writes feature maps with their colours', () => {
    const values = Uint8Array.of(0, 255);
    const png = Buffer.from(
      encodePng({ height: 1, width: 2, channels: 1, values, palette: mapPalette }),
    );
    assert.equal(png[25], 3);
    assert.equal(png.readUInt32BE(png.indexOf('PLTE') - 4), 768);
  });
});

suite('pixels', () => {
  test('of a map get the colours of their values', () => {
    const rgba = toRgba({
      height: 1,
      width: 2,
      channels: 1,
      values: Uint8Array.of(0, 255),
      palette: mapPalette,
    });
    assert.deepEqual([...rgba], [68, 1, 84, 255, 253, 231, 37, 255]);
  });

  test('shrink to means, at the edges too', () => {
    const values = Uint8Array.of(0, 100, 10, 100, 200, 30, 1, 3, 9);
    const small = shrink({ height: 3, width: 3, channels: 1, values }, 2);
    assert.deepEqual([small.height, small.width, ...small.values], [2, 2, 100, 20, 2, 9]);
  });

  test('that are few stay as they are', () => {
    const pixels = { height: 3, width: 2, channels: 1 as const, values: noise(6) };
    assert.equal(shrink(pixels, 3), pixels);
  });
});
