import { definePaddedMaxPooling2d } from '../layers';
import type { Net } from '../network';
import type { Symbolic } from '../tensorflow';
import type { Parts } from './parts';

/** Padding of the 3x3 max pooling: one pixel all around, or Caffe's none and windows that overhang. */
export type StemPooling = 'padded' | 'overhanging';

/** The first rows of table 1, which cut ImageNet's pixels to a quarter in each direction. */
export function applyStem(
  { tf, conv, norm, relu }: Parts,
  net: Net,
  image: Symbolic,
  { filters, pooling }: { readonly filters: number; readonly pooling: StemPooling },
): Symbolic {
  const { apply } = net;
  return net.within('stem', () => {
    let x = image; // 224x224x3
    x = apply(conv({ name: 'conv1_conv', role: 'stem', filters, kernelSize: 7, strides: 2 }), x); // 112x112x64
    x = apply(norm('conv1_bn'), x);
    x = apply(relu('conv1_relu'), x);
    const pool = definePaddedMaxPooling2d(tf)({
      ...{ name: 'pool1_pool', poolSize: 3, strides: 2 },
      padding: pooling === 'padded' ? 1 : 0,
      ceilMode: pooling === 'overhanging',
    });
    return apply(pool, x); // 56x56x64
  });
}
