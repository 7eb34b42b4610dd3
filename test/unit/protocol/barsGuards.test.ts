import assert from 'node:assert/strict';
import { barsProblem, parseBars } from '../../../src/protocol/barsGuards';
import { norms } from '../../support/payloads/bars';

interface Loose {
  [key: string]: unknown;
}

const damages: readonly (readonly [string, (p: Loose, first: Loose) => void, RegExp])[] = [
  ['no title', (p) => delete p['title'], /payload\.title should be a text/],
  ['no note', (p) => delete p['note'], /payload\.note should be a text/],
  ['no viewId', (p) => delete p['viewId'], /payload\.viewId should be a text/],
  ['another scale', (p) => (p['scale'] = 'cubic'), /payload\.scale should be log or linear/],
  ['columns of numbers', (p) => (p['columns'] = [1]), /payload\.columns should be a list of texts/],
  ['no rows', (p) => delete p['rows'], /rows should be a list\. Received nothing/],
  ['a row of text', (p) => (p['rows'] = ['<b>']), /rows\[0\] should be an object/],
  ['a row without a label', (_, row) => delete row['label'], /rows\[0\]\.label/],
  [
    'a negative value',
    (_, row) => (row['value'] = -1),
    /rows\[0\]\.value should be a number from 0/,
  ],
  ['a value of text', (_, row) => (row['value'] = '1'), /rows\[0\]\.value/],
  ['a row without a text', (_, row) => (row['text'] = 1), /rows\[0\]\.text/],
  ['an outline of text', (_, row) => (row['isAside'] = 'yes'), /rows\[0\]\.isAside/],
  [
    'a cell less',
    (_, row) => (row['cells'] = ['a']),
    /cells should be a list of 5 texts or numbers/,
  ],
  ['a cell of another kind', (_, row) => (row['cells'] = [1, 2, 3, 4, null]), /rows\[0\]\.cells/],
];

suite('guards of bars', () => {
  test('let what is right through, unknown values included', () => {
    const payload = norms();
    assert.equal(parseBars(payload), payload);
    const [first] = payload.rows;
    assert.ok(first);
    assert.equal(barsProblem({ ...payload, rows: [{ ...first, value: null }] }), undefined);
    assert.equal(barsProblem({ ...payload, rows: [] }), undefined);
  });

  for (const value of [undefined, null, 7, 'text', []]) {
    test(`name ${String(value)} where a payload should be`, () => {
      assert.match(barsProblem(value) ?? '', /^The payload should be an object/);
    });
  }

  for (const [name, damage, message] of damages) {
    test(`refuse ${name}`, () => {
      const payload = JSON.parse(JSON.stringify(norms())) as Loose;
      damage(payload, (payload['rows'] as Loose[])[0] ?? {});
      assert.throws(() => parseBars(payload), message);
    });
  }
});
