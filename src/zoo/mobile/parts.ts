import {
  defineFastNormal,
  defineFastTruncatedNormal,
  defineFastVarianceScaling,
} from '../initializers';
import { definePaddedConv2d } from '../layers';
import { ownSeed, type NetworkOptions } from '../network';
import type { InitializerLike, Layer, Tf } from '../tensorflow';

/** What the libraries do differently in one and the same network. */
export interface Convention {
  /** The momentum is TensorFlow's, the part kept; PyTorch gives the part replaced. */
  readonly batchNorm: { readonly epsilon: number; readonly momentum: number };
  readonly initialization: Initialization;
  /** Of a 3x3 convolution with a stride of 2. */
  readonly padding: StridedPadding;
}

/**
 * - keras: Keras' default for every layer
 * - slim: normal weights of 0.09, cut at two deviations
 * - torchvision: normal with a variance of 2 / fan out; the classifier's deviation is 0.01
 */
type Initialization = 'keras' | 'slim' | 'torchvision';

/**
 * - same: as TensorFlow does, nothing above and on the left where the size is even
 * - after: a row below and a column on the right at any size, so that odd ones lose their last
 * - around: one pixel on all sides
 */
type StridedPadding = 'same' | 'after' | 'around';

/** A convolution without bias; batch normalization, which shifts, comes next. */
export interface ConvArgs {
  readonly name: string;
  readonly filters: number;
  readonly kernelSize: 1 | 3;
  readonly strides?: number;
}

/** A convolution of 3x3 that looks at one channel at a time. */
export interface DepthwiseArgs {
  readonly name: string;
  /** Of the layer that pads before a stride of 2. */
  readonly padName: string;
  readonly strides: number;
}

/** Makes the layers of one network, all by one convention. */
export interface Parts {
  readonly tf: Tf;
  readonly conv: (args: ConvArgs) => Layer;
  readonly norm: (name: string) => Layer;
  /** ReLU that ends at 6. */
  readonly relu6: (name: string) => Layer;
  readonly kernel: (name: string, role: Role) => InitializerLike;
  /** The convolution, and before it the layer that pads, if there is one. */
  readonly depthwise: (args: DepthwiseArgs) => readonly Layer[];
}

type Role = 'conv' | 'depthwise' | 'classifier';

/** Makes the layers of one network, all by one convention. */
export function partsOf(
  tf: Tf,
  options: Pick<NetworkOptions, 'kernelInitializer' | 'seed'>,
  { batchNorm, initialization, padding: stridedPadding }: Convention,
): Parts {
  const kernel = kernelsOf(tf, options, initialization);

  return {
    tf,
    kernel,
    conv({ name, filters, kernelSize, strides = 1 }) {
      const args = { name, filters, kernelSize, strides, useBias: false };
      const given = { ...args, kernelInitializer: kernel(name, 'conv') };
      return strides > 1 && stridedPadding === 'around'
        ? definePaddedConv2d(tf)({ ...given, padding: 1 })
        : tf.layers.conv2d({ ...given, padding: 'same' });
    },
    norm: (name) => tf.layers.batchNormalization({ name, ...batchNorm }),
    relu6: (name) => tf.layers.activation({ activation: 'relu6', name }),
    depthwise({ name, padName, strides }) {
      const isPadded = strides > 1 && stridedPadding !== 'same';
      const padding = stridedPadding === 'after' ? after : 1;
      return [
        ...(isPadded ? [tf.layers.zeroPadding2d({ padding, name: padName })] : []),
        tf.layers.depthwiseConv2d({
          ...{ name, kernelSize: 3, strides, useBias: false },
          padding: isPadded ? 'valid' : 'same',
          depthwiseInitializer: kernel(name, 'depthwise'),
        }),
      ];
    },
  };
}

const after: [[number, number], [number, number]] = [
  [0, 1],
  [0, 1],
];

function kernelsOf(
  tf: Tf,
  { kernelInitializer, seed }: Pick<NetworkOptions, 'kernelInitializer' | 'seed'>,
  initialization: Initialization,
): Parts['kernel'] {
  const scaling = defineFastVarianceScaling(tf);
  return (name, role) => {
    const own = ownSeed(seed, name);
    if (kernelInitializer !== undefined) {
      return kernelInitializer;
    }
    switch (initialization) {
      case 'keras':
        return scaling({ scale: 1, mode: 'fanAvg', distribution: 'uniform', ...own });
      case 'slim':
        return defineFastTruncatedNormal(tf)({ stddev: 0.09, ...own });
      case 'torchvision':
        if (role === 'classifier') {
          return defineFastNormal(tf)({ stddev: 0.01, ...own });
        }
        // PyTorch's fan out of a depthwise kernel is that of all its channels: what the initializer
        // takes for the fan in of [height, width, channels, 1].
        return scaling({
          ...{ scale: 2, mode: role === 'depthwise' ? 'fanIn' : 'fanOut', distribution: 'normal' },
          ...own,
        });
    }
  };
}
