import { alexnetBuilders } from './alexnet';
import { bindTf, type Bound } from './bind';
import { registry, type Registry } from './facts/registry';
import { inceptionBuilders, inceptionTable, type InceptionTable } from './inception';
import { initializersFor, type ZooInitializers } from './initializers';
import { layersFor, type ZooLayers } from './layers';
import type { Tf } from './tensorflow';

export type { AlexNetOptions } from './alexnet';
export type { Registry } from './facts/registry';
export type { NetworkFacts, PreprocessingMode, VariantFacts } from './facts/types';
export type * from './inception';
export type * from './initializers';
export type * from './layers';
export type { NetworkOptions } from './network';
export type { Tf } from './tensorflow';

/** Every builder of a network, by family. */
const builders = { ...alexnetBuilders, ...inceptionBuilders };

/** The networks and the layers they need, for one TensorFlow.js. */
export interface Zoo extends Bound<typeof builders> {
  /** Layers that TensorFlow.js lacks, called as `tf.layers.*` are. */
  readonly layers: ZooLayers;
  /** Initializers that are faster than those of TensorFlow.js. */
  readonly initializers: ZooInitializers;
  /** Table 1 of the GoogLeNet paper, row by row. */
  readonly inceptionTable: InceptionTable;
  /** What is published of each network. */
  readonly registry: Registry;
}

/** Builds the zoo on a TensorFlow.js, whichever backend it has. */
export function createZoo(tf: Tf): Zoo {
  return {
    ...bindTf(tf, builders),
    // All of them at once: a saved model may need any, whichever was built before.
    layers: layersFor(tf),
    initializers: initializersFor(tf),
    inceptionTable,
    registry,
  };
}
