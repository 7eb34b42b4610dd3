import type * as tfjs from '@tensorflow/tfjs';

/** TensorFlow.js as the zoo receives it: any backend's. */
export type Tf = typeof tfjs;

/** A batch of examples whose values are not known yet: what layers are applied to. */
export type Symbolic = tfjs.SymbolicTensor;

/** A layer of any kind. */
export type Layer = tfjs.layers.Layer;

/** The arguments of `tf.layers.conv2d`; tfjs does not export their type by name. */
export type Conv2dArgs = Parameters<Tf['layers']['conv2d']>[0];

/** What every layer accepts: `name`, `trainable`, `inputShape`... */
export type LayerArgs = NonNullable<ConstructorParameters<Tf['layers']['Layer']>[0]>;

/** A name such as `zeros`, or an initializer made by `tf.initializers`. */
export type InitializerLike = NonNullable<Conv2dArgs['kernelInitializer']>;

/** The name of an activation function, e.g. `softmax`. */
export type ActivationName = NonNullable<Conv2dArgs['activation']>;

/**
 * Makes a thing once per TensorFlow.js: its class map is global to it, so a class registered twice
 * would leave two classes of one name.
 */
export function oncePerTf<Thing>(make: (tf: Tf) => Thing): (tf: Tf) => Thing {
  const made = new WeakMap<Tf, { readonly thing: Thing }>();
  return (tf) => {
    const known = made.get(tf);
    if (known) {
      return known.thing;
    }
    const thing = make(tf);
    made.set(tf, { thing });
    return thing;
  };
}
