import { keras, kerasInceptionV3, renamed } from './keras';
import type { Library } from './fill';
import { torchvision } from './torchvision';

/** A network that another library has, too. */
export interface Reference {
  /** The file in `recorded`. */
  readonly recorded: string;
  /** Our builder, and its options for the same form. */
  readonly builder: string;
  readonly options: object;
  readonly library: Library;
  /** Computed in every `npm test`: small, or one of a kind. */
  readonly isQuick?: boolean;
}

const torch = { convention: 'torchvision' } as const;

/** All networks that are compared. */
export const references: readonly Reference[] = [
  { recorded: 'alexnet', builder: 'alexnetOwt', options: {}, library: torchvision.alexnet },
  { recorded: 'vgg16', builder: 'vgg16', options: torch, library: torchvision.vgg16 },
  {
    recorded: 'vgg16_bn',
    builder: 'vgg16',
    options: { ...torch, batchNorm: true },
    library: torchvision.vgg16_bn,
  },
  {
    recorded: 'squeezenet1_0',
    builder: 'squeezenet',
    options: { version: '1.0' },
    library: torchvision.squeezenet1_0,
  },
  {
    recorded: 'squeezenet1_1',
    builder: 'squeezenet',
    options: { version: '1.1' },
    library: torchvision.squeezenet1_1,
    isQuick: true,
  },
  {
    recorded: 'googlenet',
    builder: 'googlenet',
    options: torch,
    library: torchvision.googlenet,
    isQuick: true,
  },
  {
    recorded: 'inception_v3',
    builder: 'inceptionV3',
    options: {},
    library: torchvision.inception_v3,
  },
  {
    recorded: 'resnet18',
    builder: 'resnet18',
    options: torch,
    library: torchvision.resnet,
    isQuick: true,
  },
  { recorded: 'resnet50', builder: 'resnet50', options: torch, library: torchvision.resnet },
  { recorded: 'resnext50_32x4d', builder: 'resnext50', options: {}, library: torchvision.resnet },
  {
    recorded: 'densenet121',
    builder: 'densenet121',
    options: {},
    library: torchvision.densenet,
    isQuick: true,
  },
  {
    recorded: 'mobilenet_v2',
    builder: 'mobilenetV2',
    options: torch,
    library: torchvision.mobilenet_v2,
    isQuick: true,
  },
  ...[
    ['vgg16', 'vgg16'],
    ['vgg19', 'vgg19'],
    ['resnet50', 'resnet50'],
    ['resnet50v2', 'resnet50v2'],
    ['densenet121', 'densenet121'],
  ].map(([recorded = '', builder = '']) => ({
    recorded: `keras_${recorded}`,
    builder,
    options: { convention: 'keras' },
    library: keras,
  })),
  {
    recorded: 'keras_inception_v3',
    builder: 'inceptionV3',
    options: { convention: 'keras' },
    library: kerasInceptionV3,
  },
  { recorded: 'keras_mobilenet', builder: 'mobilenet', options: {}, library: keras, isQuick: true },
  {
    recorded: 'keras_mobilenet_v2',
    builder: 'mobilenetV2',
    options: { convention: 'keras' },
    library: renamed((layer) =>
      /conv1$|^conv_1/.test(layer) ? layer.replace('conv', 'Conv') : layer.replace(/_bn$/, '_BN'),
    ),
  },
];
