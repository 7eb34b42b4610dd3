import * as tf from '@tensorflow/tfjs';

import { dryRun, installBlueprint, type OptimizerName } from '../../src/blueprint';
import { createZoo, type NetworkFacts, type NetworkOptions } from '../../src/zoo';
import { smallLayers, type SmallLayer } from '../support/zooLayers';
import { watchKernels } from './watch';

type Builders = Readonly<Record<string, (options: NetworkOptions) => tf.LayersModel>>;

/** What the networks of the zoo need. */
export interface Trace {
  /** The kernels of their predictions and training steps at full size, and by how many builders. */
  readonly kernels: Readonly<Record<string, number>>;
  /** Their layers, each kind once. */
  readonly layers: readonly SmallLayer[];
  readonly builders: number;
}

const optimizers: readonly OptimizerName[] = ['sgd', 'momentum', 'rmsprop', 'adam'];

/** Builds every network as published and runs it on paper, forward and in training. */
export async function traceZoo(): Promise<Trace> {
  await tf.setBackend('cpu');
  const layers = smallLayers(tf);
  installBlueprint(tf);
  const zoo = createZoo(tf);
  const watch = watchKernels(tf, 'blueprint');
  const kernels: Record<string, number> = {};
  const networks = Object.entries<NetworkFacts>(zoo.registry);
  for (const [index, [builder, { variants }]] of networks.entries()) {
    watch.take();
    // Other forms have other layers, which are all looked at, and no other operations.
    const model = (zoo as unknown as Builders)[builder]?.(variants[0].options);
    if (model === undefined) {
      throw new Error(`The zoo has no builder ${builder}.`);
    }
    const optimizer = optimizers[index % optimizers.length] ?? 'sgd';
    dryRun(tf, model, { batchSize: 2 });
    dryRun(tf, model, { batchSize: 2, training: true, optimizer });
    model.dispose();
    for (const name of watch.take()) {
      kernels[name] = (kernels[name] ?? 0) + 1;
    }
  }
  return { kernels, layers, builders: networks.length };
}
