import assert from 'node:assert/strict';
import {
  matrixCsv,
  matrixSvg,
  matrixToBundle,
  matrixToText,
} from '../../../../src/pictures/matrix';
import { layoutMatrix } from '../../../../src/pictures/matrix/layout';
import {
  cellWords,
  mostConfused,
  percent,
  shownClasses,
  sumsOf,
} from '../../../../src/pictures/matrix/measure';
import { parseMatrix } from '../../../../src/protocol/imagesGuards';
import { confusion } from '../../../support/payloads/galleries';

const small = {
  ...confusion(['cat', 'dog', 'fox']),
  counts: [
    [8, 2, 0],
    [1, 9, 0],
    [0, 0, 0],
  ],
};

suite('the confusion matrix', () => {
  test('sums rows, columns and what is right', () => {
    assert.deepEqual(sumsOf(small), { rows: [10, 10, 0], columns: [9, 11, 0], right: 17, all: 20 });
  });

  test('says a cell in words', () => {
    const sums = sumsOf(small);
    assert.equal(
      cellWords(small, sums, [0, 1]),
      'true class cat, predicted class dog: 2 of 10, 20% of this true class',
    );
    assert.match(cellWords(small, sums, [1, 1]), /9 of 10, 90% of this true class, right$/);
    assert.equal(cellWords(small, sums, [2, 0]), 'true class fox, predicted class cat: 0 of 0');
  });

  test('lists what is confused most', () => {
    assert.deepEqual(mostConfused(small, 1), [{ row: 0, column: 1, count: 2 }]);
  });

  test('has no percent of nothing', () => {
    assert.deepEqual([percent(0, 0), percent(1, 3), percent(1, 2)], ['–', '33.3%', '50%']);
  });

  test('draws a cell for each pair, with its number and its sums', () => {
    const svg = matrixSvg(small);
    assert.equal(svg.split('role="gridcell"').length - 1, 9);
    assert.match(svg, />17 of 20 right \(85%\)</);
    assert.match(svg, />81\.8%</);
    assert.doesNotMatch(svg, /\$|NaN|undefined|Infinity/);
  });

  test('draws of a thousand classes those with the most errors', () => {
    const classes = Array.from({ length: 1000 }, (_, index) => `class ${index}`);
    const payload = confusion(classes, { per: 5000 });
    assert.equal(shownClasses(payload, sumsOf(payload)).length, 40);
    assert.match(matrixSvg(payload), /The 40 of 1,000 classes with the most errors/);
  });

  for (const names of [1, 2, 10, 17, 40]) {
    test(`gives ${names} classes cells that do not overlap their sums`, () => {
      const payload = confusion(Array.from({ length: names }, (_, index) => `class ${index}`));
      const layout = layoutMatrix(payload, 700);
      const end = layout.left + layout.cell.width * names;
      assert.ok(layout.sumEnds[0] > end && layout.width >= layout.sumEnds[1]);
      assert.ok(layout.cell.width >= 14 && layout.cell.height >= 14);
    });
  }

  test('writes the numbers of a few classes in a narrow cell too', () => {
    const { hasNumbers, width } = layoutMatrix(confusion(), 400);
    assert.ok(hasNumbers && width > 400);
  });

  test('is written for a spreadsheet with its sums', () => {
    assert.equal(
      matrixCsv(small),
      [
        'true class \\ predicted class,cat,dog,fox,total,recall',
        'cat,8,2,0,10,0.8',
        'dog,1,9,0,10,0.9',
        'fox,0,0,0,0,',
        'total,9,11,0,20,0.85',
        `precision,${8 / 9},${9 / 11},`,
        '',
      ].join('\r\n'),
    );
  });

  test('says the same as text', () => {
    const text = matrixToText(small);
    assert.match(text, /cat taken for dog: 2 of 10/);
    assert.match(text, /^ *dog +1 +9 +0 +10 +90%$/m);
  });

  test('carries a payload that is read back', () => {
    const bundle = matrixToBundle(confusion());
    assert.deepEqual(parseMatrix(bundle['application/vnd.tsnb.matrix.v1+json']), confusion());
  });
});
