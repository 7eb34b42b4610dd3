import type { LayersModel } from '@tensorflow/tfjs';
import { modelIn } from '../../graph';
import type { Layer } from '../../zoo/tensorflow';

type Call = Layer['call'];

const normalizations = new Set(['BatchNormalization', 'AffineFreeBatchNormalization']);

/**
 * Lets frozen batch normalizations run as in inference: with their moving statistics, which stay as
 * they are. Keras does so since 2.2: `trainable = false` means both there ("frozen state" is the
 * layer's inference mode). tfjs goes on averaging. Returns the function that ends this.
 */
export function holdFrozenNormalizations(model: LayersModel): () => void {
  const undo = frozenNormalizations(model, !model.trainable).map((layer) => {
    const call: Call = layer.call.bind(layer);
    const own = Object.getOwnPropertyDescriptor(layer, 'call');
    layer.call = (inputs, args) => call(inputs, { ...args, training: false });
    return () => {
      Reflect.deleteProperty(layer, 'call');
      if (own) {
        Object.defineProperty(layer, 'call', own);
      }
    };
  });
  return () => undo.splice(0).forEach((putBack) => putBack());
}

/** Those that are frozen themselves, or with the model that they are in. */
function frozenNormalizations(model: LayersModel, isFrozen: boolean): Layer[] {
  return model.layers.flatMap((layer) => {
    const frozen = isFrozen || isFrozenItself(layer);
    const inner = modelIn(layer);
    if (inner) {
      return frozenNormalizations(inner, frozen);
    }
    return frozen && normalizations.has(layer.getClassName()) ? [layer] : [];
  });
}

/** A model that is frozen freezes the weights of its layers one by one. */
function isFrozenItself(layer: Layer): boolean {
  const { _trainableWeights: own } = layer as unknown as {
    readonly _trainableWeights: readonly { readonly trainable: boolean }[];
  };
  return !layer.trainable || (own.length > 0 && own.every(({ trainable }) => !trainable));
}
