import type { NamedAttrMap, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';

import type { Tf } from '../started';
import { hasOwn } from './common';
import { ownNames } from './names';

interface Weight<Value> {
  read(): Value;
}

/** The parts of tfjs' `Conv2D` that its call uses. */
interface Conv2D {
  readonly rank: number;
  readonly kernel: Weight<Tensor4D>;
  readonly bias: Weight<Tensor1D> | null;
  readonly strides: [number, number];
  readonly padding: string;
  readonly dataFormat: string;
  readonly dilationRate: [number, number];
  readonly activation: { getClassName(): string; apply(maps: Tensor): Tensor };
  call: (this: Conv2D, inputs: Tensor | Tensor[], kwargs: object) => Tensor | Tensor[];
}

/**
 * In training, a convolution takes its bias along where the backend can, and one without activation
 * takes its gradients one by one. tfjs' fused one computes all of them at once, also that of the
 * network's images, which nobody asks for and which is among the dearest: they are large and of few
 * channels.
 */
export function installConvLayer(tf: Tf): void {
  installBiasedConvGradient(tf);
  const layer = tf.layers.conv2d({ filters: 1, kernelSize: 1 });
  // The method is the common ancestor's of all convolutions.
  const stock = Object.getPrototypeOf(Object.getPrototypeOf(layer)) as Conv2D;
  const call = stock.call;
  stock.call = function (inputs, kwargs) {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    if (
      this.rank !== 2 ||
      x?.rank !== 4 ||
      this.dataFormat === 'channelsFirst' ||
      !['same', 'valid'].includes(this.padding) ||
      tf.engine().state.gradientDepth === 0 ||
      !hasOwn(tf, ownNames.clipGradient)
    ) {
      return call.call(this, inputs, kwargs);
    }
    const { kernel, bias, strides, padding, dilationRate, activation } = this;
    const pad = padding as 'same' | 'valid';
    if (bias !== null && canTakeBias(tf, dilationRate)) {
      const attrs = { strides, pad, dataFormat: 'NHWC', dilations: dilationRate };
      return tf.tidy(() => {
        const inputs = { x, filter: kernel.read(), bias: bias.read() };
        return activation.apply(tf.engine().runKernel(ownNames.biasedConv, inputs, attrs));
      });
    }
    if (activation.getClassName() !== 'linear') {
      return call.call(this, inputs, kwargs);
    }
    return tf.tidy(() => {
      const maps = tf.conv2d(x as Tensor4D, kernel.read(), strides, pad, 'NHWC', dilationRate);
      return bias === null ? maps : tf.add(maps, bias.read());
    });
  };
}

/** Our gradient has no gradient itself, and none of dilated convolutions. */
function canTakeBias(tf: Tf, dilations: readonly number[]): boolean {
  return (
    hasOwn(tf, ownNames.biasedConv) &&
    tf.engine().state.gradientDepth === 1 &&
    dilations.every((dilation) => dilation === 1)
  );
}

/**
 * Of a convolution and its bias as one operation: inputs x, filter and bias, attributes those of
 * Conv2D.
 */
function installBiasedConvGradient(tf: Tf): void {
  const stock = tf.getGradient('Conv2D');
  tf.registerGradient({
    kernelName: ownNames.biasedConv,
    inputsToSave: ['x', 'filter'],
    gradFunc: (slope, saved, attrs: NamedAttrMap) => ({
      ...stock.gradFunc(slope, saved, attrs),
      bias: () => tf.sum(slope as Tensor, [0, 1, 2]),
    }),
  });
}
