import assert from 'node:assert/strict';
import { foldGraph } from '../../../../src/pictures/architecture/fold';
import {
  layoutArchitecture,
  type Box,
  type LaidNode,
} from '../../../../src/pictures/architecture/layout';
import type { ArchitectureGraph } from '../../../../src/protocol/architecture';
import * as graphs from '../../../support/payloads/graphs';
import * as networks from '../../../support/payloads/networks';

/** Dense connections of all to all: as far from series-parallel as it goes. */
function allPairs(count: number): ArchitectureGraph {
  const b = new graphs.GraphBuilder();
  const all = [b.input('layer0', [8, 8, 4])];
  for (let index = 1; index < count; index += 1) {
    all.push(b.merge(`layer${index}`, 'Concatenate', all.slice()));
  }
  return b.graph('all pairs');
}

function folded(graph: ArchitectureGraph, open: readonly string[]): ArchitectureGraph {
  return foldGraph(networks.withBlocks(graph), new Set(open));
}

const samples: { readonly [name: string]: ArchitectureGraph } = {
  'no layers': graphs.chain(0),
  'one layer': graphs.chain(1),
  AlexNet: graphs.alexNet(),
  Inception: graphs.inception(),
  'residual blocks': graphs.residual([2, 2]),
  'a chain of 60': graphs.chain(60),
  'shared weights': graphs.shared(),
  'crossed towers': graphs.crossed(),
  'all pairs': allPairs(12),
  'hostile names': graphs.hostile(),
  'a folded ResNet': folded(networks.resNet(), ['conv3', 'conv3_block1', 'conv3_block2 to 4']),
  'a folded GoogLeNet': folded(networks.googLeNet({ auxiliary: true }), ['stage 4', 'loss1']),
  'a dense block, all to all': networks.denseNet([4], { allToAll: true }),
};

function overlap(a: Box, b: Box): boolean {
  const slack = 0.01;
  return (
    a.x + a.width > b.x + slack &&
    b.x + b.width > a.x + slack &&
    a.y + a.height > b.y + slack &&
    b.y + b.height > a.y + slack
  );
}

function place(nodes: readonly LaidNode[], id: string): LaidNode {
  const found = nodes.find(({ node }) => node.id === id);
  assert.ok(found, `${id} should be placed`);
  return found;
}

