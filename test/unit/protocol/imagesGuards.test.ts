import assert from 'node:assert/strict';
import { toColumn } from '../../../src/protocol/columns';
import {
  imagesProblem,
  matrixProblem,
  parseImages,
  parseMatrix,
} from '../../../src/protocol/imagesGuards';
import { confusion, gallery } from '../../support/payloads/galleries';

interface Loose {
  [key: string]: unknown;
}
type Damage = (payload: Loose, first: Loose) => void;

const images: readonly (readonly [string, Damage, RegExp])[] = [
  ['no title', (p) => delete p['title'], /payload\.title should be a text/],
  ['no sections', (p) => (p['sections'] = null), /sections should be a list/],
  ['a section of text', (p) => (p['sections'] = ['x']), /sections\[0\] should be an object/],
  ['no height', (_, s) => (s['height'] = 0), /sections\[0\]\.height/],
  ['two channels', (_, s) => (s['channels'] = 2), /sections\[0\]\.channels should be 1 or 3/],
  ['half a scale', (_, s) => (s['scale'] = { low: 1 }), /sections\[0\]\.scale/],
  ['a tile without caption', (_, s) => (s['tiles'] = [{}]), /sections\[0\]\.tiles\[0\]\.caption/],
  [
    'a verdict of neither kind',
    (_, s) => (s['tiles'] = [{ caption: '', verdict: 'maybe' }]),
    /sections\[0\]\.tiles\[0\]\.verdict/,
  ],
  [
    'a tile too many',
    (_, s) => (s['width'] = 29),
    /sections\[0\]\.values should have 9744 numbers/,
  ],
  [
    'numbers of another type',
    (_, s) => (s['values'] = toColumn(new Float32Array(12 * 28 * 28))),
    /of type uint8\. Received 9408 in a Float32Array/,
  ],
  [
    'text that is no base64',
    (_, s) => (s['values'] = { type: 'uint8', length: 3, base64: '<b>!' }),
    /sections\[0\]\.values should be base64/,
  ],
];

const matrices: readonly (readonly [string, Damage, RegExp])[] = [
  ['no classes', (p) => (p['classes'] = []), /payload\.classes should be a list of at least one/],
  ['a row less', (p) => (p['counts'] = [[1]]), /counts should have a row for each of 10 classes/],
  [
    'a negative count',
    (p) => ((p['counts'] as number[][])[2] = Array.from({ length: 10 }, () => -1)),
    /counts\[2\] should be a list of 10 numbers from 0/,
  ],
  ['a viewId that is a number', (p) => (p['viewId'] = 3), /payload\.viewId should be a text/],
];

suite('guards of galleries and matrices', () => {
  test('let what is right through', () => {
    assert.equal(imagesProblem(gallery()), undefined);
    assert.equal(matrixProblem(confusion()), undefined);
  });

  for (const value of [undefined, null, 7, 'text', []]) {
    test(`name ${String(value)} where a payload should be`, () => {
      assert.match(imagesProblem(value) ?? '', /^The payload should be an object/);
      assert.match(matrixProblem(value) ?? '', /^The payload should be an object/);
    });
  }

  for (const [name, damage, message] of images) {
    test(`of galleries refuse ${name}`, () => {
      const payload = JSON.parse(JSON.stringify(gallery())) as Loose;
      damage(payload, (payload['sections'] as Loose[])[0] ?? {});
      assert.throws(() => parseImages(payload), message);
    });
  }

  for (const [name, damage, message] of matrices) {
    test(`of matrices refuse ${name}`, () => {
      const payload = JSON.parse(JSON.stringify(confusion())) as Loose;
      damage(payload, {});
      assert.throws(() => parseMatrix(payload), message);
    });
  }
});
