import assert from 'node:assert/strict';
import { toColumn } from '../../../src/protocol/columns';
import { concatProblem, parseConcat } from '../../../src/protocol/concatGuards';
import { addition, denseLayer, module3a } from '../../support/payloads/joins';

interface Loose {
  [key: string]: unknown;
}
type Damage = (payload: Loose, lane: Loose, maps: Loose) => void;

const damages: readonly (readonly [string, Damage, RegExp])[] = [
  ['no summary', (p) => delete p['summary'], /payload\.summary should be a text/],
  ['another operation', (p) => (p['operation'] = 'multiply'), /payload\.operation/],
  ['no lanes', (p) => (p['lanes'] = []), /payload\.lanes should be a list of at least one/],
  ['a lane that is a text', (p) => (p['lanes'] = ['x']), /lanes\[0\] should be an object/],
  [
    'a range backwards',
    (_, l) => (l['range'] = [9, 3]),
    /lanes\[0\]\.range should be two channels/,
  ],
  ['a range of halves', (_, l) => (l['range'] = [0, 3.5]), /lanes\[0\]\.range/],
  ['half a cost', (_, l) => (l['naive'] = { params: 1 }), /lanes\[0\]\.naive/],
  ['a layer without id', (_, l) => (l['layers'] = [{}]), /lanes\[0\]\.layers\[0\]\.id/],
  ['a field of texts', (_, l) => (l['receptiveField'] = { size: ['a'] }), /receptiveField/],
  ['a shared layer that is none', (p) => (p['shared'] = [7]), /shared\[0\] should be an object/],
  ['maps of too few lanes', (p) => (p['laneMaps'] = []), /laneMaps should be a list of 4/],
  ['channels that fall', (_, __, m) => (m['channels'] = [3, 2]), /laneMaps\[0\]\.channels.*rising/],
  ['a channel too high', (_, __, m) => (m['channels'] = [64]), /rising indices below 64/],
  ['values of another size', (_, __, m) => (m['height'] = 27), /laneMaps\[0\]\.values should have/],
  ['an endless scale', (_, __, m) => (m['high'] = null), /laneMaps\[0\]\.high should be a number/],
  [
    'means of too few',
    (_, __, m) => (m['means'] = toColumn(new Float32Array(1))),
    /laneMaps\[0\]\.means should have 40/,
  ],
  ['an image of four channels', (p) => ((p['image'] as Loose)['channels'] = 4), /image\.channels/],
  ['an image that is a text', (p) => (p['image'] = '<svg>'), /image should be an object/],
  ['a size of one', (p) => (p['inputSize'] = [3]), /payload\.inputSize should be two numbers/],
];

suite('the guard of joins', () => {
  for (const [name, payload] of Object.entries({
    module3a: module3a(),
    bare: module3a({ maps: false }),
    dense: denseLayer(),
    add: addition(),
  })) {
    test(`lets ${name} through, after JSON too`, () => {
      assert.equal(concatProblem(payload), undefined);
      assert.deepEqual(parseConcat(JSON.parse(JSON.stringify(payload))), payload);
    });
  }

  for (const value of [undefined, null, 'text', [], 3]) {
    test(`names ${String(value)} where a payload should be`, () => {
      assert.match(concatProblem(value) ?? '', /^The payload should be an object/);
    });
  }

  for (const [name, damage, message] of damages) {
    test(`refuses ${name}`, () => {
      const payload = JSON.parse(JSON.stringify(module3a())) as Loose;
      const first = (list: unknown) => (list as Loose[])[0] ?? {};
      damage(payload, first(payload['lanes']), first(payload['laneMaps']));
      assert.throws(() => parseConcat(payload), message);
    });
  }
});
