import type { LayersModel } from '@tensorflow/tfjs';

import { dryRun, installBlueprint } from '../../src/blueprint';
import type { Tf } from '../../src/kernel/backends';
import { createZoo } from '../../src/zoo';

/** A network of the bench, and how it is fed. */
export interface Network {
  readonly what: string;
  readonly batch: number;
  /** Steps before those that count, while engines compile, and steps that are taken in a turn. */
  readonly warmUp: number;
  readonly perTurn: number;
  readonly build: (tf: Tf) => LayersModel;
}

/** What is trained. */
export const networks = {
  // LeCun, Bottou, Bengio, Haffner 1998, with the digits' own size.
  lenet5: {
    what: 'LeNet-5, 28x28',
    ...{ batch: 32, warmUp: 20, perTurn: 10 },
    build: ({ layers, sequential }) =>
      sequential({
        layers: [
          layers.conv2d({
            inputShape: [28, 28, 1],
            ...{ filters: 6, kernelSize: 5, padding: 'same', activation: 'tanh' },
          }),
          layers.averagePooling2d({}),
          layers.conv2d({ filters: 16, kernelSize: 5, activation: 'tanh' }),
          layers.averagePooling2d({}),
          layers.flatten(),
          layers.dense({ units: 120, activation: 'tanh' }),
          layers.dense({ units: 84, activation: 'tanh' }),
          layers.dense({ units: 10, activation: 'softmax' }),
        ],
      }),
  },
  resnet20: ofZoo('resnet20', 'ResNet-20, 32x32', { batch: 32, warmUp: 10, perTurn: 5 }),
  alexnet: ofZoo('alexnet', 'AlexNet, 227x227', { batch: 4, warmUp: 5, perTurn: 1 }),
  vgg16: ofZoo('vgg16', 'VGG-16, 224x224', { batch: 1, warmUp: 2, perTurn: 1 }),
  googlenet: ofZoo('googlenet', 'GoogLeNet, 224x224', { batch: 4, warmUp: 5, perTurn: 1 }),
  resnet50: ofZoo('resnet50', 'ResNet-50, 224x224', { batch: 4, warmUp: 5, perTurn: 1 }),
  densenet121: ofZoo('densenet121', 'DenseNet-121, 224x224', { batch: 4, warmUp: 5, perTurn: 1 }),
} as const satisfies Readonly<Record<string, Network>>;

/** The name of one. */
export type NetworkName = keyof typeof networks;

type Built = 'resnet20' | 'alexnet' | 'vgg16' | 'googlenet' | 'resnet50' | 'densenet121';

function ofZoo(
  name: Built,
  what: string,
  fed: Pick<Network, 'batch' | 'warmUp' | 'perTurn'>,
): Network {
  return { what, ...fed, build: (tf) => createZoo(tf)[name]() };
}

/** A network in so many words that others can build it: its layers in order. */
export interface Description {
  readonly layers: readonly {
    readonly name: string;
    readonly kind: string;
    readonly config: object;
    readonly inputs: readonly string[];
  }[];
  readonly params: number;
  /** Multiply-adds of a batch. */
  readonly macs: Readonly<Record<'train' | 'predict', number>>;
}

/** What a network is, without making its weights. */
export function describe(tf: Tf, { batch, build }: Network): Description {
  const uninstall = installBlueprint(tf);
  try {
    const model = build(tf);
    const macs = (training: boolean) =>
      dryRun(tf, model, { batchSize: batch, training, optimizer: 'momentum' }).macs;
    const names = new Set(model.layers.map(({ name }) => name));
    const layers = model.layers.map((layer) => ({
      name: layer.name,
      kind: layer.getClassName(),
      config: layer.getConfig(),
      // A sequential model does not name its input among its layers.
      inputs: layer.inboundNodes
        .flatMap(({ inboundLayers }) => inboundLayers.map(({ name }) => name))
        .filter((name) => names.has(name)),
    }));
    const counted = { train: macs(true), predict: macs(false) };
    const description = { layers, params: model.countParams(), macs: counted };
    model.dispose();
    return description;
  } finally {
    uninstall();
  }
}
