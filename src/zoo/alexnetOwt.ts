import type { LayersModel } from '@tensorflow/tfjs';
import { alexnetOwtFacts } from './facts/alexnet';
import { defineFastVarianceScaling } from './initializers';
import { definePaddedConv2d, type PaddedConv2dArgs } from './layers';
import { buildNetwork, networkRules, ownSeed, poolFeatures, type NetworkOptions } from './network';
import { checkOptions, positive, rate, type Rules } from './options';
import { probabilities, scaled, stage } from './parts';
import type { Tf } from './tensorflow';

/** Options of `alexnetOwt`; the defaults are torchvision's. */
export interface AlexNetOwtOptions extends NetworkOptions {
  /** Multiplies the number of filters and of hidden units. Default 1. */
  readonly width?: number;
  /** Rate before fc6 and fc7. Default 0.5. */
  readonly dropout?: number;
}

const rules: Rules<AlexNetOwtOptions> = { ...networkRules, width: positive(16), dropout: rate };

/**
 * The one-column AlexNet of Krizhevsky: One weird trick for parallelizing convolutional neural
 * networks, 2014, as `alexnet` of torchvision has it: 64, 192, 384, 256 and 256 filters, no
 * normalization, dropout before fc6 and fc7 instead of after them, an input of 224x224 with a border
 * of 2. A builder of its own rather than a convention of `alexnet`: it is another network, and what
 * that one can be asked for (groups, normalization, pooling) is not in it.
 *
 * Departures: the author's own release normalizes and has no border. Biases start at 0, PyTorch's
 * within 1 / sqrt(fan in) like the kernels. torchvision pools the last maps of any image to 6x6; here
 * a larger image makes a larger fc6.
 */
export function alexnetOwt(tf: Tf, options: AlexNetOwtOptions = {}): LayersModel {
  checkOptions('alexnetOwt', options, rules);
  const {
    inputShape = alexnetOwtFacts.inputShape,
    classes = alexnetOwtFacts.classes,
    includeTop = true,
    pooling = null,
    classifierActivation = 'softmax',
    name = 'alexnet_owt',
    width = 1,
    dropout = 0.5,
  } = options;
  const weights = (at: string) => ({
    // Uniform within 1 / sqrt(fan in): PyTorch's own initialization, which torchvision leaves as it is.
    kernelInitializer:
      options.kernelInitializer ??
      defineFastVarianceScaling(tf)({
        ...{ scale: 1 / 3, mode: 'fanIn', distribution: 'uniform' },
        ...ownSeed(options.seed, at),
      }),
    name: at,
  });
  const conv2d = (at: string, args: PaddedConv2dArgs) =>
    definePaddedConv2d(tf)({ ...args, filters: scaled(args.filters, width), ...weights(at) });
  const dense = (at: string, units: number) => tf.layers.dense({ units, ...weights(at) });
  const hidden = scaled(4096, width);
  const relu = (at: string) => tf.layers.activation({ activation: 'relu', name: at });
  const drop = (at: string) => tf.layers.dropout({ rate: dropout, name: at });
  const pool = (at: string) => tf.layers.maxPooling2d({ poolSize: 3, strides: 2, name: at });

  return buildNetwork(tf, { builder: 'alexnetOwt', name, inputShape }, (image, net) => {
    let x = image; // 224x224x3
    x = stage(net, 'conv1', x, [
      conv2d('conv1', { filters: 64, kernelSize: 11, strides: 4, padding: 2 }), // 55x55x64
      relu('relu1'),
      pool('pool1'), // 27x27x64
    ]);
    x = stage(net, 'conv2', x, [
      conv2d('conv2', { filters: 192, kernelSize: 5, padding: 2 }), // 27x27x192
      relu('relu2'),
      pool('pool2'), // 13x13x192
    ]);
    x = stage(net, 'conv3', x, [
      conv2d('conv3', { filters: 384, kernelSize: 3, padding: 1 }), // 13x13x384
      relu('relu3'),
    ]);
    x = stage(net, 'conv4', x, [
      conv2d('conv4', { filters: 256, kernelSize: 3, padding: 1 }), // 13x13x256
      relu('relu4'),
    ]);
    x = stage(net, 'conv5', x, [
      conv2d('conv5', { filters: 256, kernelSize: 3, padding: 1 }), // 13x13x256
      relu('relu5'),
      pool('pool5'), // 6x6x256
    ]);
    if (!includeTop) {
      return poolFeatures(tf, net, x, pooling);
    }
    return stage(net, 'head', x, [
      tf.layers.flatten({ name: 'flatten' }), // 9216
      drop('drop6'),
      dense('fc6', hidden), // 4096
      relu('relu6'),
      drop('drop7'),
      dense('fc7', hidden), // 4096
      relu('relu7'),
      dense('fc8', classes), // 1000
      ...probabilities(tf, classifierActivation),
    ]);
  });
}
