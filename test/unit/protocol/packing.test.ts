import assert from 'node:assert/strict';
import type { ArchitectureGraph } from '../../../src/protocol/architecture';
import { parseArchitecture } from '../../../src/protocol/guards';
import { packGraph } from '../../../src/protocol/packing';
import * as graphs from '../../support/payloads/graphs';
import * as networks from '../../support/payloads/networks';
import { withBlocks } from '../../support/payloads/networks';

const throughFile = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const samples: { readonly [name: string]: ArchitectureGraph } = {
  AlexNet: graphs.alexNet(),
  'a frozen AlexNet': withBlocks(graphs.alexNet({ frozen: true })),
  Inception: withBlocks(graphs.inception()),
  'residual blocks': withBlocks(graphs.residual([3, 2])),
  'shared weights': withBlocks(graphs.shared()),
  'crossed towers': withBlocks(graphs.crossed()),
  'hostile names': withBlocks(graphs.hostile()),
  'all to all': withBlocks(networks.denseNet([4, 3], { allToAll: true })),
  nothing: { ...graphs.chain(0), nodes: [], outputs: [], blocks: [] },
};

suite('a packed payload', () => {
  for (const [name, graph] of Object.entries(samples)) {
    test(`gives ${name} back, out of a file too`, () => {
      assert.deepEqual(parseArchitecture(throughFile(packGraph(graph))), graph);
    });
  }

  test('keeps every field, open sizes, rectangles and cropping', () => {
    const graph = graphs.alexNet();
    const nodes = graph.nodes.map((node, index) =>
      index === 1
        ? {
            ...node,
            id: 'base/conv 1#2',
            name: 'conv 1',
            scope: ['base', 'stage 1'],
            outputShape: [null, null, 55, 96],
            receptiveField: { size: [3, 5], stride: [2, 1], padding: [-1, 2] } as const,
            otherOperations: 12,
          }
        : { ...node, inputs: node.inputs.map((id) => (id === 'conv1' ? 'base/conv 1#2' : id)) },
    );
    const changed = { ...graph, nodes };
    assert.deepEqual(parseArchitecture(throughFile(packGraph(changed))), changed);
  });

  test('is read in the form of older files as well', () => {
    const graph = graphs.alexNet();
    assert.deepEqual(parseArchitecture(throughFile(graph)), graph);
  });

  test('begins with its summary, and says the view near its beginning', () => {
    const keys = Object.keys(packGraph(samples['AlexNet'] ?? graphs.alexNet()));
    assert.deepEqual(keys.slice(0, 4), ['summary', 'viewId', 'runId', 'seq']);
    assert.equal(keys.at(-1), 'packed');
  });

  for (const [name, graph] of Object.entries({
    'DenseNet-264': networks.denseNet([6, 12, 64, 48]),
    'DenseNet-264, all to all': networks.denseNet([6, 12, 64, 48], { allToAll: true }),
    'ResNet-152': networks.resNet([3, 8, 36, 3]),
  })) {
    test(`of ${name} stays far below 300 kB, in a file too`, () => {
      const packed = packGraph(withBlocks(graph));
      const size = JSON.stringify(packed).length;
      assert.ok(size < 120_000, `${size} characters`);
      assert.ok(JSON.stringify(packed, null, 2).length < 300_000);
    });
  }

  const damages: readonly (readonly [string, (packed: Packed) => void, RegExp])[] = [
    ['other columns', (p) => (p['columns'] = 'id'), /packed\.columns should be/],
    ['no nodes', (p) => Reflect.deleteProperty(p, 'nodes'), /packed\.nodes should be a list/],
    ['a line that is short', (p) => (p.nodes[2] = '1 2 3'), /packed\.nodes\[2\] should be a text/],
    ['a line that is no text', (p) => (p.nodes[2] = 7), /packed\.nodes\[2\] should be a text/],
    [
      'a layer that no table has',
      (p) => (p.nodes[1] = String(p.nodes[1]).replace(/^\d+/, '999')),
      /nodes\[1\]\.className should be a text/,
    ],
    [
      'weights that are no number',
      (p) => (p.nodes[1] = String(p.nodes[1]).replace(/ \d+ = /, ' many = ')),
      /nodes\[1\]\.params should be a number/,
    ],
    [
      'a line that reads the next',
      (p) => (p.nodes[1] = String(p.nodes[1]).replace(/^((\S+ ){5})1/, '$1-1')),
      /nodes\[1\]\.inputs should be ids of nodes before it/,
    ],
    [
      'blocks that are no list',
      (p) => Object.assign(p, { blocks: {} }),
      /packed\.blocks should be a list/,
    ],
    ['too few blocks', (p) => p.blocks.pop(), /packed\.blocks\[\d+\] should be a text/],
    [
      'more nodes in blocks than there are',
      (p) => (p.blocks[0] = '0-999999999'),
      /packed\.blocks\[0\] should hold indices of nodes/,
    ],
    ['a block of no number', (p) => (p.blocks[0] = 'all'), /should hold indices of nodes/],
    [
      'blocks without end',
      (p) => (p['blocks'] = ['@', ...Array.from({ length: 5000 }, (_, at) => `chain 1 @ = ${at}`)]),
      /blocks deep/,
    ],
    [
      'a node in no block',
      (p) => (p.blocks[0] = String(p.blocks[0]).replace(/^0,/, '')),
      /blocks should be a tree of all nodes/,
    ],
  ];
  for (const [name, damage, expected] of damages) {
    test(`names ${name}`, () => {
      const payload = throughFile(packGraph(withBlocks(graphs.residual([2])))) as {
        readonly packed: Packed;
      };
      damage(payload.packed);
      assert.throws(() => parseArchitecture(payload), expected);
    });
  }
});

interface Packed {
  [key: string]: unknown;
  nodes: unknown[];
  blocks: unknown[];
}
