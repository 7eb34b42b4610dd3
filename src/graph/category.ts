import type { LayerCategory } from '../protocol/architecture';
import { innerLayer, settingsOf, type Layer, type Settings } from './tensorflow';

const classes: { readonly [Category in LayerCategory]?: readonly string[] } = {
  input: ['InputLayer'],
  convolution: [
    'Conv1D',
    'Conv2D',
    'Conv2DTranspose',
    'Conv3D',
    'Conv3DTranspose',
    'DepthwiseConv2D',
    'GroupedConv2D',
    'PaddedConv2D',
    'SeparableConv2D',
  ],
  dense: ['Dense'],
  pooling: [
    'AdaptiveAveragePooling2D',
    'AveragePooling1D',
    'AveragePooling2D',
    'AveragePooling3D',
    'GlobalAveragePooling1D',
    'GlobalAveragePooling2D',
    'GlobalMaxPooling1D',
    'GlobalMaxPooling2D',
    'MaxPooling1D',
    'MaxPooling2D',
    'MaxPooling3D',
    'PaddedAveragePooling2D',
    'PaddedMaxPooling2D',
  ],
  normalization: [
    'AffineFreeBatchNormalization',
    'BatchNormalization',
    'LayerNormalization',
    'LocalResponseNormalization',
  ],
  activation: ['Activation', 'ELU', 'LeakyReLU', 'PReLU', 'ReLU', 'Softmax', 'ThresholdedReLU'],
  dropout: ['AlphaDropout', 'Dropout', 'GaussianDropout', 'GaussianNoise', 'SpatialDropout1D'],
  merge: ['Add', 'Average', 'Concatenate', 'Dot', 'Maximum', 'Minimum', 'Multiply'],
  reshape: [
    'CenterCrop',
    'ChannelPaddingShortcut',
    'Cropping2D',
    'Flatten',
    'Permute',
    'RandomWidth',
    'RepeatVector',
    'Rescaling',
    'Reshape',
    'Resizing',
    'UpSampling2D',
    'ZeroPadding2D',
  ],
  recurrent: [
    'Bidirectional',
    'ConvLSTM2D',
    'ConvLSTM2DCell',
    'GRU',
    'GRUCell',
    'LSTM',
    'LSTMCell',
    'RNN',
    'SimpleRNN',
    'SimpleRNNCell',
  ],
};

const byClass = new Map<string, LayerCategory>(
  Object.entries(classes).flatMap(([category, names]) =>
    names.map((name) => [name, category as LayerCategory] as const),
  ),
);

/** What a layer is for; a class of the learner's own is told by its fields and inputs. */
export function categoryOf(layer: Layer, settings: Settings, inputCount: number): LayerCategory {
  const className = layer.getClassName();
  const known = byClass.get(className);
  if (known) {
    return known;
  }
  const inner = className === 'TimeDistributed' ? innerLayer(layer, 'layer') : undefined;
  if (inner) {
    return categoryOf(inner, settingsOf(inner), inputCount);
  }
  const { kernelSize, poolSize } = settings;
  if (kernelSize !== undefined) {
    return 'convolution';
  }
  if (poolSize !== undefined) {
    return 'pooling';
  }
  return inputCount > 1 ? 'merge' : 'other';
}
