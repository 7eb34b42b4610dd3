import assert from 'node:assert/strict';
import { blocksOf, nodeIdsOf } from '../../../../src/graph/structure/blocks';
import { totalsOf } from '../../../../src/graph/structure/totals';
import type { ArchitectureGraph, Block } from '../../../../src/protocol/architecture';
import * as graphs from '../../../support/payloads/graphs';
import * as networks from '../../../support/payloads/networks';

/** Kinds of blocks, copies as xN, layers between blocks as a dot; two levels deep. */
function sketch(children: readonly (string | Block)[], depth = 2): string {
  const words = children.map((child) => {
    if (typeof child === 'string') {
      return '.';
    }
    const { kind, repeat } = child;
    const copies = repeat > 1 ? ` x${repeat}` : '';
    const isOpen =
      depth > 1 && repeat === 1 && child.children.some((each) => typeof each !== 'string');
    return `${kind}${copies}${isOpen ? `(${sketch(child.children, depth - 1)})` : ''}`;
  });
  return words.filter((word, index) => word !== '.' || words[index - 1] !== '.').join(' ');
}

const sketchOf = ({ nodes }: ArchitectureGraph, depth?: number) => sketch(blocksOf(nodes), depth);

/** All blocks, outer ones before inner ones. */
function allBlocks(children: readonly (string | Block)[]): readonly Block[] {
  return children.flatMap((child) =>
    typeof child === 'string' ? [] : [child, ...allBlocks(child.children)],
  );
}

function named(graph: ArchitectureGraph, name: string): Block {
  const blocks = allBlocks(blocksOf(graph.nodes));
  const found = blocks.find((block) => block.name === name);
  assert.ok(found, `no block ${name} among ${blocks.map((block) => block.name).join(', ')}`);
  return found;
}

const stageOf = (count: number) => `stage(residual residual x${count})`;

const structures: readonly (readonly [string, ArchitectureGraph, string])[] = [
  ['AlexNet', graphs.alexNet(), '. stage stage stage head(. unit x2 .)'],
  [
    'VGG-16',
    networks.vgg(),
    '. stage(unit x2 .) stage(unit x2 .) stage(unit x3 .) stage(unit x3 .) stage(unit x3 .) head(. unit x2 .)',
  ],
  [
    'VGG with batch normalization',
    networks.vgg([1, 3], { batchNorm: true }),
    '. stage stage(unit x3 .) head(. unit x2 .)',
  ],
  [
    'GoogLeNet',
    networks.googLeNet(),
    '. stage stage stage(branches branches .) stage(branches branches branches branches branches .) stage(branches branches) head',
  ],
  [
    'GoogLeNet with auxiliary heads',
    networks.googLeNet({ auxiliary: true }),
    '. stage stage stage(branches branches .) stage(branches side branches branches branches side branches .) stage(branches branches) head',
  ],
  [
    'Inception-v3',
    networks.inceptionV3(),
    '. stage stage stage(branches branches x2) stage(branches branches branches x2 branches) stage(branches branches x2) head',
  ],
  ['ResNet-50', networks.resNet(), `. stage ${[2, 3, 5, 2].map(stageOf).join(' ')} head`],
  [
    'ResNet-152',
    networks.resNet([3, 8, 36, 3]),
    `. stage ${[2, 7, 35, 2].map(stageOf).join(' ')} head`,
  ],
  [
    'the plain twin of a ResNet',
    networks.resNet([2, 2], { plain: true }),
    '. stage stage(chain x2) stage head',
  ],
  ['ResNet-v2', networks.residualV2([3, 4]), `. stage ${[2, 3].map(stageOf).join(' ')} head`],
  [
    'DenseNet',
    networks.denseNet([3, 4, 2]),
    '. stage dense x3 transition dense x4 transition dense x2 head',
  ],
  [
    'DenseNet, all to all',
    networks.denseNet([3, 4], { allToAll: true }),
    '. stage dense(dense-layer dense-layer x2 .) transition dense(dense-layer dense-layer x3 .) head',
  ],
  ['MobileNet', networks.mobileNet(), '. stage stage stage stage(. chain x5) stage head'],
  ['U-Net', networks.uNet(2), '. unit x2 skip(. skip .) unit x2 .'],
  ['squeeze and excitation', networks.squeezed(), '. gate .'],
  ['two towers of one layer', graphs.shared(), 'branches(chain chain .) .'],
  ['crossed towers', graphs.crossed(), '. crossed .'],
  ['one layer', graphs.chain(1), '.'],
  ['only an input', graphs.chain(0), '.'],
];

