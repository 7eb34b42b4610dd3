import { defineFastVarianceScaling } from '../initializers';
import { definePaddedConv2d } from '../layers';
import { ownSeed, poolFeatures, type Net, type NetworkOptions } from '../network';
import type { Layer, Symbolic, Tf } from '../tensorflow';

/** What the paper and the libraries do differently in one and the same network. */
export interface Convention {
  /** The momentum is TensorFlow's, the part kept; PyTorch gives the part replaced. */
  readonly batchNorm: { readonly epsilon: number; readonly momentum: number };
  readonly initialization: 'he' | 'glorot';
  /** The convolutions that dropout follows: all but the network's first, or the last of each layer. */
  readonly dropoutAfter: 'all' | 'last';
}

/** By name. The constants of batch normalization that the paper leaves open are Torch's. */
export const conventions = {
  paper: {
    batchNorm: { epsilon: 1e-5, momentum: 0.9 },
    initialization: 'he',
    dropoutAfter: 'all',
  },
  /** torchvision/models/densenet.py */
  torchvision: {
    batchNorm: { epsilon: 1e-5, momentum: 0.9 },
    initialization: 'he',
    dropoutAfter: 'last',
  },
  /** keras/src/applications/densenet.py, which has no dropout */
  keras: {
    batchNorm: { epsilon: 1.001e-5, momentum: 0.99 },
    initialization: 'glorot',
    dropoutAfter: 'all',
  },
} as const satisfies { readonly [name: string]: Convention };

/** A convolution without bias; batch normalization, which shifts, comes next. */
export interface ConvArgs {
  readonly name: string;
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides?: number;
}

/** Makes the layers of one network, all by one convention. */
export interface Parts {
  readonly tf: Tf;
  readonly conv: (args: ConvArgs) => Layer;
  readonly norm: (name: string) => Layer;
  readonly relu: (name: string) => Layer;
  readonly concat: (name: string) => Layer;
  /** The last maps of a network to its output: pooled and classified, or as `includeTop` says. */
  readonly top: (net: Net, maps: Symbolic) => Symbolic;
}

/** The options of a network that reach its single layers. */
type PartOptions = Omit<NetworkOptions, 'inputShape' | 'name'> & { readonly classes: number };

/** Makes the layers of one network, all by one convention. */
export function partsOf(tf: Tf, options: PartOptions, convention: Convention): Parts {
  const { classes, includeTop = true, pooling, classifierActivation = 'softmax' } = options;
  const kernelOf = kernelsOf(tf, options, convention);

  return {
    tf,
    conv({ name, filters, kernelSize, strides = 1 }) {
      const args = { name, filters, kernelSize, strides, useBias: false };
      const given = { ...args, kernelInitializer: kernelOf(name, 'conv') };
      return strides === 1
        ? tf.layers.conv2d({ ...given, padding: 'same' })
        : definePaddedConv2d(tf)({ ...given, padding: (kernelSize - 1) / 2 });
    },
    norm: (name) => tf.layers.batchNormalization({ name, ...convention.batchNorm }),
    relu: (name) => tf.layers.activation({ activation: 'relu', name }),
    concat: (name) => tf.layers.concatenate({ name }),
    top(net, maps) {
      if (!includeTop) {
        return poolFeatures(tf, net, maps, pooling);
      }
      const predictions = tf.layers.dense({
        name: 'predictions',
        units: classes,
        activation: classifierActivation ?? 'linear',
        kernelInitializer: kernelOf('predictions', 'classifier'),
      });
      const features = net.apply(tf.layers.globalAveragePooling2d({ name: 'avg_pool' }), maps);
      return net.apply(predictions, features);
    },
  };
}

/**
 * - he: normal with a variance of 2 / fan in (paper: reference 10); the classifier is Torch's uniform
 *   within 1 / sqrt(fan in), with biases of 0
 * - glorot: Keras' default for every layer
 */
function kernelsOf(
  tf: Tf,
  { kernelInitializer, seed }: Pick<NetworkOptions, 'kernelInitializer' | 'seed'>,
  { initialization }: Convention,
) {
  const scaling = {
    he: {
      conv: { scale: 2, mode: 'fanIn', distribution: 'normal' },
      classifier: { scale: 1 / 3, mode: 'fanIn', distribution: 'uniform' },
    },
    glorot: {
      conv: { scale: 1, mode: 'fanAvg', distribution: 'uniform' },
      classifier: { scale: 1, mode: 'fanAvg', distribution: 'uniform' },
    },
  } as const;
  return (name: string, role: 'conv' | 'classifier') =>
    kernelInitializer ??
    defineFastVarianceScaling(tf)({ ...scaling[initialization][role], ...ownSeed(seed, name) });
}
