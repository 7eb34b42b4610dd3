import assert from 'node:assert/strict';
import {
  barsCsv,
  barsSvg,
  barsToBundle,
  barsToText,
  cellText,
} from '../../../../src/pictures/bars';
import { axisOf } from '../../../../src/pictures/bars/axis';
import { layoutBars } from '../../../../src/pictures/bars/layout';
import { textWidth } from '../../../../src/pictures/text';
import type { BarsPayload } from '../../../../src/protocol/bars';
import { parseBars } from '../../../../src/protocol/barsGuards';
import { Mime } from '../../../../src/protocol/mime';
import { norms } from '../../../support/payloads/bars';

const of = (
  values: readonly (number | null)[],
  scale: BarsPayload['scale'] = 'log',
): BarsPayload => ({
  ...norms({ scale }),
  columns: ['Gradient'],
  rows: values.map((value, index) => {
    const text = String(value);
    return { label: `layer <${index}>`, value, text, cells: [value ?? text] };
  }),
});

suite('bars', () => {
  const axes: readonly (readonly [string, BarsPayload, number, readonly string[]])[] = [
    ['powers of ten', of([0.003, 2]), 9, ['0.001', '0.01', '0.1', '1', '10']],
    ['a power below a value that stands on one', of([0.1, 1]), 6, ['0.01', '0.1', '1']],
    ['1, 2 and 5 where there is room', of([0.3, 1]), 9, ['0.1', '0.2', '0.5', '1']],
    ['fewer marks in less room', of([1e-7, 1]), 4, ['1e-8', '1e-6', '0.0001', '0.01', '1']],
    ['one decade of nothing', of([0, null]), 3, ['1', '10']],
    ['differences from 0', of([1, 3], 'linear'), 3, ['0', '1', '2', '3']],
    ['nothing, linear', of([], 'linear'), 2, ['0.0', '0.5', '1.0']],
  ];
  for (const [what, payload, most, expected] of axes) {
    test(`have an axis of ${what}`, () => {
      const { ticks } = axisOf(payload, most);
      assert.deepEqual(
        ticks.map(({ text }) => text),
        expected,
      );
    });
  }

  test('are as long as their logarithms, the least with something to see', () => {
    const { bars, ticks, left } = layoutBars(of([0.01, 0.1, 1, 0, null]), 700);
    const [a = 0, b = 0, c = 0, nothing, unknown] = bars.map(({ length }) => length);
    assert.ok(a > 1 && Math.abs(c - b - (b - a)) < 1e-9);
    assert.deepEqual([nothing, unknown], [0, 0]);
    assert.equal(ticks.at(-1)?.x, left + c);
  });

  test('of a linear scale are as long as their numbers', () => {
    const [a = 0, b = 0] = layoutBars(of([2, 6], 'linear'), 700).bars.map(({ length }) => length);
    assert.ok(Math.abs(b - 3 * a) < 1e-9);
  });

  for (const width of [300, 364, 700, 1200]) {
    for (const blocks of [1, 5, 9, 60]) {
      test(`of ${blocks} blocks fit in ${width} pixels`, () => {
        const layout = layoutBars(norms({ blocks }), width);
        assert.ok(layout.width <= width + 1);
        for (const { name, value, length } of layout.bars) {
          assert.ok(textWidth(name ?? '', 11) <= layout.left - 8 + 1);
          assert.ok(layout.left + length + 5 + textWidth(value ?? '', 10) <= layout.width);
        }
        const [first, second] = layout.ticks.map(({ x }) => x);
        assert.ok((second ?? Infinity) - (first ?? 0) > 30);
      });
    }
  }

  test('of some hundred layers stand close, with a name here and there', () => {
    const { bars, rowHeight, height } = layoutBars(norms({ blocks: 24 }), 700);
    assert.equal(bars.length, 3 + 24 * 12);
    assert.ok(rowHeight === 4 && height < 1300);
    const named = bars.filter(({ name }) => name !== undefined);
    assert.equal(named.length, Math.ceil(bars.length / 4));
  });

  test('of thousands are thinned, and say so', () => {
    const payload = of(Array.from({ length: 1000 }, (_, index) => index + 1));
    assert.equal(layoutBars(payload, 700).bars.length, 334);
    assert.match(barsSvg(payload), /one of 3 rows is drawn, 1,000 are in the table/);
  });

  test('have keys that tell equal names apart', () => {
    const rows = ['a', 'b', 'a'].map((label) => ({ label, value: 1, text: '1', cells: [] }));
    const { bars } = layoutBars({ ...norms(), columns: [], rows }, 700);
    assert.deepEqual(
      bars.map(({ key }) => key),
      ['0/a', '0/b', '1/a'],
    );
  });

  test('draw any numbers and names', () => {
    const svg = barsSvg(of([1e-12, 0, 3, null, Number.MAX_VALUE, Number.MIN_VALUE]));
    assert.doesNotMatch(svg, /NaN"|Infinity|undefined|\$/);
    assert.match(svg, /layer &lt;0&gt;/);
    assert.match(barsSvg(of([])), /^<svg/);
    const long = { ...norms(), title: 'x'.repeat(9999), note: 'y'.repeat(9999) };
    assert.ok(barsSvg(long).length < 40_000);
  });

  test('that stand aside are drawn in outline', () => {
    const { rows } = norms();
    const outlined = barsSvg(norms()).split('fill-opacity="0.14"').length - 1;
    assert.equal(outlined, rows.filter(({ isAside }) => isAside === true).length);
  });

  test('have a table of exact counts and short numbers', () => {
    assert.deepEqual([60965224, 0.0312999, 2, 1e-9, -0.5, 1e300, '', 'NaN'].map(cellText), [
      '60,965,224',
      '0.0313',
      '2',
      '1.0e-9',
      '-0.5',
      '1.0e+300',
      '',
      'NaN',
    ]);
    const text = barsToText(norms());
    assert.match(text, /^Gradients of resnet20/);
    assert.match(text, /\n +Type +Weights +Gradient +Of the weights +Ratio\n/);
    assert.match(text, /conv1_conv +Conv2D +2,304 +2\.4 +6 +0\.4/);
  });

  test('are written for a spreadsheet with all digits', () => {
    const [head, first] = barsCsv(norms()).split('\r\n');
    assert.equal(head, 'Layer,Type,Weights,Gradient,Of the weights,Ratio');
    assert.equal(first, `conv1_conv,Conv2D,2304,2.4,6,${2.4 / 6}`);
  });

  test('carry a payload that is read back', () => {
    const bundle = barsToBundle(norms());
    assert.deepEqual(parseBars(bundle[Mime.bars]), norms());
    const { 'image/svg+xml': svg } = bundle;
    assert.ok(typeof svg === 'string' && svg.startsWith('<svg'));
  });
});
