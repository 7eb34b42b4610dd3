import assert from 'node:assert/strict';
import { compareGraphs } from '../../../../src/pictures/architecture/changes';
import { alexNet } from '../../../support/payloads/graphs';

suite('what changed since the last run', () => {
  test('is nothing on the first run and for equal graphs', () => {
    assert.equal(compareGraphs(undefined, alexNet()).summary, '');
    const same = compareGraphs(alexNet(), alexNet({ runId: 'run-2' }));
    assert.equal(same.summary, '');
    assert.equal(same.nodes.size, 0);
  });

  test('tells the cause from its consequences', () => {
    const { nodes, summary } = compareGraphs(alexNet(), alexNet({ filters: 64 }));
    assert.equal(
      summary,
      'Since the last run: changed: conv1 filters 96 → 64; 4 layers changed in size or input.',
    );
    assert.equal(nodes.get('conv1')?.short, 'was 96');
    assert.equal(nodes.get('conv1')?.key, 'filters');
    assert.deepEqual(nodes.get('conv1')?.details.slice(0, 2), [
      'filters was 96, now 64',
      'output was 55×55×96, now 55×55×64',
    ]);
    assert.equal(nodes.get('pool1')?.short, 'was 27×27×96');
    assert.equal(nodes.get('conv2')?.short, 'was 307K weights');
    assert.equal(nodes.get('conv3'), undefined);
  });

  test('names what is new and what is gone', () => {
    const without = alexNet({ dropout: false });
    const added = compareGraphs(without, alexNet());
    assert.equal(added.nodes.get('drop6')?.kind, 'added');
    assert.match(added.summary, /new: drop6, drop7/);
    const removed = compareGraphs(alexNet(), without);
    assert.deepEqual(removed.removed, ['drop6', 'drop7']);
    assert.match(removed.summary, /removed: drop6, drop7/);
    assert.equal(removed.nodes.get('fc7')?.short, 'was reading drop6');
  });

  test('notices that weights were frozen', () => {
    const { nodes, summary } = compareGraphs(alexNet(), alexNet({ frozen: true }));
    assert.deepEqual(nodes.get('conv1')?.details, ['trainable was 34,944, now 0']);
    assert.equal(nodes.get('conv1')?.short, 'was trainable');
    assert.equal(summary, 'Since the last run: changed: conv1 frozen, conv2 frozen, conv3 frozen.');
  });
});
