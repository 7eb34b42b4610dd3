import assert from 'node:assert/strict';
import { compareGraphs, noChanges } from '../../../../src/pictures/architecture/changes';
import { foldChanges } from '../../../../src/pictures/architecture/fold';
import { isRecord, type Json } from '../../../../src/protocol/json';
import { alexNet, residual } from '../../../support/payloads/graphs';
import { nameless, withBlocks } from '../../../support/payloads/networks';

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
    assert.equal(nodes.get('conv1')?.short, 'was 96 filters');
    assert.equal(nodes.get('conv1')?.key, 'filters');
    assert.deepEqual(nodes.get('conv1')?.details.slice(0, 2), [
      'filters was 96, now 64',
      'output was 55×55×96, now 55×55×64',
    ]);
    assert.equal(nodes.get('pool1')?.short, 'was 27×27×96');
    assert.equal(nodes.get('conv2')?.short, 'was 307K weights');
    assert.equal(nodes.get('conv3'), undefined);
  });

  const settings: readonly (readonly [Json, Json, string])[] = [
    [{ filters: 8, groups: 2 }, { filters: 8 }, 'was 2 groups'],
    [{ filters: 8, strides: 1 }, { filters: 8, strides: 2 }, 'strides was 1'],
    [{ padding: 'same' }, { padding: 'valid' }, 'padding was same'],
    [{}, { ceilMode: true }, 'ceil mode was none'],
    [{ kernel: [11, 11] }, { kernel: [7, 7] }, 'was 11×11'],
  ];
  for (const [before, after, short] of settings) {
    test(`says of which setting it tells: ${short}`, () => {
      const [was, now] = [before, after].map((config) => {
        const graph = alexNet();
        const nodes = graph.nodes.map((node) =>
          node.id === 'conv1' && isRecord(config) ? { ...node, config } : node,
        );
        return { ...graph, nodes };
      });
      assert.ok(was && now);
      assert.equal(compareGraphs(was, now).nodes.get('conv1')?.short, short);
    });
  }

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

  test('knows layers again whose names were made up anew', () => {
    const [before, after] = [nameless(alexNet()), nameless(alexNet({ filters: 64 }), 7)];
    assert.equal(
      compareGraphs(before, after).summary,
      'Since the last run: changed: conv2d_Conv2D8 filters 96 → 64; 4 layers changed in size or input.',
    );
    assert.equal(compareGraphs(before, nameless(alexNet(), 3)).summary, '');
  });

  test('marks a closed block for what changed in it', () => {
    const graph = withBlocks(residual([3]));
    const nodes = graph.nodes.map((node) =>
      node.id === 'conv2_block2_2_conv'
        ? { ...node, config: { ...node.config, filters: 9 } }
        : node,
    );
    const marks = foldChanges(compareGraphs(graph, { ...graph, nodes }), graph).nodes;
    assert.deepEqual(marks.get('conv2_block2'), {
      kind: 'changed',
      short: '1 changed',
      details: ['changed in it: conv2_block2_2_conv'],
    });
    assert.equal(marks.get('conv2_block2 to 3')?.kind, 'changed');
    assert.equal(marks.has('conv2_block3'), false);
    const added = compareGraphs({ ...graph, nodes: graph.nodes.slice(0, 5) }, graph);
    assert.equal(foldChanges(added, graph).nodes.get('conv2_block3')?.kind, 'added');
    assert.equal(foldChanges(noChanges, graph), noChanges);
  });

  test('notices that weights were frozen', () => {
    const { nodes, summary } = compareGraphs(alexNet(), alexNet({ frozen: true }));
    assert.deepEqual(nodes.get('conv1')?.details, ['trainable was 34,944, now 0']);
    assert.equal(nodes.get('conv1')?.short, 'was trainable');
    assert.equal(summary, 'Since the last run: changed: conv1 frozen, conv2 frozen, conv3 frozen.');
  });
});
