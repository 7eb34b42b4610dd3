import assert from 'node:assert/strict';
import { diffGraphs, diffTables, diffToText, type GraphDiff } from '../../../../src/graph';
import { tablesToHtml } from '../../../../src/learn/tables';
import { rowsOf } from '../../../../src/graph/diff/rows';
import type { ArchitectureGraph } from '../../../../src/protocol/architecture';
import * as graphs from '../../../support/payloads/graphs';
import * as networks from '../../../support/payloads/networks';
import { withBlocks } from '../../../support/payloads/networks';

const compare = (before: ArchitectureGraph, after: ArchitectureGraph): GraphDiff =>
  diffGraphs(withBlocks(before), withBlocks(after));

/** The rows without the names of layers. */
const told = (diff: GraphDiff) =>
  rowsOf(diff).map(({ kind, layers, what }) => `${kind} ${layers.length}: ${what}`);

const pairs: readonly {
  readonly what: string;
  readonly before: ArchitectureGraph;
  readonly after: ArchitectureGraph;
  readonly rows: readonly string[];
}[] = [
  {
    what: 'ResNet v1 and v1.5: where the strides are, and what follows',
    before: networks.resNet([2, 2]),
    after: networks.resNet([2, 2], { later: true }),
    rows: [
      'changed 1: strides 2 -> 1, output 8x8x8 -> 16x16x8, multiply-adds 8,192 -> 32,768',
      'changed 1: strides 1 -> 2',
      'resized 2: only in size: output',
    ],
  },
  {
    what: 'a ResNet and its plain twin: the shortcuts',
    before: networks.resNet([2, 2]),
    after: networks.resNet([2, 2], { plain: true }),
    rows: [
      'removed 2: 2 Conv2D, 576 weights',
      'removed 2: 2 BatchNormalization, 192 weights',
      'removed 4: 4 Add',
    ],
  },
  {
    what: 'VGG with and without batch normalization: the layers between',
    before: networks.vgg(),
    after: networks.vgg(undefined, { batchNorm: true }),
    rows: ['added 13: 13 BatchNormalization, 2,112 weights'],
  },
  {
    what: 'ResNet-50 and ResNet-101: 17 blocks of four stages',
    before: networks.resNet([3, 4, 6, 3]),
    after: networks.resNet([3, 4, 23, 3]),
    rows: [
      'added 51: 51 Conv2D, 73,984 weights',
      'added 51: 51 BatchNormalization, 6,528 weights',
      'added 51: 51 Activation',
      'added 17: 17 Add',
    ],
  },
  {
    what: 'GoogLeNet with and without auxiliary heads',
    before: networks.googLeNet({ auxiliary: true }),
    after: networks.googLeNet(),
    rows: [
      'removed 2: 2 MaxPooling2D',
      'removed 2: 2 Conv2D, 1,648 weights',
      'removed 2: 2 Activation',
      'removed 2: 2 Flatten',
      'removed 4: 4 Dense, 17,108 weights',
    ],
  },
  {
    what: 'two widths of a layer, and layers left out',
    before: graphs.alexNet(),
    after: graphs.alexNet({ filters: 64, dropout: false }),
    rows: [
      'changed 1: filters 96 -> 64, output 55x55x96 -> 55x55x64, weights 34,944 -> 23,296, multiply-adds 105,415,200 -> 70,276,800',
      'removed 2: 2 Dropout',
      'resized 4: only in size: output, weights, trainable, multiply-adds',
    ],
  },
  {
    what: 'frozen layers',
    before: graphs.alexNet(),
    after: graphs.alexNet({ frozen: true }),
    rows: ['changed 3: frozen'],
  },
];

