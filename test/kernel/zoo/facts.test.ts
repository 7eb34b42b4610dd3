import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { describeModel } from '../../../src/graph';
import { createZoo, type NetworkFacts, type NetworkOptions } from '../../../src/zoo';
import { usesBlueprint } from '../../support/blueprint';
import { leavesNoTensors, usesCpu } from '../../support/tensors';

usesCpu(tf);

const zoo = createZoo(tf);
const builders = zoo as unknown as {
  readonly [builder: string]: (options: NetworkOptions) => tf.LayersModel;
};

/** Every published number of every form of every network. */
for (const [builder, facts] of Object.entries<NetworkFacts>(zoo.registry)) {
  suite(`${facts.title}, as published`, () => {
    // Networks are counted here, not computed: weights are never made.
    usesBlueprint(tf);

    for (const variant of facts.variants) {
      const { title, options, source } = variant;
      test(`${builder}(${JSON.stringify(options)}): ${title} (${source})`, () => {
        leavesNoTensors(tf, () => {
          const model = builders[builder]?.(options);
          assert.ok(model, `the zoo has no builder ${builder}`);
          try {
            const graph = describeModel(model);
            const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
            const found = <Value>(
              expected: { readonly [layer: string]: unknown } | undefined,
              read: (node: (typeof graph.nodes)[number]) => Value,
            ) =>
              expected &&
              Object.fromEntries(
                Object.keys(expected).map((layer) => {
                  const node = nodes.get(layer);
                  assert.ok(node, `${builder} has no layer ${layer}`);
                  return [layer, read(node)] as const;
                }),
              );
            const { totals } = graph;
            assert.deepEqual(
              {
                params: totals.params,
                trainableParams: totals.trainableParams,
                macs: totals.macs,
                shapes: found(variant.shapes, ({ outputShape }) => outputShape.slice(1)),
                layerParams: found(variant.layerParams, ({ params }) => params),
                layerMacs: found(variant.layerMacs, ({ macs }) => macs),
                receptiveFields: found(variant.receptiveFields, ({ receptiveField }) => {
                  assert.ok(receptiveField);
                  const { size, stride, padding } = receptiveField;
                  assert.deepEqual(
                    [size[1], stride[1], padding[1]],
                    [size[0], stride[0], padding[0]],
                  );
                  return [size[0], stride[0], padding[0]];
                }),
              },
              {
                params: variant.params,
                trainableParams: variant.trainableParams,
                macs: variant.macs,
                shapes: variant.shapes,
                layerParams: variant.layerParams,
                layerMacs: variant.layerMacs,
                receptiveFields: variant.receptiveFields,
              },
            );
            assert.equal(model.countParams(), variant.params);
          } finally {
            model.dispose();
          }
        });
      });
    }
  });
}
