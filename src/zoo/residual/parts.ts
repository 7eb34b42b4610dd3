import { defineFastUniform, defineFastVarianceScaling } from '../initializers';
import { defineGroupedConv2d, definePaddedConv2d } from '../layers';
import { ownSeed, poolFeatures, type Net, type NetworkOptions } from '../network';
import { channelsOf } from '../parts';
import type { InitializerLike, Layer, Symbolic, Tf } from '../tensorflow';

/** The convolution of a bottleneck that halves the maps. */
export type StrideIn = '1x1' | '3x3';

/** A convolution's place, as far as it decides on biases; `last` is the last one of a block. */
type ConvRole = 'stem' | 'projection' | 'inner' | 'last';

/** What the paper and the libraries do differently in one and the same network. */
export interface Convention {
  /** Convolutions that have biases, which the next batch normalization mostly takes out again. */
  readonly biased: readonly ConvRole[];
  /** The momentum is TensorFlow's, the part kept; PyTorch gives the part replaced. */
  readonly batchNorm: { readonly epsilon: number; readonly momentum: number };
  readonly strideIn: StrideIn;
  /** 'torch' is 'he' with PyTorch's random biases of the classifier. */
  readonly initialization: 'he' | 'torch' | 'glorot';
}

/**
 * The paper's (He et al. 2015, sections 3.4 and 4.1); what it leaves open is as in the training code
 * that its authors point to, facebook/fb.resnet.torch.
 */
export const paperConvention: Convention = {
  biased: [],
  batchNorm: { epsilon: 1e-5, momentum: 0.9 },
  strideIn: '1x1',
  initialization: 'he',
};

/** Of keras.applications, keras/src/applications/resnet.py. */
export const kerasConvention: Convention = {
  biased: ['stem', 'projection', 'inner', 'last'],
  batchNorm: { epsilon: 1.001e-5, momentum: 0.99 },
  strideIn: '1x1',
  initialization: 'glorot',
};

/** A convolution as residual networks have them: padded so that a stride of 1 keeps the size. */
export interface ConvArgs {
  readonly name: string;
  readonly role: ConvRole;
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides?: number;
  readonly groups?: number;
}

/** Makes the layers of one network, all by one convention. */
export interface Parts {
  readonly tf: Tf;
  readonly conv: (args: ConvArgs) => Layer;
  /** A gamma of zeros lets a residual block start out as the identity. */
  readonly norm: (name: string, gamma?: 'ones' | 'zeros') => Layer;
  readonly relu: (name: string) => Layer;
  /** The last maps of a network to its output: pooled and classified, or as `includeTop` says. */
  readonly top: (net: Net, maps: Symbolic) => Symbolic;
}

/** The options of a network that reach its single layers. */
type PartOptions = Pick<
  NetworkOptions,
  'kernelInitializer' | 'seed' | 'includeTop' | 'pooling' | 'classifierActivation'
> & { readonly classes: number };

/** Makes the layers of one network, all by one convention. */
export function partsOf(tf: Tf, options: PartOptions, convention: Convention): Parts {
  const { includeTop = true, pooling, classes, classifierActivation = 'softmax' } = options;
  const initial = initializersOf(tf, options, convention);
  const relu = (name: string) => tf.layers.activation({ activation: 'relu', name });

  return {
    tf,
    relu,
    conv({ name, role, filters, kernelSize, strides = 1, groups = 1 }) {
      const args = {
        ...{ name, filters, kernelSize, strides },
        useBias: convention.biased.includes(role),
        kernelInitializer: initial.kernel(name),
      };
      // TensorFlow's 'same' is lopsided where a stride of 2 meets an even size.
      const padding = strides === 1 || kernelSize === 1 ? 'same' : (kernelSize - 1) / 2;
      if (groups > 1) {
        return defineGroupedConv2d(tf)({ ...args, groups, padding });
      }
      return padding === 'same'
        ? tf.layers.conv2d({ ...args, padding })
        : definePaddedConv2d(tf)({ ...args, padding });
    },
    norm: (name, gammaInitializer = 'ones') =>
      tf.layers.batchNormalization({ name, gammaInitializer, ...convention.batchNorm }),
    top(net, maps) {
      if (!includeTop) {
        return poolFeatures(tf, net, maps, pooling);
      }
      const features = net.apply(tf.layers.globalAveragePooling2d({ name: 'avg_pool' }), maps);
      const predictions = tf.layers.dense({
        name: 'predictions',
        units: classes,
        activation: classifierActivation ?? 'linear',
        ...initial.classifier('predictions', channelsOf(features)),
      });
      return net.apply(predictions, features);
    },
  };
}

/**
 * - he: normal with a variance of 2 / fan out (paper: reference 13; fb.resnet.torch: n = kW kH out);
 *   the classifier is Torch's uniform within 1 / sqrt(fan in), without bias
 * - torch: as he; the classifier's biases are uniform as well (torchvision)
 * - glorot: Keras' default for every layer
 */
function initializersOf(tf: Tf, options: PartOptions, { initialization }: Convention) {
  const { kernelInitializer, seed } = options;
  const scaling = defineFastVarianceScaling(tf);
  const glorot = (name: string) =>
    scaling({ scale: 1, mode: 'fanAvg', distribution: 'uniform', ...ownSeed(seed, name) });
  const he = (name: string) =>
    scaling({ scale: 2, mode: 'fanOut', distribution: 'normal', ...ownSeed(seed, name) });
  const torch = (name: string) =>
    scaling({ scale: 1 / 3, mode: 'fanIn', distribution: 'uniform', ...ownSeed(seed, name) });
  const torchBias = (name: string, features: number) => {
    const most = 1 / Math.sqrt(features);
    return defineFastUniform(tf)({ minval: -most, maxval: most, ...ownSeed(seed, `${name}/bias`) });
  };
  const [conv, dense] = initialization === 'glorot' ? [glorot, glorot] : [he, torch];

  return {
    kernel: (name: string): InitializerLike => kernelInitializer ?? conv(name),
    classifier: (name: string, features: number) => ({
      kernelInitializer: kernelInitializer ?? dense(name),
      biasInitializer: initialization === 'torch' ? torchBias(name, features) : ('zeros' as const),
    }),
  };
}
