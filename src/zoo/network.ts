import type { LayersModel } from '@tensorflow/tfjs';
import { flag, imageShape, initializer, oneOf, text, whole, type Rules } from './options';
import type { ActivationName, InitializerLike, Layer, Symbolic, Tf } from './tensorflow';

/** What every network can be asked for, in Keras' names. */
export interface NetworkOptions {
  /** Height, width and channels. Default: the paper's. */
  readonly inputShape?: readonly [height: number, width: number, channels: number];
  /** Default: the paper's, 1000 for ImageNet. */
  readonly classes?: number;
  /** `false` ends the network at its last feature maps. Default true. */
  readonly includeTop?: boolean;
  /** Without its top: 'avg' or 'max' pools the maps into one vector; `null` leaves them. Default null. */
  readonly pooling?: 'avg' | 'max' | null;
  /** `null` or 'linear' gives logits. Default 'softmax'. */
  readonly classifierActivation?: ActivationName | null;
  /** Default: the builder's name. */
  readonly name?: string;
  /** For all kernels. Default: as published. */
  readonly kernelInitializer?: InitializerLike;
  /** Makes the default initialization repeatable. */
  readonly seed?: number;
}

const activations = [
  ...['elu', 'gelu', 'gelu_new', 'hardSigmoid', 'linear', 'mish', 'relu', 'relu6', 'selu'],
  ...['sigmoid', 'softmax', 'softplus', 'softsign', 'swish', 'tanh'],
];

/** The rules of `NetworkOptions`; a builder adds its own. */
export const networkRules: Rules<NetworkOptions> = {
  inputShape: imageShape,
  classes: whole(),
  includeTop: flag,
  pooling: oneOf('avg', 'max', null),
  classifierActivation: oneOf(...activations, null),
  name: text,
  kernelInitializer: initializer,
  seed: whole(0),
};

/** What a builder says of its network. */
export interface NetworkArgs {
  /** The builder's name, for its errors. */
  readonly builder: string;
  readonly name: string;
  readonly inputShape: readonly [height: number, width: number, channels: number];
}

/** Applies a layer, as `layer.apply(x)` does; marks its place, and watches that some size is left. */
export type Apply = (layer: Layer, input: Symbolic | Symbolic[]) => Symbolic;

/** A network under construction. */
export interface Net {
  readonly apply: Apply;
  /** Layers applied by `body` carry `place` in their scope, below that of a `within` around it. */
  readonly within: <Result>(place: string, body: () => Result) => Result;
}

/**
 * Turns a builder's body into a model. Each layer carries its place in the hierarchy (stage, block,
 * branch) in its field `scope`, and the model carries all places in its metadata, so that they
 * outlive saving and loading. When the body throws, the weights made so far are freed.
 */
export function buildNetwork(
  tf: Tf,
  { builder, name, inputShape }: NetworkArgs,
  body: (image: Symbolic, net: Net) => Symbolic | Symbolic[],
): LayersModel {
  const applied = new Set<Layer>();
  const scopes: { [layer: string]: readonly string[] } = {};
  let scope: readonly string[] = [];
  const apply: Apply = (layer, input) => {
    const output = layer.apply(input) as Symbolic;
    applied.add(layer);
    if (scope.length > 0) {
      Object.assign(layer, { scope });
      scopes[layer.name] = scope;
    }
    if (output.shape.slice(1).some((size) => size !== null && size < 1)) {
      const received = sizeInWords(Array.isArray(input) ? input[0]?.shape : input.shape);
      throw new RangeError(
        `${builder}: inputShape=${JSON.stringify(inputShape)} is too small. ` +
          `Nothing is left at ${layer.name}: it receives ${received}` +
          windowInWords(layer),
      );
    }
    return output;
  };
  const within: Net['within'] = (place, inner) => {
    const outer = scope;
    scope = [...outer, place];
    try {
      return inner();
    } finally {
      scope = outer;
    }
  };
  try {
    const image = tf.input({ shape: [...inputShape], name: 'input' });
    const model = tf.model({ inputs: image, outputs: body(image, { apply, within }), name });
    model.setUserDefinedMetadata({ tsnb: { scopes } });
    return model;
  } catch (error) {
    // Not layer by layer: one may hold others, such as a recomputed block, or be applied twice.
    tf.dispose([...applied].flatMap(({ weights }) => weights.map((weight) => weight.read())));
    throw error;
  }
}

/** The end of a network without its top: its maps, or one vector of them. */
export function poolFeatures(
  tf: Tf,
  { apply }: Net,
  maps: Symbolic,
  pooling: NetworkOptions['pooling'] = null,
): Symbolic {
  switch (pooling) {
    case 'avg':
      return apply(tf.layers.globalAveragePooling2d({ name: 'avg_pool' }), maps);
    case 'max':
      return apply(tf.layers.globalMaxPooling2d({ name: 'max_pool' }), maps);
    case null:
      return maps;
  }
}

/**
 * A layer's own seed, from the network's and the layer's name (FNV-1a), so that layers of one shape
 * do not start out equal; nothing without a seed.
 */
export function ownSeed(seed: number | undefined, layer: string): { seed?: number } {
  if (seed === undefined) {
    return {};
  }
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (const character of layer) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return { seed: hash };
}

function sizeInWords(shape: readonly (number | null)[] | undefined): string {
  return shape?.slice(1).join('x') ?? 'nothing';
}

function windowInWords(layer: Layer): string {
  const { kernelSize, poolSize } = layer as { kernelSize?: unknown; poolSize?: unknown };
  const window = kernelSize ?? poolSize;
  return Array.isArray(window) ? `, its window is ${window.join('x')}` : '';
}
