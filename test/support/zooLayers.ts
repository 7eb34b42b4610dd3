import type * as tfjs from '@tensorflow/tfjs';
import { createZoo, type NetworkFacts, type NetworkOptions } from '../../src/zoo';

type Tf = typeof tfjs;
type Layer = tfjs.layers.Layer;
type Builders = Readonly<Record<string, (options: NetworkOptions) => { layers: Layer[] }>>;

/** What a layer of the zoo computes, at a size that cpu is quick with; plain data. */
export interface SmallLayer {
  readonly className: string;
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

function smallLayer(layer: Layer): SmallLayer {
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
    className: layer.getClassName(),
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

/** Every convolution, pooling and normalization of every published network, each kind once. */
export function smallLayers(tf: Tf): readonly SmallLayer[] {
  const zoo = createZoo(tf);
  const found = new Map<string, SmallLayer>();
  withoutWeights(tf, () => {
    for (const [builder, { variants }] of Object.entries<NetworkFacts>(zoo.registry)) {
      for (const { options } of variants) {
        const model = (zoo as unknown as Builders)[builder]?.(options);
        for (const layer of model?.layers ?? []) {
          if (classes.has(layer.getClassName())) {
            const small = smallLayer(layer);
            found.set(JSON.stringify(small), small);
          }
          layer.dispose();
        }
      }
    }
  });
  return [...found.values()];
}

type Class = new (config: object) => Layer;

/** Makes and builds such a layer, its weights undecided. */
export function makeLayer(tf: Tf, { className, config, shape }: SmallLayer): Layer {
  // The classes of the zoo are known once it has been made.
  createZoo(tf);
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  const [make] = (classNameMap[className] ?? []) as unknown as readonly Class[];
  if (make === undefined) {
    throw new Error(`No layer is registered as ${className}.`);
  }
  const layer = new make(config);
  layer.build([null, ...shape.slice(1)]);
  return layer;
}
