import type { Tensor } from '@tensorflow/tfjs';

import type { Tf } from '../started';
import type { TensorFlow } from './operations';
import { attributesFor, executeOne } from './operations';
import { replaceKernel } from './replace';

/**
 * The product of two matrices as that, not as a batch of one, which takes TensorFlow up to twice as
 * long where the left one is transposed: the gradient of a dense layer's weights. Where the right one
 * is, the batch is the quicker one.
 */
export function installMatMul(tf: Tf): void {
  replaceKernel(tf, 'BatchMatMul', (call, before) => {
    const { a, b } = call.inputs as unknown as Readonly<Record<'a' | 'b', Tensor>>;
    const { transposeA, transposeB } = call.attrs as unknown as Readonly<
      Record<'transposeA' | 'transposeB', boolean>
    >;
    const isSingle = [a, b].every(({ shape, dtype }) => shape[0] === 1 && dtype === 'float32');
    if (!isSingle || a.shape.length !== 3 || b.shape.length !== 3 || transposeB) {
      return before();
    }
    const backend = call.backend as unknown as TensorFlow;
    const { float32, flag } = attributesFor(backend);
    return tf.tidy(() => {
      const product = executeOne(backend, {
        name: 'MatMul',
        inputs: [a, b].map((matrix) => tf.reshape(matrix, matrix.shape.slice(1))),
        attributes: [
          float32('T'),
          flag('transpose_a', transposeA),
          flag('transpose_b', transposeB),
        ],
      });
      return tf.expandDims(product, 0);
    });
  });
}
