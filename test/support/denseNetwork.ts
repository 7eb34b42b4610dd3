import type * as tfjs from '@tensorflow/tfjs';
import type { Zoo } from '../../src/zoo';

type Symbolic = tfjs.SymbolicTensor;

/** How a model becomes a layer of another. */
export type Wrap = (model: tfjs.LayersModel) => tfjs.layers.Layer;

/** Recomputed, or nested as it is. */
export function wrappersOf({ layers }: Zoo): { readonly recomputed: Wrap; readonly plain: Wrap } {
  return {
    recomputed: (model) => layers.recomputedBlock({ model, name: `recomputed_${model.name}` }),
    plain: (model) => model,
  };
}

interface Options {
  readonly units?: number;
  readonly size?: number;
  readonly dropout?: number;
}

/** Dense blocks: each unit normalizes, convolves, and adds its maps to what it received. */
export function denseNetwork(
  tf: typeof tfjs,
  { initializers }: Zoo,
  wrap: Wrap,
  { units = 3, size = 6, dropout = 0 }: Options = {},
): tfjs.LayersModel {
  const image = tf.input({ shape: [size, size, 2] });
  let x = image;
  for (let unit = 1; unit <= units; unit += 1) {
    const maps = tf.input({ shape: x.shape.slice(1) });
    const path = [
      tf.layers.batchNormalization({ name: `unit${unit}_bn`, momentum: 0.9 }),
      tf.layers.activation({ activation: 'relu', name: `unit${unit}_relu` }),
      tf.layers.conv2d({
        filters: 3,
        kernelSize: 3,
        padding: 'same',
        name: `unit${unit}_conv`,
        kernelInitializer: initializers.fastNormal({ stddev: 0.3, seed: unit }),
      }),
      ...(dropout > 0 ? [tf.layers.dropout({ rate: dropout, name: `unit${unit}_drop` })] : []),
    ].reduce((y, layer) => layer.apply(y) as Symbolic, maps);
    const joined = tf.layers.concatenate({ name: `unit${unit}_concat` }).apply([maps, path]);
    const model = tf.model({ inputs: maps, outputs: joined as Symbolic, name: `unit${unit}` });
    x = wrap(model).apply(x) as Symbolic;
  }
  const pooled = tf.layers.globalAveragePooling2d({ name: 'pool' }).apply(x);
  const kernelInitializer = initializers.fastNormal({ stddev: 0.3, seed: 9 });
  const head = tf.layers.dense({ units: 2, name: 'head', kernelInitializer });
  return tf.model({ inputs: image, outputs: head.apply(pooled) as Symbolic });
}
