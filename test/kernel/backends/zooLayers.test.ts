import assert from 'node:assert/strict';
import type { Tensor } from '@tensorflow/tfjs';

import type { Tf } from '../../../src/kernel/backends';
import { createZoo, type NetworkFacts, type NetworkOptions } from '../../../src/zoo';
import { agrees, noisy, startWasm, withGradients } from './bothBackends';

type Layer = InstanceType<Tf['layers']['Layer']>;
type Builders = Readonly<Record<string, (options: NetworkOptions) => { layers: Layer[] }>>;

/** What a layer of the zoo computes, at a size that cpu is quick with. */
interface Case {
  readonly make: new (config: object) => Layer;
  readonly config: object;
  readonly shape: readonly number[];
}

const classes = new Set([
  ...['Conv2D', 'PaddedConv2D', 'GroupedConv2D', 'DepthwiseConv2D', 'SeparableConv2D'],
  ...['MaxPooling2D', 'AveragePooling2D', 'PaddedMaxPooling2D', 'PaddedAveragePooling2D'],
  ...['LocalResponseNormalization', 'GlobalAveragePooling2D', 'BatchNormalization'],
]);

/** Where windows meet the edges depends on the size modulo the stride, which is at most 4. */
function smallSize(size: number, window: number): number {
  const least = window + 5;
  return size < least ? size : least + ((size - least) % 4);
}

/** As many as there are, or as many beyond a block of eight. */
function smallCount(count: number): number {
  return count < 8 ? count : 8 + (count % 8);
}

function smallCase(layer: Layer): Case {
  const [, height, width, channels] = (layer.input as { shape: number[] }).shape;
  const config = { ...layer.getConfig() };
  const { kernelSize = 1, poolSize = 1, groups = 1, filters } = config as Record<string, number>;
  const windows = [kernelSize, poolSize].flat();
  const some = groups > 1 ? Math.min(groups, 5) : 1;
  const each = (count: number) => some * smallCount(count / groups);
  const sized = {
    ...config,
    ...(filters === undefined ? {} : { filters: each(filters) }),
    ...(groups > 1 ? { groups: some } : {}),
  };
  const told = Object.entries(sized).filter(
    ([name]) => !/name|trainable|dtype|batch|activation|er$|nt$/.test(name),
  );
  const reach = Math.max(...windows);
  return {
    make: layer.constructor as Case['make'],
    config: Object.fromEntries(told),
    shape: [1, smallSize(height ?? 1, reach), smallSize(width ?? 1, reach), each(channels ?? 1)],
  };
}

/** Builds networks without the time and memory of their weights. */
function withoutWeights<Result>(tf: Tf, build: () => Result): Result {
  const { prototype } = tf.layers.Layer as unknown as { prototype: { addWeight: AddWeight } };
  const { addWeight } = prototype;
  prototype.addWeight = function (name) {
    return addWeight.call(this, name, [1], 'float32', tf.initializers.zeros());
  };
  try {
    return build();
  } finally {
    prototype.addWeight = addWeight;
  }
}

type AddWeight = (this: unknown, name: string, ...rest: unknown[]) => unknown;

/** Every convolution, pooling and normalization of every network, each kind once. */
function casesOf(tf: Tf): readonly Case[] {
  const zoo = createZoo(tf);
  const cases = new Map<string, Case>();
  for (const [builder, { variants }] of Object.entries<NetworkFacts>(zoo.registry)) {
    for (const { options } of variants) {
      const build = (zoo as unknown as Builders)[builder];
      const model = build?.(options);
      for (const layer of model?.layers ?? []) {
        if (classes.has(layer.getClassName())) {
          const found = smallCase(layer);
          cases.set(JSON.stringify([layer.getClassName(), found.config, found.shape]), found);
        }
        layer.dispose();
      }
    }
  }
  return [...cases.values()];
}

suite('wasm: the layers of all networks of the zoo', () => {
  test('give maps and gradients as on cpu', async () => {
    const tf = await startWasm();
    await tf.setBackend('cpu');
    const cases = withoutWeights(tf, () => casesOf(tf));
    assert.ok(cases.length > 50, `found ${cases.length}`);
    for (const { make, config, shape } of cases) {
      const label = JSON.stringify([make.name, config, shape]);
      await agrees(tf, label, () => {
        const layer = new make(config);
        layer.build([null, ...shape.slice(1)]);
        layer.setWeights(
          layer.weights.map((weight, index) => {
            const values = noisy(tf, weight.shape as number[], index + 3);
            return weight.originalName.includes('variance') ? tf.add(values, 1) : values;
          }),
        );
        const run = (x: Tensor) => layer.apply(x, { training: true }) as Tensor;
        const x = noisy(tf, [...shape]);
        const results = withGradients(tf, run, [x]);
        const trained = layer.trainableWeights.length > 0;
        const { grads } = trained
          ? tf.variableGrads(() => tf.mean(tf.square(run(x))))
          : { grads: {} };
        const gradients = Object.values(grads as Record<string, Tensor>).map(
          (gradient, index) => [index, gradient.dataSync() as Float32Array] as const,
        );
        for (const weight of layer.weights) {
          weight.dispose();
        }
        return { ...results, ...Object.fromEntries(gradients) };
      });
    }
  }).timeout(120_000);
});
