import type { LayersModel } from '@tensorflow/tfjs';
import { squeezenetFacts } from './facts/squeezenet';
import { defineFastNormal, defineFastVarianceScaling } from './initializers';
import { definePaddedConv2d, definePaddedMaxPooling2d, type PaddedConv2dArgs } from './layers';
import {
  buildNetwork,
  networkRules,
  ownSeed,
  poolFeatures,
  type Net,
  type NetworkOptions,
} from './network';
import { checkOptions, oneOf, positive, rate, type Rules } from './options';
import { chain, probabilities, scaled, stage } from './parts';
import type { Layer, Symbolic, Tf } from './tensorflow';

/** Options of `squeezenet`; for the first weights the paper points to the release. */
export interface SqueezeNetOptions extends NetworkOptions {
  /** '1.1': 2.4 times fewer multiply-adds at the accuracy of the paper's form. Default '1.0'. */
  readonly version?: '1.0' | '1.1';
  /**
   * 'torchvision': uniform weights of variance 2 / fan in (He), 224x224; 'caffe': the authors'
   * release, uniform weights of variance 1 / fan in, 227x227. Default 'torchvision'.
   */
  readonly convention?: 'torchvision' | 'caffe';
  /** Multiplies the number of filters. Default 1. */
  readonly width?: number;
  /** Rate before conv10. Default 0.5. */
  readonly dropout?: number;
}

/** Table 1 of the paper; 1.1 has a smaller conv1 and pools earlier. */
const versions: { readonly [version in '1.0' | '1.1']: Version } = {
  '1.0': { conv1: { filters: 96, kernelSize: 7 }, pooled: [4, 8], conv10Border: 1 },
  '1.1': { conv1: { filters: 64, kernelSize: 3 }, pooled: [3, 5], conv10Border: 0 },
};

interface Version {
  readonly conv1: { readonly filters: number; readonly kernelSize: number };
  /** Fire modules with a pool after them. */
  readonly pooled: readonly number[];
  /** Of Caffe's form. */
  readonly conv10Border: number;
}

interface Fire {
  readonly fire: number;
  /** Filters of squeeze1x1. */
  readonly squeeze: number;
  /** Filters of each of expand1x1 and expand3x3. */
  readonly expand: number;
}

const fires: readonly Fire[] = [
  { fire: 2, squeeze: 16, expand: 64 },
  { fire: 3, squeeze: 16, expand: 64 },
  { fire: 4, squeeze: 32, expand: 128 },
  { fire: 5, squeeze: 32, expand: 128 },
  { fire: 6, squeeze: 48, expand: 192 },
  { fire: 7, squeeze: 48, expand: 192 },
  { fire: 8, squeeze: 64, expand: 256 },
  { fire: 9, squeeze: 64, expand: 256 },
];

const rules: Rules<SqueezeNetOptions> = {
  ...networkRules,
  version: oneOf('1.0', '1.1'),
  convention: oneOf('torchvision', 'caffe'),
  width: positive(16),
  dropout: rate,
};

/**
 * SqueezeNet. Iandola et al.: SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and <0.5MB
 * model size, 2016; table 1 and section 3.3. Layer names are those of the authors' release.
 *
 * The paper prints an input of 224x224, but its maps of 111, 55, 27 and 13 come from the 227x227 of
 * the release; 224x224 gives 109, 54, 27 and 13, as in torchvision. Pools keep a last window of less
 * than 3x3, as in Caffe. The release of 1.0 also has a border around conv10's input, whose 1x1 kernels
 * see nothing there, against the paper's table.
 */
export function squeezenet(tf: Tf, options: SqueezeNetOptions = {}): LayersModel {
  checkOptions('squeezenet', options, rules);
  const { version = '1.0', convention = 'torchvision' } = options;
  const inCaffe = convention === 'caffe';
  const {
    inputShape = inCaffe ? [227, 227, 3] : squeezenetFacts.inputShape,
    classes = squeezenetFacts.classes,
    includeTop = true,
    pooling = null,
    classifierActivation = 'softmax',
    name = 'squeezenet',
    width = 1,
    dropout = 0.5,
  } = options;
  const { conv1, pooled, conv10Border } = versions[version];
  const conv2d = (at: string, args: PaddedConv2dArgs) => {
    const seed = ownSeed(options.seed, at);
    const published =
      at === 'conv10'
        ? defineFastNormal(tf)({ stddev: 0.01, ...seed })
        : defineFastVarianceScaling(tf)({
            ...{ scale: inCaffe ? 1 : 2, mode: 'fanIn', distribution: 'uniform' },
            ...seed,
          });
    const kernelInitializer = options.kernelInitializer ?? published;
    return definePaddedConv2d(tf)({ ...args, kernelInitializer, name: at });
  };
  const relu = (at: string) => tf.layers.activation({ activation: 'relu', name: at });
  const pool = (at: string) =>
    definePaddedMaxPooling2d(tf)({ poolSize: 3, strides: 2, ceilMode: true, name: at });

  const fireModule = (net: Net, input: Symbolic, { fire, squeeze, expand }: Fire): Symbolic => {
    const place = `fire${fire}`;
    const branch = (kind: string, filters: number, kernelSize: number): readonly Layer[] => [
      conv2d(`${place}_${kind}`, { filters: scaled(filters, width), kernelSize, padding: 'same' }),
      relu(`${place}_relu_${kind}`),
    ];
    return net.within(place, () => {
      const squeezed = chain(net, input, branch('squeeze1x1', squeeze, 1));
      const branches = [
        stage(net, 'expand1x1', squeezed, branch('expand1x1', expand, 1)),
        stage(net, 'expand3x3', squeezed, branch('expand3x3', expand, 3)),
      ];
      return net.apply(tf.layers.concatenate({ name: `${place}_concat` }), branches);
    });
  };

  return buildNetwork(tf, { builder: 'squeezenet', name, inputShape }, (image, net) => {
    let x = image; // 224x224x3
    x = stage(net, 'conv1', x, [
      conv2d('conv1', { ...conv1, filters: scaled(conv1.filters, width), strides: 2 }), // 109x109x96
      relu('relu_conv1'),
      pool('pool1'), // 54x54x96
    ]);
    for (const row of fires) {
      x = fireModule(net, x, row);
      x = pooled.includes(row.fire) ? net.apply(pool(`pool${row.fire}`), x) : x;
    } // 13x13x512
    if (!includeTop) {
      return poolFeatures(tf, net, x, pooling);
    }
    return stage(net, 'head', x, [
      tf.layers.dropout({ rate: dropout, name: 'drop9' }),
      conv2d('conv10', { filters: classes, kernelSize: 1, padding: inCaffe ? conv10Border : 0 }), // 13x13x1000
      relu('relu_conv10'),
      tf.layers.globalAveragePooling2d({ name: 'pool10' }), // 1000
      ...probabilities(tf, classifierActivation),
    ]);
  });
}

/** SqueezeNet by the name of its builder. */
export const squeezenetBuilders = { squeezenet };
