import type { ActivationName, Layer, Symbolic, Tf } from './tensorflow';
import type { Net } from './network';

/** Applies layers one after another. */
export function chain({ apply }: Net, input: Symbolic, layers: readonly Layer[]): Symbolic {
  return layers.reduce((x, layer) => apply(layer, x), input);
}

/** Applies layers one after another, all in one place of the hierarchy. */
export function stage(
  net: Net,
  place: string,
  input: Symbolic,
  layers: readonly Layer[],
): Symbolic {
  return net.within(place, () => chain(net, input, layers));
}

/** A count of filters or units times `width`: a multiple of `groups`, and never nothing. */
export function scaled(count: number, width: number, groups = 1): number {
  return Math.max(1, Math.round((count * width) / groups)) * groups;
}

/** Channels of maps, or features of a vector. */
export function channelsOf(x: Symbolic): number {
  return x.shape.at(-1) ?? NaN;
}

/** Caffe's last layer, `prob`; no layer where logits are asked for. */
export function probabilities(
  tf: Tf,
  classifierActivation: ActivationName | null,
): readonly Layer[] {
  return classifierActivation === null || classifierActivation === 'linear'
    ? []
    : [tf.layers.activation({ activation: classifierActivation, name: 'prob' })];
}
