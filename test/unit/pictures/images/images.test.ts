import assert from 'node:assert/strict';
import {
  imagesCsv,
  imagesSvg,
  imagesToBundle,
  imagesToText,
} from '../../../../src/pictures/images';
import { mostTiles } from '../../../../src/pictures/images/draw';
import { drawnSize } from '../../../../src/pictures/images/tiles';
import { toColumn } from '../../../../src/protocol/columns';
import { parseImages } from '../../../../src/protocol/imagesGuards';
import { gallery } from '../../../support/payloads/galleries';

const count = (text: string, part: string) => text.split(part).length - 1;

suite('the saved gallery', () => {
  test('has an image for every tile and a mark for every verdict', () => {
    const svg = imagesSvg(gallery());
    assert.equal(count(svg, '<image '), 12 + 4 + 5);
    assert.equal(count(svg, '<circle '), 8);
    assert.equal(count(svg, 'data:image/png;base64,iVBOR'), 21);
    assert.doesNotMatch(svg.replace(/base64,[^"]*/g, ''), /\$|NaN|undefined/);
  });

  test('stays inside its width', () => {
    const svg = imagesSvg(gallery({ tiles: 40 }));
    const [, width] = /width="(\d+)"/.exec(svg) ?? [];
    for (const [, x, , w] of svg.matchAll(/<image x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"/g)) {
      assert.ok(Number(x) + Number(w) <= Number(width) - 32);
    }
  });

  test('shows the first of many and says how many are left', () => {
    const svg = imagesSvg(gallery({ tiles: mostTiles + 5 }));
    assert.match(svg, /and 5 more in the live view/);
    assert.equal(count(svg, '<image '), mostTiles + 9);
  });

  test('says in words what it shows', () => {
    const text = imagesToText(gallery());
    assert.match(text, /Validation images: 12 of 300 \(28×28, grey\)/);
    assert.match(text, /1\. T-shirt, wrong, taken for a dress, 81 %/);
  });

  test('writes captions that no spreadsheet runs', () => {
    const payload = gallery({ tiles: 1 });
    const [first] = payload.sections;
    assert.ok(first);
    const csv = imagesCsv({
      ...payload,
      sections: [{ ...first, tiles: [{ caption: '-1+HYPERLINK("x")' }] }],
    });
    assert.match(csv, /Validation images,1,"'-1\+HYPERLINK\(""x""\)",,\r\n/);
  });

  test('carries a payload that is read back', () => {
    const bundle = imagesToBundle(gallery());
    assert.deepEqual(parseImages(bundle['application/vnd.tsnb.images.v1+json']), gallery());
  });

  test('draws no pictures at all as a title', () => {
    const payload = { ...gallery(), sections: [] };
    assert.match(imagesSvg(payload), /0 pictures/);
    const empty = {
      title: 'Wrong predictions',
      height: 28,
      width: 28,
      channels: 1 as const,
      tiles: [],
      count: 0,
      values: toColumn(new Uint8Array()),
    };
    const svg = imagesSvg(parseImages({ ...payload, sections: [empty] }));
    assert.match(svg, /Wrong predictions \(0\)/);
    assert.doesNotMatch(svg, /NaN|Infinity/);
  });

  const sides: readonly (readonly [number, number, number, number])[] = [
    [28, 28, 84, 84],
    [1, 1, 16, 16],
    [224, 224, 96, 96],
    [120, 160, 72, 96],
    [1, 300, 2, 96],
  ];
  for (const [height, width, high, wide] of sides) {
    test(`draws ${height}×${width} as ${high}×${wide}`, () => {
      const drawn = drawnSize({ height, width }, 96);
      assert.deepEqual([drawn.height, drawn.width], [high, wide]);
    });
  }
});