suite('the blocks of a network', () => {
  for (const [name, graph, expected] of structures) {
    test(`are found by structure in ${name}, with names and without`, () => {
      assert.equal(sketchOf(networks.nameless(graph)), expected);
      assert.equal(sketchOf(graph), expected);
    });

    test(`hold every layer of ${name} once, under ids of their own`, () => {
      for (const each of [graph, networks.nameless(graph)]) {
        const blocks = blocksOf(each.nodes);
        assert.deepEqual(blocks.flatMap(nodeIdsOf).sort(), each.nodes.map(({ id }) => id).sort());
        const ids = [...allBlocks(blocks), ...each.nodes].map(({ id }) => id);
        assert.equal(new Set(ids).size, ids.length);
        for (const { repeat, children } of allBlocks(blocks)) {
          assert.ok(repeat === 1 || repeat === children.length);
        }
      }
    });
  }

  test('are named by their layers where those have names', () => {
    const graph = networks.resNet([3, 2]);
    const names = allBlocks(blocksOf(graph.nodes)).map(({ name }) => name);
    assert.deepEqual(names.slice(0, 5), [
      'stage 1',
      'conv2',
      'conv2_block1',
      'conv2_block1_0',
      'conv2_block1 branch 2',
    ]);
    assert.ok(names.includes('conv2_block2 to 3'));
    assert.equal(named(networks.denseNet([3, 2]), 'conv2').kind, 'dense');
    assert.equal(named(networks.denseNet([3, 2]), 'pool2').kind, 'transition');
  });

  test('are named by their kind and number where layers have no names', () => {
    const names = allBlocks(blocksOf(networks.nameless(networks.resNet([2])).nodes)).map(
      ({ name }) => name,
    );
    assert.deepEqual(names, [
      'stage 1',
      'stage 2',
      'residual 1',
      'residual 1 branch 1',
      'residual 1 branch 2',
      'residual 2',
      'head',
    ]);
  });

  test('take the names of the places they fill', () => {
    const graph = networks.nameless(networks.resNet([2, 2]));
    const stages = blocksOf(graph.nodes).filter((child) => typeof child !== 'string');
    const places = new Map<string, string[]>();
    for (const [index, stage] of stages.slice(1, 3).entries()) {
      for (const [number, block] of stage.children.entries()) {
        for (const id of nodeIdsOf(block)) {
          places.set(id, [`stage ${index + 2}`, `block ${number + 1}`]);
        }
      }
    }
    const nodes = graph.nodes.map((node) => ({ ...node, scope: places.get(node.id) ?? [] }));
    const names = allBlocks(blocksOf(nodes)).map(({ name }) => name);
    assert.ok(names.includes('stage 2'));
    assert.ok(names.includes('stage 2_block 1'));
    assert.ok(names.includes('stage 3_block 2'));
  });

  test('say a place once that has the name of the place around it', () => {
    const graph = networks.googLeNet();
    const nodes = graph.nodes.map((node) => {
      const [, name = '', number = ''] = /^(inception_(\d)[a-e])/.exec(node.id) ?? [];
      return { ...node, scope: name === '' ? [] : [`inception_${number}`, name] };
    });
    const names = allBlocks(blocksOf(nodes)).map(({ name }) => name);
    assert.ok(names.includes('inception_3') && names.includes('inception_4c'));
  });

  test('keep a model used as a layer together, stages and all', () => {
    const inner = networks.resNet([2, 2]);
    const nodes = inner.nodes.map((node) =>
      node.category === 'input' || ['avg_pool', 'predictions'].includes(node.id)
        ? node
        : { ...node, scope: ['base', ...node.scope] },
    );
    assert.equal(sketch(blocksOf(nodes)), '. group(stage stage stage) head');
    assert.equal(named({ ...inner, nodes }, 'base').kind, 'group');
  });

  test('keep a stage together whose last block has the stride', () => {
    // Keras' ResNetV2: the stride is in the last block of a stage, and the names say so.
    const b = new graphs.GraphBuilder();
    let x = b.conv('conv1', b.input('input', [32, 32, 3]), { filters: 4, kernel: 3 });
    for (const stage of [2, 3]) {
      for (const number of [1, 2]) {
        const place = `conv${stage}_block${number}`;
        const strides = number === 2 ? 2 : 1;
        const shortcut = number === 2 ? b.pool(`${place}_pool`, x, 1, 2) : x;
        const conv = b.conv(`${place}_conv`, x, { filters: 4, kernel: 3, strides });
        x = b.merge(`${place}_add`, 'Add', [shortcut, conv]);
      }
    }
    const graph = b.graph('v2');
    const nodes = graph.nodes.map((node) => {
      const [stage, block] = node.id.split('_');
      return { ...node, scope: stage && block ? [stage, block] : [] };
    });
    assert.equal(sketch(blocksOf(nodes)), '. stage(. residual residual) stage(residual residual)');
    assert.equal(sketchOf(graph), '. stage(. residual) stage(residual residual) residual');
  });

  test('tell neighbours apart by any setting, and not by their sizes', () => {
    const pair = (second: { readonly kernel: number; readonly bias?: boolean }) => {
      const b = new graphs.GraphBuilder();
      const x = b.input('input', [8, 8, 3]);
      b.conv('b', b.conv('a', x, { filters: 4, kernel: 3 }), { filters: 4, ...second });
      return sketchOf(b.graph('pair'));
    };
    assert.equal(pair({ kernel: 3 }), '. unit x2');
    assert.equal(pair({ kernel: 5 }), '.');
    assert.equal(pair({ kernel: 3, bias: false }), '.');
  });

  test('keep frozen layers apart from those that learn', () => {
    const b = new graphs.GraphBuilder();
    let x = b.input('input', [8, 8, 4]);
    for (const name of ['a', 'b', 'c']) {
      x = b.conv(name, x, { filters: 4, kernel: 3, frozen: name !== 'c' });
    }
    assert.equal(sketchOf(b.graph('frozen')), '. unit x2 .');
  });

  test('have sums, with the weights of a shared layer counted once', () => {
    const graph = graphs.shared();
    const [towers] = allBlocks(blocksOf(graph.nodes));
    assert.ok(towers);
    const byId = new Map(graph.nodes.map((node) => [node.id, node]));
    const inside = nodeIdsOf(towers).flatMap((id) => byId.get(id) ?? []);
    assert.equal(totalsOf(inside).params, 80);
    assert.equal(totalsOf(inside).macs, 2 * 28 * 28 * 72);
    assert.deepEqual(
      { ...totalsOf(graph.nodes), otherOperations: undefined },
      { ...graph.totals, otherOperations: undefined },
    );
  });

  test('are found in a network of ten thousand layers', () => {
    const blocks = blocksOf(networks.resNet([300, 300, 300, 300]).nodes);
    assert.equal(sketch(blocks), `. stage ${[299, 299, 299, 299].map(stageOf).join(' ')} head`);
  });
});
