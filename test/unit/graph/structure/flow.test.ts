import assert from 'node:assert/strict';
import { flowOf, nodesOf, type Flow } from '../../../../src/graph/structure/flow';
import * as graphs from '../../../support/payloads/graphs';

function outline(flow: Flow): string {
  switch (flow.kind) {
    case 'edge':
      return '-';
    case 'node':
      return flow.node.id;
    case 'series':
      return flow.parts.map(outline).join(' ');
    case 'parallel':
      return `(${flow.branches.map(outline).join(' | ')})`;
    case 'layered':
      return `[${flow.items.map(outline).join(', ')}]`;
  }
}

suite('the flow of a network', () => {
  test('is one series for a chain', () => {
    assert.equal(outline(flowOf(graphs.chain(3).nodes)), '- input - conv1 - conv2 -');
  });

  test('has the branches of an Inception module in the order of the concatenation', () => {
    const text = outline(flowOf(graphs.inception().nodes));
    const order = ['inception_3a_1x1', '3x3_reduce', '5x5_reduce', 'inception_3a_pool'];
    const places = order.map((name) => text.indexOf(name));
    assert.ok(places.every((place) => place > 0));
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
    );
    assert.equal(text.match(/\|/g)?.length, 3);
  });

  test('has an identity shortcut as a bare edge beside the block', () => {
    const text = outline(flowOf(graphs.residual([2]).nodes));
    assert.match(text, /\(- \| - conv2_block2_1_conv .* conv2_block2_3_bn -\)/);
  });

  test('reads any order of the branches from the merge, not from the list', () => {
    const b = new graphs.GraphBuilder();
    const x = b.input('x', [8, 8, 3]);
    const first = b.conv('first', x, { filters: 1, kernel: 1 });
    const second = b.conv('second', x, { filters: 1, kernel: 1 });
    b.merge('merged', 'Concatenate', [second, first]);
    assert.equal(outline(flowOf(b.graph('g').nodes)), '- x (- second - | - first -) merged -');
  });

  test('keeps what is not series-parallel as items in layers', () => {
    const flow = flowOf(graphs.crossed().nodes);
    assert.equal(flow.kind, 'layered');
  });

  test('reads an input twice without drawing it twice', () => {
    const b = new graphs.GraphBuilder();
    const x = b.input('x', [8, 8, 3]);
    b.merge('twice', 'Add', [x, x]);
    assert.equal(outline(flowOf(b.graph('g').nodes)), '- x - twice -');
  });

  for (const [name, graph] of Object.entries({
    empty: graphs.chain(0),
    alexNet: graphs.alexNet(),
    shared: graphs.shared(),
    crossed: graphs.crossed(),
    residual: graphs.residual([3, 8, 36, 3]),
  })) {
    test(`holds every node of ${name} once`, () => {
      const ids = nodesOf(flowOf(graph.nodes)).map(({ id }) => id);
      assert.deepEqual([...ids].sort(), graph.nodes.map(({ id }) => id).sort());
    });
  }
});