suite('the difference of two models', () => {
  for (const { what, before, after, rows } of pairs) {
    test(`tells ${what}`, () => {
      assert.deepEqual(told(compare(before, after)), rows);
    });

    test(`tells the same where no layer has a name: ${what}`, () => {
      const diff = compare(networks.nameless(before), networks.nameless(after));
      assert.deepEqual(told(diff), rows);
      assert.deepEqual(diff.renamed, []);
    });

    test(`is nothing between equal models: ${what}`, () => {
      for (const graph of [before, after]) {
        const diff = compare(graph, { ...graph, runId: 'run-2' });
        assert.equal(diff.same, true);
        assert.deepEqual(told(diff), []);
        assert.match(diff.summary, /^The first .* and the second are the same: \d+ layers, /);
      }
    });

    test(`turns round with the models: ${what}`, () => {
      const [there, back] = [compare(before, after), compare(after, before)];
      assert.deepEqual(
        back.removed.map(({ id }) => id),
        there.added.map(({ id }) => id),
      );
      assert.deepEqual(
        back.changed.map(({ after: node }) => node.id).sort(),
        there.changed.map(({ before: node }) => node.id).sort(),
      );
      assert.deepEqual(back.totals.params.before, there.totals.params.after);
    });
  }

  test('keeps to the blocks where a network has fewer layers in two of them', () => {
    const diff = compare(
      networks.nameless(networks.denseNet([3, 9, 8])),
      networks.nameless(networks.denseNet([3, 6, 6])),
    );
    assert.equal(diff.added.length, 0);
    assert.equal(diff.removed.length, 7 * 5);
    assert.deepEqual(
      diff.changed.flatMap(({ differences }) =>
        differences.filter(({ isCause }) => isCause).map(({ field }) => field),
      ),
      ['config.filters'],
    );
  });

  test('says in figures what differs in a layer', () => {
    const { changed, totals, same } = compare(graphs.alexNet(), graphs.alexNet({ filters: 64 }));
    assert.equal(same, false);
    const [conv1] = changed;
    assert.deepEqual(conv1?.differences, [
      { field: 'config.filters', before: 96, after: 64, isCause: true },
      {
        field: 'outputShape',
        before: [null, 55, 55, 96],
        after: [null, 55, 55, 64],
        isCause: false,
      },
      { field: 'params', before: 34_944, after: 23_296, isCause: false },
      { field: 'trainableParams', before: 34_944, after: 23_296, isCause: false },
      { field: 'macs', before: 105_415_200, after: 70_276_800, isCause: false },
    ]);
    assert.deepEqual(totals.params, { before: 60_965_224, after: 60_851_176 });
    assert.deepEqual(JSON.parse(JSON.stringify(changed)), changed);
  });

  test('tells a layer that reads another one', () => {
    const made = (from: 'a' | 'b') => {
      const b = new graphs.GraphBuilder();
      const x = b.input('x', [8, 8, 4]);
      const conv = (name: string) => b.conv(name, x, { filters: 4, kernel: 3 });
      const both = { a: conv('a'), b: conv('b') };
      b.merge('end', 'Add', [b.conv('c', both[from], { filters: 4, kernel: 3 }), both.b]);
      return b.graph('g');
    };
    assert.deepEqual(told(compare(made('a'), made('b'))), ['changed 1: reads a -> b']);
  });

  test('takes a renamed layer for the same, and says so', () => {
    const before = graphs.alexNet();
    const nodes = before.nodes.map((node) => ({
      ...node,
      id: node.id.replace('conv3', 'third'),
      name: node.name.replace('conv3', 'third'),
      inputs: node.inputs.map((id) => id.replace('conv3', 'third')),
    }));
    const diff = compare(before, { ...before, nodes });
    assert.equal(diff.same, true);
    assert.deepEqual(diff.renamed, [{ before: 'conv3', after: 'third' }]);
    assert.match(diff.summary, /1 layer named differently\.$/);
  });

  test('does not take two layers with names of their own for one changed layer', () => {
    const made = (name: string, kernel: number) => {
      const b = new graphs.GraphBuilder();
      b.conv(name, b.input('x', [8, 8, 4]), { filters: 4, kernel });
      return b.graph('g');
    };
    assert.deepEqual(told(compare(made('near', 1), made('far', 7))), [
      'added 1: Conv2D, 788 weights',
      'removed 1: Conv2D, 20 weights',
    ]);
    assert.deepEqual(told(compare(made('conv2d_1', 1), made('conv2d_7', 7))), [
      'changed 1: kernel 1x1 -> 7x7, weights 20 -> 788, multiply-adds 1,024 -> 50,176',
    ]);
  });

  test('compares models that have nothing in common', () => {
    const [before, after] = [graphs.alexNet(), networks.nameless(networks.uNet())];
    const diff = compare(before, after);
    assert.equal(diff.same, false);
    assert.equal(
      before.nodes.length - diff.removed.length,
      after.nodes.length - diff.added.length,
      'what is in both is in both',
    );
    assert.match(diff.summary, /^From AlexNet to U-Net: .*added.*removed/);
  });

  test('reads a graph without blocks, as older payloads are', () => {
    const diff = diffGraphs(networks.vgg(), networks.vgg(undefined, { batchNorm: true }));
    assert.equal(diff.added.length, 13);
  });

  test('is short text: a summary, a row for layers that differ alike, and the sums', () => {
    const diff = compare(networks.vgg(), networks.vgg(undefined, { batchNorm: true }));
    assert.deepEqual(diffToText(diff).split('\n'), [
      'From the first VGG to the second: 13 layers added (block1_conv1_bn, block1_conv2_bn ... block5_conv3_bn (13)). Weights 251,826 -> 253,938; multiply-adds as before, 20.4 million.',
      '',
      '       What                                  Layers',
      '------------------------------------------------------------------------------------------------------',
      'added  13 BatchNormalization, 2,112 weights  block1_conv1_bn, block1_conv2_bn ... block5_conv3_bn (13)',
      '',
      '                        First      Second  Difference',
      '-----------------------------------------------------',
      'Weights               251,826     253,938      +2,112',
      'Trainable weights     251,826     252,882      +1,056',
      'Multiply-adds      20,370,048  20,370,048           0',
      'Other operations            0           0           0',
      'Activation bytes    1,219,624   1,772,584    +552,960',
    ]);
  });

  test('is tables in which no name is markup', () => {
    const before = graphs.hostile();
    const { 2: node } = before.nodes;
    assert.ok(node);
    const added = { ...node, id: '<b>|`x`', name: '<b>|`x`', inputs: [node.id] };
    const found = compare(before, { ...before, nodes: [...before.nodes, added] });
    const html = tablesToHtml(found.summary, diffTables(found));
    assert.ok(html.includes('&lt;b&gt;|`x`'), html);
    assert.doesNotMatch(html, /<(b|script)>/);
    assert.equal(html.match(/<table>/g)?.length, 2);
  });
});
