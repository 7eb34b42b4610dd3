import assert from 'node:assert/strict';
import { concatCsv, concatSvg, concatToText, firstChoice } from '../../../../src/pictures/concat';
import {
  channelEnds,
  mapPixels,
  orderOf,
  rangeText,
  unpackMaps,
} from '../../../../src/pictures/concat/channels';
import { layoutConcat } from '../../../../src/pictures/concat/layout';
import { channelWords, laneWords, nextCode } from '../../../../src/pictures/concat/words';
import { neighbourOf } from '../../../../src/pictures/grid';
import { toColumn } from '../../../../src/protocol/columns';
import { addition, denseLayer, module3a } from '../../../support/payloads/joins';

const count = (text: string, part: string) => text.split(part).length - 1;
const withoutImages = (svg: string) => svg.replace(/base64,[^"]*/g, '');

suite('the picture of a join', () => {
  const joins = {
    module3a: module3a(),
    bare: module3a({ maps: false }),
    dense: denseLayer(),
    add: addition(),
  };

  for (const [name, payload] of Object.entries(joins)) {
    for (const width of [320, 560, 800]) {
      test(`keeps the maps of ${name} inside ${width} pixels, none on another`, () => {
        const { tiles, maps, height } = layoutConcat(payload, width, 'mean');
        for (const box of [...tiles, ...maps]) {
          assert.ok(box.x >= 0 && box.x + box.width <= width + 0.01, `${box.x}`);
          assert.ok(box.y >= 0 && box.y + box.height <= height);
        }
        const corners = tiles.map(({ x, y }) => `${x}/${y}`);
        assert.equal(new Set(corners).size, corners.length);
      });
    }

    test(`of ${name} is a file with colours of its own`, () => {
      const svg = withoutImages(concatSvg(payload, { ...firstChoice, naive: true }));
      assert.doesNotMatch(svg, /\$|NaN|undefined|Infinity|var\(/);
      assert.equal(count(svg, 'class='), 0);
    });
  }

  test('has a tile for each channel that is sent, in channel order', () => {
    const { tiles } = layoutConcat(module3a(), 800, 'index');
    assert.equal(tiles.length, 40 + 40 + 32 + 32);
    const globals = tiles.map(({ global }) => global);
    assert.deepEqual(
      globals,
      globals.toSorted((a, b) => a - b),
    );
  });

  test('sorts each branch by itself', () => {
    const { tiles } = layoutConcat(module3a(), 800, 'mean');
    const lanes = tiles.map(({ lane }) => lane);
    assert.deepEqual(
      lanes,
      lanes.toSorted((a, b) => a - b),
    );
    const unpacked = unpackMaps((module3a().laneMaps ?? [])[0] ?? assert.fail());
    const means = orderOf(unpacked, 'mean').map((place) => unpacked.means[place] ?? NaN);
    assert.deepEqual(
      means,
      means.toSorted((a, b) => b - a),
    );
  });

  test('puts the parts of a sum in one column', () => {
    const { tiles } = layoutConcat(addition(), 800, 'index');
    const columns = tiles.filter(({ local }) => local === 5).map(({ x }) => x);
    assert.equal(columns.length, 3);
    assert.equal(new Set(columns).size, 1);
  });

  test('names branch, place there and place in the output', () => {
    assert.equal(
      channelWords(module3a(), { lane: 1, local: 6, global: 70 }),
      'channel 70 of 256, from 3x3 after reduction, its channel 6 of 128',
    );
    assert.match(laneWords(module3a(), 1), /channels 64–191: 2 layers, 129K weights/);
    assert.match(laneWords(module3a(), 1), /173M multiply-adds without its reduction$/);
    assert.match(laneWords(addition(), 0), /^x: handed on unchanged$/);
    assert.equal(
      channelWords(addition(), { lane: 2, local: 3, global: 3 }),
      'channel 3 of 256, x + F(x)',
    );
  });

  test('says how to see the next join', () => {
    assert.equal(nextCode(module3a()), "await show.concat(model, 'inception_3b_output', image)");
    assert.equal(nextCode({ ...module3a(), siblings: [], next: undefined } as never), undefined);
  });

  test('says the same as text and for a spreadsheet', () => {
    assert.match(concatToText(module3a()), /3x3 after reduction +64–191/);
    const csv = concatCsv(module3a()).split('\r\n');
    assert.equal(csv.length, 6);
    assert.match(csv[2] ?? '', /^3x3 after reduction,64–191,.*,129248,101330432,221312,173408256,/);
  });

  const ranges: readonly (readonly [readonly [number, number], string])[] = [
    [[0, 64], '0–63'],
    [[5, 6], '5'],
    [[3, 3], 'none'],
  ];
  for (const [range, text] of ranges) {
    test(`writes the channels ${range.join(' to ')} as ${text}`, () => {
      assert.equal(rangeText(range), text);
    });
  }

  test('draws a map between the ends of its scale, a constant one as well', () => {
    const maps = (bytes: readonly number[]) =>
      unpackMaps({
        ...{ height: 1, width: bytes.length, channels: [0], count: 1, low: -1, high: 1 },
        means: toColumn(new Float32Array(1)),
        values: toColumn(Uint8Array.from(bytes)),
      });
    const own = maps([51, 102, 204]);
    assert.deepEqual([...mapPixels(own, 0, channelEnds(own, 0)).values], [0, 85, 255]);
    assert.deepEqual([...mapPixels(own, 0, [-1, 1]).values], [51, 102, 204]);
    const flat = maps([7, 7]);
    assert.deepEqual([...mapPixels(flat, 0, channelEnds(flat, 0)).values], [0, 0]);
  });
});

suite('arrows among boxes', () => {
  const boxes = [
    ...[0, 1, 2].map((x) => ({ x: x * 10, y: 0, width: 8, height: 8 })),
    ...[0, 1].map((x) => ({ x: x * 10, y: 10, width: 8, height: 8 })),
    { x: 0, y: 20, width: 100, height: 30 },
  ];
  const walk = [
    [0, 'right', 1],
    [2, 'right', 3],
    [0, 'left', undefined],
    [2, 'down', 4],
    [4, 'up', 1],
    [3, 'down', 5],
    [5, 'down', undefined],
    [9, 'up', undefined],
  ] as const;
  for (const [from, arrow, to] of walk) {
    test(`go ${arrow} from ${from} to ${to ?? 'nowhere'}`, () => {
      assert.equal(neighbourOf(boxes, from, arrow), to);
    });
  }
});