suite('the layout of an architecture', () => {
  for (const [name, graph] of Object.entries(samples)) {
    for (const width of [380, 740, 1000]) {
      test(`places ${name} at ${width} pixels without overlaps, inside its frame`, () => {
        const layout = layoutArchitecture(graph, width);
        assert.equal(layout.nodes.length, graph.nodes.length);
        for (const boxes of [layout.blocks, layout.nodes]) {
          boxes.forEach((a, index) =>
            boxes.slice(index + 1).forEach((b) => assert.ok(!overlap(a, b))),
          );
        }
        for (const { x, y, width: wide, height } of layout.blocks) {
          assert.ok(x >= 0 && y >= 0 && wide > 0 && height > 0);
          assert.ok(x + wide <= layout.width + 0.01 && y + height <= layout.height + 0.01);
        }
      });

      test(`routes every edge of ${name} at ${width} pixels`, () => {
        const layout = layoutArchitecture(graph, width);
        const pairs = graph.nodes.flatMap(({ id, inputs }) =>
          [...new Set(inputs)].map((input) => `${input} ${id}`),
        );
        assert.deepEqual(layout.edges.map(({ from, to }) => `${from} ${to}`).sort(), pairs.sort());
        for (const { points } of layout.edges) {
          assert.ok(points.length >= 2);
          assert.ok(points.flat().every(Number.isFinite));
          const ys = points.map(([, y]) => y);
          assert.deepEqual(
            ys,
            [...ys].sort((a, b) => a - b),
            'edges run down',
          );
        }
      });
    }
  }

  test('puts the branches of an Inception module side by side, in their order', () => {
    const { nodes } = layoutArchitecture(graphs.inception(), 900);
    const lanes = ['1x1', '3x3', '5x5', 'pool_proj'].map((name) =>
      place(nodes, `inception_3a_${name}`),
    );
    const xs = lanes.map(({ x }) => x);
    assert.deepEqual(
      xs,
      [...xs].sort((a, b) => a - b),
    );
    const merged = place(nodes, 'inception_3a_output');
    assert.ok(lanes.every((lane) => lane.y + lane.height < merged.y));
    assert.ok(lanes.every(({ x }) => x >= merged.x && x < merged.x + merged.width));
  });

  test('draws an identity shortcut as an arc beside its block, a projection as a lane', () => {
    const graph = graphs.residual([2]);
    const { edges, nodes } = layoutArchitecture(graph, 900);
    const arcs = edges.filter(({ shortcut }) => shortcut !== undefined);
    assert.deepEqual(
      arcs.map(({ from, to }) => [from, to]),
      [['conv2_block1_out', 'conv2_block2_add']],
    );
    const left = place(nodes, 'conv2_block2_1_conv').x;
    assert.ok((arcs[0]?.shortcut ?? Infinity) < left);
    const projection = place(nodes, 'conv2_block1_0_conv');
    assert.ok(projection.x + projection.width < place(nodes, 'conv2_block1_1_conv').x);
  });

  test('nests shortcuts without laying one on the other', () => {
    const b = new graphs.GraphBuilder();
    const x = b.input('x', [8, 8, 4]);
    const a = b.conv('a', x, { filters: 4, kernel: 3 });
    const inner = b.merge('inner', 'Add', [a, b.conv('c', a, { filters: 4, kernel: 3 })]);
    b.merge('outer', 'Add', [x, inner]);
    const { edges } = layoutArchitecture(b.graph('nested'), 800);
    const outer = edges.find(({ from, to }) => from === 'x' && to === 'outer')?.shortcut;
    const nested = edges.find(({ from, to }) => from === 'a' && to === 'inner')?.shortcut;
    assert.ok(outer !== undefined && nested !== undefined && outer < nested);
  });

  test('tucks slim layers under the layer they follow', () => {
    const { nodes } = layoutArchitecture(graphs.alexNet(), 740);
    const blocks = ['conv1', 'relu1', 'norm1'].map((id) => place(nodes, id).block);
    assert.equal(new Set(blocks).size, 1);
    assert.notEqual(place(nodes, 'pool1').block, blocks[0]);
  });

  test('shows all 25 layers of AlexNet on one notebook screen', () => {
    const { width, height } = layoutArchitecture(graphs.alexNet(), 740);
    assert.ok(height <= 730, `Received a height of ${height}`);
    assert.equal(width, 740);
  });

  test('gives a side exit no more than it needs', () => {
    const b = new graphs.GraphBuilder();
    let x = b.input('x', [8, 8, 4]);
    const exit = b.dense('aux', x, 10);
    for (let index = 0; index < 20; index += 1) {
      x = b.conv(`conv${index}`, x, { filters: 4, kernel: 3 });
    }
    const { nodes } = layoutArchitecture(b.graph('aux'), 900);
    assert.ok(place(nodes, 'conv5').width > 3 * place(nodes, exit).width);
  });

  test('draws what each layer of a dense block hands on as one line beside the column', () => {
    const { edges, nodes } = layoutArchitecture(networks.denseNet([5], { allToAll: true }), 900);
    const lanes = new Map<string, Set<number>>();
    for (const { from, shortcut } of edges) {
      if (shortcut !== undefined) {
        lanes.set(from, (lanes.get(from) ?? new Set()).add(shortcut));
      }
    }
    // The input, read by the last layers, and the layers' own features but for the last two.
    assert.deepEqual([...lanes.keys()].sort(), [
      ...[1, 2, 3, 4].map((number) => `conv2_block${number}_1_conv`),
      'pool1',
    ]);
    const rows = [...lanes.values()].flatMap((xs) => [...xs]);
    const left = Math.min(...nodes.map(({ x }) => x));
    assert.ok(rows.every((x) => x < left));
  });

  test('passes by the layers between with what leads on to the end', () => {
    const { edges } = layoutArchitecture(graphs.crossed(), 800);
    const passing = edges.find(({ from, to }) => from === 'conv1a' && to === 'join');
    assert.ok((passing?.points.length ?? 0) > 2);
  });

  test('stays as wide as the page for a thousand layers that read all before them', () => {
    const graph = networks.denseNet([6, 12, 64, 48], { allToAll: true });
    const { width, nodes } = layoutArchitecture(graph, 900);
    assert.ok(width <= 900);
    assert.equal(nodes.length, graph.nodes.length);
  });

  test('is the same every time', () => {
    for (const graph of Object.values(samples)) {
      assert.deepEqual(layoutArchitecture(graph, 740), layoutArchitecture(graph, 740));
    }
  });

  test('places the 515 layers of a ResNet-152', () => {
    const graph = graphs.residual([3, 8, 36, 3]);
    const layout = layoutArchitecture(graph, 900);
    assert.equal(layout.nodes.length, 515);
    assert.equal(layout.edges.filter(({ shortcut }) => shortcut !== undefined).length, 46);
    assert.ok(layout.columns);
  });
});
