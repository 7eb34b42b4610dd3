import assert from 'node:assert/strict';
import {
  foldGraph,
  foldOf,
  layersIn,
  openAround,
  openAtFirst,
  openOnOneScreen,
} from '../../../../src/graph/structure/fold';
import { architectureProblem } from '../../../../src/protocol/guards';
import type { ArchitectureGraph, Block } from '../../../../src/protocol/architecture';
import * as graphs from '../../../support/payloads/graphs';
import * as networks from '../../../support/payloads/networks';
import { withBlocks } from '../../../support/payloads/networks';

const samples: { readonly [name: string]: ArchitectureGraph } = {
  AlexNet: graphs.alexNet(),
  'VGG-16': networks.vgg(),
  GoogLeNet: networks.googLeNet({ auxiliary: true }),
  'Inception-v3': networks.inceptionV3(),
  'ResNet-152': networks.resNet([3, 8, 36, 3]),
  'ResNet-v2': networks.residualV2([3, 4]),
  DenseNet: networks.denseNet([6, 12, 24, 16]),
  'DenseNet, all to all': networks.denseNet([6, 5], { allToAll: true }),
  'U-Net': networks.uNet(),
  'shared weights': graphs.shared(),
  'crossed towers': graphs.crossed(),
};

function idsOf(children: readonly (string | Block)[]): readonly string[] {
  return children.flatMap((child) =>
    typeof child === 'string' ? [] : [child.id, ...idsOf(child.children)],
  );
}

/** Every so many of the blocks. */
const some = (ids: readonly string[], step: number) =>
  new Set(ids.filter((_, index) => index % step === 0));

suite('a folded graph', () => {
  for (const [name, sample] of Object.entries(samples)) {
    const graph = withBlocks(sample);
    const ids = idsOf(graph.blocks ?? []);
    const openings = {
      'no block open': new Set<string>(),
      'all blocks open': new Set(ids),
      'every second block open': some(ids, 2),
      'every third block open': some(ids, 3),
      'the blocks of one screen open': openOnOneScreen(graph),
    };
    for (const [what, open] of Object.entries(openings)) {
      test(`of ${name} with ${what} is a graph of the same sums and ends`, () => {
        const folded = foldGraph(graph, open);
        assert.equal(architectureProblem({ ...folded, blocks: undefined }), undefined);
        const sum = (count: (node: (typeof folded.nodes)[number]) => number) =>
          folded.nodes.reduce((all, node) => all + count(node), 0);
        assert.equal(sum(layersIn), graph.nodes.length);
        const closed = (node: (typeof folded.nodes)[number]) => layersIn(node) > 0;
        assert.equal(
          sum((node) => (closed(node) ? node.params : 0)),
          graph.totals.params,
        );
        assert.equal(
          sum((node) => (closed(node) ? node.macs : 0)),
          graph.totals.macs,
        );
        const known = new Set(folded.nodes.map(({ id }) => id));
        assert.ok(folded.outputs.every((id) => known.has(id)));
        const read = new Set(folded.nodes.flatMap(({ inputs }) => inputs));
        for (const { id } of folded.nodes) {
          assert.ok(read.has(id) || folded.outputs.includes(id) || isExit(graph, id), id);
        }
      });
    }
  }

  /** Exits beside the trunk are read by nobody. */
  function isExit({ nodes, blocks = [] }: ArchitectureGraph, id: string): boolean {
    const exits = nodes.filter(
      ({ id: node }) => !nodes.some(({ inputs }) => inputs.includes(node)),
    );
    return exits.some((exit) => exit.id === id || blockHolds(blocks, id, exit.id));
  }

  function blockHolds(children: readonly (string | Block)[], id: string, node: string): boolean {
    return children.some(
      (child) =>
        typeof child !== 'string' &&
        (child.id === id
          ? JSON.stringify(child.children).includes(JSON.stringify(node))
          : blockHolds(child.children, id, node)),
    );
  }

  test('is the graph itself where everything is open, or nothing is known of blocks', () => {
    const graph = networks.resNet();
    assert.equal(foldGraph(withBlocks(graph), 'all').nodes, graph.nodes);
    assert.equal(foldGraph(graph, new Set()), graph);
    assert.equal(openAtFirst(graph), 'all');
  });

  test('is drawn at first from more than 60 layers on, on about one screen', () => {
    assert.equal(openAtFirst(withBlocks(graphs.alexNet())), 'all');
    for (const stages of [[3, 4, 6, 3], [3, 8, 36, 3], [30], [9, 9, 9, 9, 9, 9, 9, 9]]) {
      const graph = withBlocks(networks.resNet(stages));
      const { nodes } = foldGraph(graph, openAtFirst(graph));
      assert.ok(nodes.length <= 40, `${nodes.length} rows`);
    }
  });

  test('says of a block what kind it is, and where it stands', () => {
    const graph = withBlocks(networks.resNet());
    const open = new Set(['conv4', 'conv4_block2 to 6']);
    const nodes = new Map(foldGraph(graph, open).nodes.map((node) => [node.id, node]));
    const [stage, copies, copy, next] = [
      'conv4',
      'conv4_block2 to 6',
      'conv4_block2',
      'conv4_block3',
    ].map((id) => nodes.get(id));
    assert.ok(stage && copies && copy && next);
    assert.deepEqual(foldOf(stage), { kind: 'stage', repeat: 1, layers: 62, isOpen: true });
    assert.deepEqual(foldOf(copies), { kind: 'residual', repeat: 5, layers: 50, isOpen: true });
    assert.deepEqual(foldOf(copy), { kind: 'residual', repeat: 1, layers: 10, isOpen: false });
    assert.deepEqual(copies.inputs, ['conv4_block1']);
    assert.deepEqual(copy.inputs, ['conv4_block2 to 6']);
    assert.deepEqual(next.inputs, ['conv4_block2']);
    assert.deepEqual(copy.outputShape, [null, 4, 4, 64]);
    assert.deepEqual(openAround(graph, open, 'conv4_block3'), ['conv4', 'conv4_block2 to 6']);
    assert.deepEqual(openAround(graph, open, 'no such block'), []);
  });

  test('opens a block of branches with all of them', () => {
    const graph = withBlocks(networks.googLeNet());
    const open = new Set(['stage 3', 'inception_3a']);
    const ids = foldGraph(graph, open).nodes.map(({ id }) => id);
    assert.ok(ids.includes('inception_3a_3x3_reduce') && ids.includes('inception_3a_output'));
    assert.ok(!ids.includes('inception_3b_3x3_reduce'));
  });

  test('takes no word of a file for a block', () => {
    const [node] = graphs.alexNet().nodes;
    assert.ok(node);
    const forged = { ...node, fold: { kind: 'stage', repeat: 1, layers: 1, isOpen: true } };
    assert.equal(foldOf(forged), undefined);
  });
});
