import type { Library } from './fill';
import { inceptionModules } from './inceptionModules';

/** Our name of a weight, and PyTorch's. */
const weights: { readonly [weight: string]: string } = {
  kernel: 'weight',
  depthwise_kernel: 'weight',
  gamma: 'weight',
  bias: 'bias',
  beta: 'bias',
  moving_mean: 'running_mean',
  moving_variance: 'running_var',
};

/** The rules of one family: our layer's name to torchvision's module. The first that fits counts. */
type Rules = readonly (readonly [
  ours: RegExp,
  theirs: string | ((...parts: readonly string[]) => string),
])[];

function library(rules: Rules): Library {
  return {
    layout: 'NCHW',
    nameOf: (layer, weight) => {
      for (const [ours, theirs] of rules) {
        const found = ours.exec(layer);
        if (found) {
          const module = typeof theirs === 'string' ? theirs : theirs(...found.slice(1));
          return `${module}.${weights[weight] ?? weight}`;
        }
      }
      throw new Error(`torchvision's name of the layer ${layer} is not known.`);
    },
  };
}

const less = (number: string | undefined, by: number): number => Number(number) - by;

const alexnet: Rules = [
  ...['0', '3', '6', '8', '10'].map(
    (index, conv) => [new RegExp(`^conv${conv + 1}$`), `features.${index}`] as const,
  ),
  ...['1', '4', '6'].map(
    (index, dense) => [new RegExp(`^fc${dense + 6}$`), `classifier.${index}`] as const,
  ),
];

/** `perConv`: modules from one convolution to the next: itself, its ReLU, its normalization. */
function vgg(perConv: 2 | 3): Rules {
  const blocks = [2, 2, 3, 3, 3];
  const start = (block: number) =>
    blocks.slice(0, block).reduce((sum, convs) => sum + convs * perConv + 1, 0);
  const index = (block: string | undefined, conv: string | undefined) =>
    start(less(block, 1)) + less(conv, 1) * perConv;
  return [
    [/^block(\d)_conv(\d)$/, (block, conv) => `features.${index(block, conv)}`],
    [/^block(\d)_(?:conv|bn)(\d)(?:_bn)?$/, (block, conv) => `features.${index(block, conv) + 1}`],
    [/^fc1$/, 'classifier.0'],
    [/^fc2$/, 'classifier.3'],
    [/^predictions$/, 'classifier.6'],
  ];
}

function squeezenet(fires: readonly number[]): Rules {
  return [
    [/^conv1$/, 'features.0'],
    [
      /^fire(\d)_(squeeze|expand)(.*)$/,
      (fire, kind, window) =>
        `features.${fires[less(fire, 2)]}.${kind}${kind === 'squeeze' ? '' : window}`,
    ],
    [/^conv10$/, 'classifier.1'],
  ];
}

const resnet: Rules = [
  [/^conv1_conv$/, 'conv1'],
  [/^conv1_bn$/, 'bn1'],
  [/^conv(\d)_block(\d+)_0_conv$/, (s, b) => `layer${less(s, 1)}.${less(b, 1)}.downsample.0`],
  [/^conv(\d)_block(\d+)_0_bn$/, (s, b) => `layer${less(s, 1)}.${less(b, 1)}.downsample.1`],
  [
    /^conv(\d)_block(\d+)_(\d)_(conv|bn)$/,
    (s, b, index, kind) => `layer${less(s, 1)}.${less(b, 1)}.${kind}${index}`,
  ],
  [/^predictions$/, 'fc'],
];

const densenet: Rules = [
  [/^conv1_conv$/, 'features.conv0'],
  [/^conv1_bn$/, 'features.norm0'],
  [
    /^conv(\d)_block(\d+)_(\d)_(conv|bn)$/,
    (s, b, index, kind) =>
      `features.denseblock${less(s, 1)}.denselayer${b}.` +
      (kind === 'conv' ? `conv${index}` : `norm${Number(index) + 1}`),
  ],
  [
    /^pool(\d)_(conv|bn)$/,
    (s, kind) => `features.transition${less(s, 1)}.${kind === 'bn' ? 'norm' : 'conv'}`,
  ],
  [/^bn$/, 'features.norm5'],
  [/^predictions$/, 'classifier'],
];

