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

/** Any connections at all, forwards. */
function randomGraph(seed: number) {
  let state = seed;
  const random = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
  const b = new graphs.GraphBuilder();
  const all = [b.input('n0', [4, 4, 2])];
  for (let index = 1; index < 3 + random(25); index += 1) {
    const from = [...new Set(Array.from({ length: 1 + random(3) }, () => all[random(all.length)]))];
    all.push(b.add(`n${index}`, 'Own', 'other', from.map(String), [4, 4, 2]));
  }
  return b.graph(`random ${seed}`);
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

  test('keeps only what is not series-parallel as items in layers', () => {
    assert.equal(
      outline(flowOf(graphs.crossed().nodes)),
      '- data [conv1a, conv1b, join_a, join_b, - conv2a - relu2a -, - conv2b - relu2b -] join - fc -',
    );
  });

  test('finds crossed branches inside of a branch, and goes on around them', () => {
    const b = new graphs.GraphBuilder();
    const x = b.input('x', [8, 8, 4]);
    const conv = (name: string, from: string) => b.conv(name, from, { filters: 4, kernel: 3 });
    const [left, right] = [conv('left', x), conv('right', x)];
    const sums = ['p', 'q'].map((name) => b.merge(name, 'Add', [left, right]));
    const crossed = b.merge('crossed', 'Add', [...sums, left]);
    b.merge('end', 'Concatenate', [x, conv('after', crossed)]);
    assert.equal(
      outline(flowOf(b.graph('g').nodes)),
      '- x (- | [left, right, p, q] crossed - after -) end -',
    );
  });

  test('takes a chain that is longer than a call stack is deep', () => {
    const flow = flowOf(graphs.chain(20_000).nodes);
    assert.equal(nodesOf(flow).length, 20_000);
  });

  test('reads an input twice without drawing it twice', () => {
    const b = new graphs.GraphBuilder();
    const x = b.input('x', [8, 8, 3]);
    b.merge('twice', 'Add', [x, x]);
    assert.equal(outline(flowOf(b.graph('g').nodes)), '- x - twice -');
  });

  test('holds every node of any network once, and every connection leads on', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const graph = randomGraph(seed);
      const flow = flowOf(graph.nodes);
      const ids = nodesOf(flow).map(({ id }) => id);
      assert.deepEqual([...ids].sort(), graph.nodes.map(({ id }) => id).sort(), `seed ${seed}`);
      const text = outline(flow);
      assert.ok(text.startsWith('-') || text.startsWith('('), text);
    }
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
