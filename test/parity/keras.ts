import type { Library } from './fill';
import { inceptionModules } from './inceptionModules';

/** Keras' networks whose layers are called as ours; a depthwise kernel is a `kernel` there, too. */
export const keras: Library = {
  layout: 'NHWC',
  nameOf: (layer, weight) => `${layer}/${weight.replace('depthwise_', '')}`,
};

/** Names that differ in letters only. */
export function renamed(names: (layer: string) => string): Library {
  return { ...keras, nameOf: (layer, weight) => keras.nameOf(names(layer), weight) };
}

const stem = ['conv2d_1a_3x3', 'conv2d_2a_3x3', 'conv2d_2b_3x3', 'conv2d_3b_1x1', 'conv2d_4a_3x3'];

/** The convolutions of Inception-v3 in the order in which Keras counts them. */
const counted = [
  ...stem,
  ...Object.entries(inceptionModules).flatMap(([module, convolutions]) =>
    convolutions.map(([ours]) => `mixed_${module}_${ours}`),
  ),
];

/** Keras' Inception-v3 has no names for its layers but their number, and none for the first. */
export const kerasInceptionV3 = renamed((layer) => {
  const convolution = layer.replace(/_bn$/, '');
  const kind = layer === convolution ? 'conv2d' : 'batch_normalization';
  const index = counted.indexOf(convolution);
  return index < 0 ? layer : [kind, ...(index > 0 ? [index] : [])].join('_');
});
