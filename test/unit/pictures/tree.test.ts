import assert from 'node:assert/strict';
import { cleanText, element, round, toMarkup } from '../../../src/pictures/tree';

suite('pictures as markup', () => {
  test('escapes texts and attributes', () => {
    const tree = element('text', { 'data-a': '"<&>"', x: 1 / 3 }, '<b>&"');
    assert.equal(
      toMarkup(tree),
      '<text data-a="&quot;&lt;&amp;&gt;&quot;" x="0.333">&lt;b&gt;&amp;&quot;</text>',
    );
  });

  test('leaves out keys, undefined attributes and absent children', () => {
    const tree = element('g', { key: 'a', class: undefined }, undefined, false, element('path'));
    assert.equal(toMarkup(tree), '<g><path/></g>');
  });

  test('replaces what XML and encodeURIComponent refuse', () => {
    assert.equal(cleanText('a\ud83db\u0000c\udc00 😀\n'), 'a\ufffdb\ufffdc\ufffd 😀\n');
    assert.doesNotThrow(() => encodeURIComponent(cleanText('\ud800')));
  });

  test('never writes minus zero, infinity or an exponent', () => {
    assert.equal(round(-0.0001), 0);
    assert.ok(Object.is(round(-0.0001), 0));
    assert.equal(round(Infinity), 0);
    assert.equal(round(NaN), 0);
    assert.equal(round(2.71828), 2.718);
  });
});