const mobilenetV2: Rules = [
  [/^Conv1$|^conv1$/, 'features.0.0'],
  [/^bn_Conv1$|^conv1_bn$/i, 'features.0.1'],
  [/^expanded_conv_depthwise$/, 'features.1.conv.0.0'],
  [/^expanded_conv_depthwise_bn$/i, 'features.1.conv.0.1'],
  [/^expanded_conv_project$/, 'features.1.conv.1'],
  [/^expanded_conv_project_bn$/i, 'features.1.conv.2'],
  [/^block_(\d+)_expand$/, (block) => `features.${less(block, -1)}.conv.0.0`],
  [/^block_(\d+)_expand_bn$/i, (block) => `features.${less(block, -1)}.conv.0.1`],
  [/^block_(\d+)_depthwise$/, (block) => `features.${less(block, -1)}.conv.1.0`],
  [/^block_(\d+)_depthwise_bn$/i, (block) => `features.${less(block, -1)}.conv.1.1`],
  [/^block_(\d+)_project$/, (block) => `features.${less(block, -1)}.conv.2`],
  [/^block_(\d+)_project_bn$/i, (block) => `features.${less(block, -1)}.conv.3`],
  [/^conv_1$/i, 'features.18.0'],
  [/^conv_1_bn$/i, 'features.18.1'],
  [/^predictions$/, 'classifier.1'],
];

/** The part `conv` or `bn` of a module that is a convolution and its normalization. */
function part(isNorm: string | undefined): string {
  return isNorm === undefined ? 'conv' : 'bn';
}

const googlenetBranches: { readonly [ours: string]: string } = {
  '1x1': 'branch1',
  '3x3_reduce': 'branch2.0',
  '3x3': 'branch2.1',
  '5x5_reduce': 'branch3.0',
  '5x5': 'branch3.1',
  pool_proj: 'branch4.1',
};

const googlenet: Rules = [
  [/^conv1_7x7_s2(_bn)?$/, (norm) => `conv1.${part(norm)}`],
  [/^conv2_3x3_reduce(_bn)?$/, (norm) => `conv2.${part(norm)}`],
  [/^conv2_3x3(_bn)?$/, (norm) => `conv3.${part(norm)}`],
  [
    /^inception_(\d[a-e])_(.*?)(_bn)?$/,
    (module, branch = '', norm) => `inception${module}.${googlenetBranches[branch]}.${part(norm)}`,
  ],
  [/^loss3_classifier$/, 'fc'],
];

const inceptionV3: Rules = [
  [/^conv2d_(.*?)(_bn)?$/, (place, norm) => `Conv2d_${place}.${part(norm)}`],
  [
    /^mixed_(\d[a-e])_(.*?)(_bn)?$/,
    (module = '', branch, norm) =>
      `Mixed_${module}.${inceptionModules[module]?.find(([ours]) => ours === branch)?.[1]}.${part(norm)}`,
  ],
  [/^predictions$/, 'fc'],
];

/** torchvision's networks by its own names. */
export const torchvision = {
  alexnet: library(alexnet),
  vgg16: library(vgg(2)),
  vgg16_bn: library(vgg(3)),
  squeezenet1_0: library(squeezenet([3, 4, 5, 7, 8, 9, 10, 12])),
  squeezenet1_1: library(squeezenet([3, 4, 6, 7, 9, 10, 11, 12])),
  googlenet: library(googlenet),
  inception_v3: library(inceptionV3),
  resnet: library(resnet),
  densenet: library(densenet),
  mobilenet_v2: library(mobilenetV2),
} as const;
