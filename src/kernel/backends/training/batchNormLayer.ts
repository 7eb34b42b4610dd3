import type { Tensor, Tensor1D } from '@tensorflow/tfjs';

import type { Tf } from '../started';
import { hasOwn } from './common';
import { ownNames } from './names';

interface Weight {
  read(): Tensor1D;
  write(value: Tensor1D): void;
}

/** The parts of tfjs' `BatchNormalization` that a training step uses. */
interface BatchNormalization {
  readonly axis: number;
  readonly epsilon: number;
  readonly momentum: number;
  readonly gamma?: Weight;
  readonly beta?: Weight;
  readonly movingMean: Weight;
  readonly movingVariance: Weight;
  call: (
    this: BatchNormalization,
    inputs: Tensor | Tensor[],
    kwargs: { readonly training?: boolean },
  ) => Tensor | Tensor[];
}

/**
 * Lets tfjs' batch normalization layer train through our operation where there is one. Only what it
 * computes with changes: weights, moving statistics and predictions are the stock layer's.
 *
 * Over another axis than the last, that comes to be the last for the time: some backends of tfjs take
 * the moments of one channel for another's there, and none has a gradient.
 */
export function installBatchNormLayer(tf: Tf): void {
  const stock = Object.getPrototypeOf(
    tf.layers.batchNormalization(),
  ) as unknown as BatchNormalization;
  const call = stock.call;
  stock.call = function (inputs, kwargs) {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    const { axis, gamma, beta } = this;
    if (x !== undefined && axis !== -1 && axis !== x.rank - 1) {
      return overAxis(tf, { layer: this, call: stock.call, axis }, { x, kwargs });
    }
    if (
      kwargs.training !== true ||
      x === undefined ||
      gamma === undefined ||
      beta === undefined ||
      x.dtype !== 'float32' ||
      // Our gradient has no gradient itself.
      tf.engine().state.gradientDepth > 1 ||
      !hasOwn(tf, ownNames.batchNorm)
    ) {
      return call.call(this, inputs, kwargs);
    }
    return tf.tidy(() => {
      const [y, mean, variance] = tf
        .engine()
        .runKernel(
          ownNames.batchNorm,
          { x, gamma: gamma.read(), beta: beta.read() },
          { epsilon: this.epsilon },
        ) as unknown as [Tensor, Tensor1D, Tensor1D];
      const average = (weight: Weight, value: Tensor1D) => {
        const before = weight.read();
        weight.write(tf.sub(before, tf.mul(tf.sub(before, value), 1 - this.momentum)));
      };
      average(this.movingMean, mean);
      average(this.movingVariance, variance);
      return y;
    });
  };
}

function overAxis(
  tf: Tf,
  {
    layer,
    call,
    axis,
  }: { layer: BatchNormalization; axis: number } & Pick<BatchNormalization, 'call'>,
  { x, kwargs }: { readonly x: Tensor; readonly kwargs: { readonly training?: boolean } },
): Tensor {
  const axes = Array.from({ length: x.rank }, (_, index) => index);
  const last = axis < 0 ? axis + x.rank : axis;
  const order = [...axes.filter((index) => index !== last), last];
  const back = axes.map((index) => order.indexOf(index));
  // The same layer but for its axis.
  const ofLast = Object.create(layer, { axis: { value: -1 } }) as BatchNormalization;
  return tf.tidy(() => {
    const made = call.call(ofLast, tf.transpose(x, order), kwargs);
    return tf.transpose((Array.isArray(made) ? made[0] : made) as Tensor, back);
  });
}
