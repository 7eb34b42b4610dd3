import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { describeJoin, describeModel, layerUses } from '../../../../src/graph';
import { createZoo } from '../../../../src/zoo';
import { denseNetwork, wrappersOf } from '../../../support/denseNetwork';
import { givesTensorsBack, withModel } from '../../../support/networks';
import { usesCpu } from '../../../support/tensors';

usesCpu(tf);

const zoo = createZoo(tf);
const zeros = { kernelInitializer: 'zeros' } as const;
type Symbolic = tf.SymbolicTensor;

const apply = (layer: tf.layers.Layer, x: Symbolic | Symbolic[]) => layer.apply(x) as Symbolic;
const conv = (name: string, filters: number, kernelSize = 1) =>
  tf.layers.conv2d({ name, filters, kernelSize, padding: 'same' });

const namesIn = (layers: readonly { readonly id: string }[]) => layers.map(({ id }) => id);

suite('the branches of a join', () => {
  givesTensorsBack(tf);

  test('are those of the paper in an Inception module, in channel order', () => {
    withModel(zoo.inceptionModule({ name: 'inception_3a', ...zeros }), (model) => {
      const join = describeJoin(model);
      assert.equal(join.id, 'inception_3a_output');
      assert.equal(join.operation, 'concatenate');
      assert.deepEqual(
        join.lanes.map(({ name, range }) => [name, ...range]),
        [
          ['1x1', 0, 64],
          ['3x3 after reduction', 64, 192],
          ['5x5 after reduction', 192, 224],
          ['pool projection', 224, 256],
        ],
      );
      assert.deepEqual(
        join.lanes.map(({ params, macs }) => [params, macs]),
        [
          [192 * 64 + 64, 784 * 192 * 64],
          [192 * 96 + 96 + 9 * 96 * 128 + 128, 784 * (192 * 96 + 9 * 96 * 128)],
          [192 * 16 + 16 + 25 * 16 * 32 + 32, 784 * (192 * 16 + 25 * 16 * 32)],
          [192 * 32 + 32, 784 * 192 * 32],
        ],
      );
      assert.deepEqual(
        join.lanes.map(({ localField }) => localField?.size),
        [
          [1, 1],
          [3, 3],
          [5, 5],
          [3, 3],
        ],
      );
    });
  });

  test('would cost without reductions what the naive module costs', () => {
    const filters = { '1x1': 64, '3x3': 128, '5x5': 32 };
    withModel(zoo.inceptionModule({ ...zeros }), (reduced) => {
      withModel(zoo.inceptionModule({ naive: true, filters, ...zeros }), (naive) => {
        const [, large, larger] = describeJoin(reduced).lanes;
        const [, expected3, expected5] = describeJoin(naive).lanes;
        assert.deepEqual(large?.naive, { params: expected3?.params, macs: expected3?.macs });
        assert.deepEqual(larger?.naive, { params: expected5?.params, macs: expected5?.macs });
        assert.ok(describeJoin(naive).lanes.every((lane) => lane.naive === undefined));
      });
    });
  });

  test('forget the normalization of a reduction that is not made', () => {
    const options = { width: 0.1, batchNorm: true, inputShape: [33, 33, 3], classes: 2 } as const;
    withModel(zoo.googlenet({ ...options, ...zeros }), (model) => {
      const { nodes } = describeModel(model);
      const [, lane] = describeJoin(model, 'inception_3a').lanes;
      const channels = nodes.find(({ id }) => id === describeJoin(model).fork)?.outputShape.at(-1);
      const filters = (lane?.range[1] ?? 0) - (lane?.range[0] ?? 0);
      // A 3x3 kernel on all channels and what its own normalization has.
      const norms = lane?.layers.filter(({ className }) => className === 'BatchNormalization');
      assert.equal(
        lane?.naive?.params,
        9 * (channels ?? 0) * filters + (norms?.at(-1)?.params ?? 0),
      );
    });
  });

  for (const memoryEfficient of [false, true]) {
    test(`are one for each layer before in DenseNet, memoryEfficient ${memoryEfficient}`, () => {
      const model = zoo.densenet121({
        inputShape: [32, 32, 3],
        classes: 2,
        memoryEfficient,
        ...zeros,
      });
      withModel(model, () => {
        for (const [name, layers, first] of [
          ['conv2_block6_concat', 6, 64],
          ['conv3_block12_concat', 12, 128],
        ] as const) {
          const join = describeJoin(model, name);
          assert.deepEqual(
            join.lanes.map((lane) => lane.name),
            ['block input', ...Array.from({ length: layers }, (_, index) => `layer ${index + 1}`)],
          );
          assert.deepEqual(
            join.lanes.map(({ range }) => range),
            [
              [0, first],
              ...Array.from({ length: layers }, (_, k) => [first + 32 * k, first + 32 * (k + 1)]),
            ],
          );
          const own = join.lanes.slice(1).map((lane) => lane.params);
          assert.deepEqual(
            own,
            own.map((_, index) => {
              const read = first + 32 * index;
              return 4 * read + read * 128 + 4 * 128 + 9 * 128 * 32;
            }),
          );
          assert.deepEqual(join.shared, []);
        }
      });
    });
  }

  test('of a residual block are x and F(x), the shortcut projected where sizes change', () => {
    withModel(zoo.resnet50({ inputShape: [32, 32, 3], classes: 2, ...zeros }), (model) => {
      const named = (layer?: string) =>
        describeJoin(model, layer).lanes.map(({ name, layers }) => [name, layers.length]);
      assert.equal(describeJoin(model).id, 'conv2_block1_add');
      assert.deepEqual(named(), [
        ['projected x', 2],
        ['F(x)', 8],
      ]);
      assert.deepEqual(named('conv2_block2'), [
        ['x', 0],
        ['F(x)', 8],
      ]);
      const { lanes, fork, siblings, next } = describeJoin(model, 'conv2_block2_add');
      assert.deepEqual(
        lanes.map(({ range }) => range),
        [
          [0, 256],
          [0, 256],
        ],
      );
      assert.equal(fork, 'conv2_block1_out');
      assert.equal(siblings.length, 15);
      assert.equal(next, 'conv2_block3_add');
    });
  });

  test('count what several branches have in common apart', () => {
    withModel(
      zoo.inceptionV3({ inputShape: [75, 75, 3], width: 0.05, classes: 2, ...zeros }),
      (model) => {
        const joins = [undefined, ...describeJoin(model).siblings];
        const { nodes } = describeModel(model);
        for (const layer of joins) {
          const join = describeJoin(model, layer);
          const end = join.lanes.at(-1)?.range[1];
          assert.equal(end, join.outputShape.at(-1));
          const inside = join.lanes.flatMap(({ layers }) => layers).concat(join.shared);
          assert.equal(new Set(inside).size, inside.length);
          const between = nodes
            .slice(
              nodes.findIndex(({ id }) => id === join.fork) + 1,
              nodes.findIndex(({ id }) => id === join.id),
            )
            .map(({ id }) => id);
          assert.deepEqual(namesIn(inside).toSorted(), between.toSorted());
        }
        const widened = joins.map((layer) => describeJoin(model, layer).shared.length);
        assert.ok(widened.some((count) => count > 0));
      },
    );
  });

  test('may be the same layer twice, or an input, or have nothing in common', () => {
    const a = tf.input({ shape: [4, 4, 2], name: 'a' });
    const b = tf.input({ shape: [4, 4, 3], name: 'b' });
    const x = apply(conv('x', 5, 3), a);
    const twice = apply(tf.layers.concatenate({ name: 'twice' }), [x, x]);
    const other = apply(tf.layers.concatenate({ name: 'other' }), [twice, b, x]);
    withModel(tf.model({ inputs: [a, b], outputs: other }), (model) => {
      const join = describeJoin(model, 'twice');
      assert.equal(join.fork, 'x');
      assert.deepEqual(
        join.lanes.map(({ name, range, layers }) => [name, ...range, layers.length]),
        [
          ['input', 0, 5, 0],
          ['input (2)', 5, 10, 0],
        ],
      );
      const apart = describeJoin(model, 'other');
      assert.equal(apart.fork, undefined);
      assert.deepEqual(
        apart.lanes.map(({ range }) => range),
        [
          [0, 10],
          [10, 13],
          [13, 18],
        ],
      );
    });
  });

  test('are found in models used as layers and in recomputed blocks', () => {
    for (const [kind, wrap] of Object.entries(wrappersOf(zoo))) {
      withModel(denseNetwork(tf, zoo, wrap), (model) => {
        const join = describeJoin(model, 'unit3_concat');
        assert.match(join.id, kind === 'plain' ? /^unit3\/unit3_concat$/ : /unit3\/unit3_concat$/);
        assert.deepEqual(
          join.lanes.map(({ name, range }) => [name, ...range]),
          [
            ['block input', 0, 2],
            ['layer 1', 2, 5],
            ['layer 2', 5, 8],
            ['layer 3', 8, 11],
          ],
        );
      });
    }
  });

  test('tell the uses of a shared layer apart', () => {
    const a = tf.input({ shape: [4, 4, 2], name: 'a' });
    const shared = conv('shared', 2, 3);
    const sum = tf.layers.add({ name: 'sum' });
    const once = apply(sum, [a, apply(shared, a)]);
    const again = apply(sum, [once, apply(shared, once)]);
    withModel(tf.model({ inputs: a, outputs: again }), (model) => {
      assert.throws(
        () => describeJoin(model, 'nothing'),
        /Its concatenations and additions: sum, sum#2\./,
      );
      assert.equal(describeJoin(model, 'sum').fork, 'a');
      const second = describeJoin(model, 'sum#2');
      assert.equal(second.fork, 'sum');
      assert.deepEqual(namesIn(second.lanes[1]?.layers ?? []), ['shared#2']);
      assert.equal(describeJoin(model, sum).id, 'sum');
    });
    // tfjs frees a layer when it was disposed of as often as it was applied.
    shared.dispose();
  });

  const refusals: readonly (readonly [string, string | undefined, RegExp])[] = [
    ['no such layer', 'mixed', /joins nothing in a layer mixed\. .*: inception_3a_output\.$/],
    ['a layer that joins nothing', 'inception_3a_1x1', /joins nothing in a layer inception_3a_1x1/],
  ];
  for (const [name, layer, message] of refusals) {
    test(`are refused for ${name}`, () => {
      withModel(zoo.inceptionModule({ name: 'inception_3a', ...zeros }), (model) => {
        assert.throws(() => describeJoin(model, layer), message);
      });
    });
  }

  test('are refused where nothing meets, and along rows', () => {
    const a = tf.input({ shape: [4, 4, 2] });
    const rows = apply(tf.layers.concatenate({ name: 'rows', axis: 1 }), [
      a,
      apply(conv('c', 2), a),
    ]);
    withModel(tf.model({ inputs: a, outputs: rows }), (model) => {
      assert.throws(() => describeJoin(model), /no concatenation of channels and no addition/);
    });
  });
});

suite('the uses of layers', () => {
  givesTensorsBack(tf);

  test('have the ids of the graph, in its order', () => {
    const models = [
      zoo.googlenet({ inputShape: [33, 33, 3], width: 0.05, classes: 2, ...zeros }),
      ...Object.values(wrappersOf(zoo)).map((wrap) => denseNetwork(tf, zoo, wrap)),
    ];
    for (const each of models) {
      withModel(each, (model) => {
        const { uses, inputs } = layerUses(model);
        const { nodes } = describeModel(model);
        assert.deepEqual(
          uses.map((use) => [use.id, use.inputs.map(({ id }) => id)]),
          nodes.map((node) => [node.id, node.inputs]),
        );
        assert.deepEqual(inputs, [nodes[0]?.id]);
      });
    }
  });
});
