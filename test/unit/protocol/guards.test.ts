import assert from 'node:assert/strict';
import {
  architectureProblem,
  isArchitectureGraph,
  isErrorPayload,
  isRendererMessage,
  isSnapshotMessage,
} from '../../../src/protocol/guards';
import { failedFit } from '../../support/payloads/errors';
import * as graphs from '../../support/payloads/graphs';

type Damage = (graph: ReturnType<typeof copy>) => void;

function copy() {
  return JSON.parse(JSON.stringify(graphs.alexNet())) as {
    [key: string]: unknown;
    nodes: { [key: string]: unknown }[];
    totals: { [key: string]: unknown };
  };
}

suite('payload guards', () => {
  for (const [name, graph] of Object.entries({
    alexNet: graphs.alexNet(),
    inception: graphs.inception(),
    residual: graphs.residual(),
    shared: graphs.shared(),
    crossed: graphs.crossed(),
    hostile: graphs.hostile(),
    empty: graphs.chain(0),
  })) {
    test(`let ${name} through, before and after JSON`, () => {
      assert.equal(architectureProblem(graph), undefined);
      assert.equal(isArchitectureGraph(JSON.parse(JSON.stringify(graph))), true);
    });
  }

  const damages: readonly (readonly [string, Damage, RegExp])[] = [
    [
      'a missing name',
      (g) => delete g['name'],
      /^payload\.name should be a text\. Received nothing/,
    ],
    [
      'nodes that are no list',
      (g) => (g['nodes'] = {} as never),
      /payload\.nodes should be a list/,
    ],
    [
      'a node that is no object',
      (g) => (g.nodes[3] = null as never),
      /^nodes\[3\] should be an object/,
    ],
    ['a repeated id', (g) => (g.nodes[2] = g.nodes[1] ?? {}), /nodes\[2\]\.id should be unlike/],
    [
      'an input from nowhere',
      (g) => ((g.nodes[4] ?? {})['inputs'] = ['ghost']),
      /nodes\[4\]\.inputs.*"ghost"/,
    ],
    [
      'a cycle',
      (g) => ((g.nodes[1] ?? {})['inputs'] = ['fc8']),
      /nodes\[1\]\.inputs should be ids of nodes before it/,
    ],
    ['a node that reads itself', (g) => ((g.nodes[1] ?? {})['inputs'] = ['conv1']), /before it/],
    ['an unknown category', (g) => ((g.nodes[1] ?? {})['category'] = 'magic'), /a known category/],
    [
      'NaN for weights',
      (g) => ((g.nodes[1] ?? {})['params'] = NaN),
      /params should be a number from 0\. Received NaN/,
    ],
    ['a negative size', (g) => ((g.nodes[1] ?? {})['outputShape'] = [null, -1]), /outputShape/],
    ['a source without a line', (g) => ((g.nodes[1] ?? {})['source'] = { cellId: 'a' }), /source/],
    [
      'a receptive field of text',
      (g) => ((g.nodes[1] ?? {})['receptiveField'] = 'big'),
      /receptiveField/,
    ],
    ['totals of text', (g) => (g.totals['macs'] = '724'), /totals\.macs.*"724"/],
    [
      'operations of text',
      (g) => ((g.nodes[1] ?? {})['otherOperations'] = 'few'),
      /otherOperations should be a number/,
    ],
    ['blocks of text', (g) => (g['blocks'] = 'all'), /payload\.blocks should be a list/],
    ['a block without nodes', (g) => (g['blocks'] = []), /a tree of all nodes, none missing/],
    [
      'a node in two blocks',
      (g) => (g['blocks'] = [...g.nodes.map(({ id }) => id), 'conv1']),
      /blocks\[25\] should be a node of no other block. Received "conv1"/,
    ],
    [
      'a block of no known kind',
      (g) => (g['blocks'] = [{ id: 'b', name: 'b', kind: 'odd', children: [], repeat: 1 }]),
      /blocks\[0\]\.kind should be a known kind/,
    ],
    [
      'a block with the id of a node',
      (g) => (g['blocks'] = [{ id: 'fc6', name: 'b', kind: 'chain', children: [], repeat: 1 }]),
      /blocks\[0\]\.id should be unlike all others/,
    ],
    [
      'copies that there are not',
      (g) => (g['blocks'] = [{ id: 'b', name: 'b', kind: 'chain', children: ['fc6'], repeat: 3 }]),
      /blocks\[0\]\.repeat should be the number of copies, 1/,
    ],
  ];
  for (const [name, damage, expected] of damages) {
    test(`name ${name}`, () => {
      const graph = copy();
      damage(graph);
      assert.match(architectureProblem(graph) ?? '', expected);
      assert.equal(isArchitectureGraph(graph), false);
    });
  }

  test('answer anything at all without throwing', () => {
    const cyclic: { [key: string]: unknown } = { summary: '' };
    cyclic['viewId'] = cyclic;
    for (const value of [undefined, null, 1, 'text', [], {}, cyclic, 10n, () => 1, new Map()]) {
      assert.equal(isArchitectureGraph(value), false);
      assert.equal(isErrorPayload(value), false);
      assert.equal(isRendererMessage(value), false);
      assert.equal(isSnapshotMessage(value), false);
      assert.equal(typeof architectureProblem(value), 'string');
    }
  });

  test('know an error payload', () => {
    assert.equal(isErrorPayload(failedFit), true);
    assert.equal(isErrorPayload({ ...failedFit, traceback: 'text' }), false);
    assert.equal(isErrorPayload({ ...failedFit, cells: { 'Cell 1': 1 } }), false);
  });

  test('know the messages of renderers', () => {
    const reveal = { type: 'reveal-source', label: 'Cell 1', line: 1, column: 1 };
    assert.equal(isRendererMessage(reveal), true);
    assert.equal(isRendererMessage({ ...reveal, cellId: 'a' }), true);
    assert.equal(isRendererMessage({ ...reveal, line: 0 }), false);
    assert.equal(isRendererMessage({ ...reveal, line: '1' }), false);
    assert.equal(isRendererMessage({ type: 'hello', viewId: 'v' }), true);
    assert.equal(isRendererMessage({ type: 'hello' }), false);
    assert.equal(isRendererMessage({ type: 'run-code', viewId: 'v' }), false);
    assert.equal(isSnapshotMessage({ type: 'snapshot', viewId: 'v', seq: 1, payload: null }), true);
    assert.equal(isSnapshotMessage({ type: 'snapshot', viewId: 'v', seq: 1 }), false);
  });
});
