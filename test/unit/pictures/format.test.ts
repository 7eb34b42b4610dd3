import assert from 'node:assert/strict';
import {
  exactCount,
  shapeText,
  share,
  shortBytes,
  shortCount,
  valueText,
} from '../../../src/pictures/format';

suite('numbers for a reader', () => {
  const counts: readonly (readonly [number, string, string])[] = [
    [0, '0', '0'],
    [999, '999', '999'],
    [1000, '1,000', '1.00K'],
    [34_944, '34,944', '34.9K'],
    [999_499, '999,499', '999K'],
    [999_950, '999,950', '1.00M'],
    [37_752_832, '37,752,832', '37.8M'],
    [105_415_200, '105,415,200', '105M'],
    [724_406_816, '724,406,816', '724M'],
    [15_346_630_656, '15,346,630,656', '15.3G'],
  ];
  for (const [count, exact, short] of counts) {
    test(`writes ${count} as ${exact} and ${short}`, () => {
      assert.equal(exactCount(count), exact);
      assert.equal(shortCount(count), short);
    });
  }

  test('writes bytes with their unit', () => {
    assert.equal(shortBytes(12), '12 bytes');
    assert.equal(shortBytes(16_384), '16.4 kB');
    assert.equal(shortBytes(1_161_600), '1.16 MB');
  });

  test('never calls a part nothing, or less than all everything', () => {
    assert.equal(share(1, 1_000_000), 'under 1%');
    assert.equal(share(999_999, 1_000_000), '99%');
    assert.equal(share(58_631_144, 60_965_224), '96%');
    assert.equal(share(5, 5), '100%');
    assert.equal(share(0, 5), '0%');
    assert.equal(share(0, 0), '0%');
  });

  test('leaves out the batch of a shape', () => {
    assert.equal(shapeText([null, 55, 55, 96]), '55×55×96');
    assert.equal(shapeText([null, null, null, 3]), '?×?×3');
    assert.equal(shapeText([null]), 'a number');
    assert.equal(shapeText([null, 4096], ' by '), '4096');
  });

  test('puts configuration values in words and cuts deep ones', () => {
    assert.equal(valueText('11x11'), '11×11');
    assert.equal(valueText('max'), 'max');
    assert.equal(valueText([2, 1]), '2×1');
    assert.equal(valueText({ a: { b: { c: { d: 1 } } } }), 'a b c …');
    assert.equal(valueText(null), 'none');
  });
});
