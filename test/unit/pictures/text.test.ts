import assert from 'node:assert/strict';
import { fitName, fitParts, fitText, textWidth } from '../../../src/pictures/text';

suite('text that fits', () => {
  test('keeps what fits and shortens the middle of what does not', () => {
    assert.equal(fitText('conv1', 100, 12), 'conv1');
    const short = fitText('a_rather_long_layer_name', 100, 12);
    assert.match(short, /^a_.*….*me$/);
    assert.ok(textWidth(short, 12) <= 100);
  });

  test('measures no more of a giant text than it shows', () => {
    const short = fitText('x'.repeat(1_000_000), 200, 12);
    assert.ok(short.length < 60);
  });

  test('never splits a character in two', () => {
    assert.ok(!/[\ud800-\udbff](?![\udc00-\udfff])/.test(fitText('😀'.repeat(300), 80, 12)));
  });

  test('drops what siblings share from the beginning of a name', () => {
    assert.equal(fitName('inception_3a_5x5_reduce', 90, 12, 'normal'), '…5x5_reduce');
    assert.equal(fitName('conv1', 110, 12, 'normal'), 'conv1');
  });

  test('drops the least important parts first', () => {
    const parts = ['11×11', '96 filters', 'stride 4'];
    assert.equal(fitParts(parts, 300, 12), '11×11, 96 filters, stride 4');
    assert.equal(fitParts(parts, 130, 12), '11×11, 96 filters');
    assert.equal(fitParts(parts, 50, 12), '11×11');
    assert.equal(fitParts([], 50, 12), '');
  });
});
