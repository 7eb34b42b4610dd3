import type { Tensor } from '@tensorflow/tfjs';

import type { Tf } from '../started';
import type { Range } from '../training/clip';
import { positive } from '../training/clip';
import { ownNames } from '../training/names';
import type { TensorFlow } from './operations';
import { attributesFor, executeOne } from './operations';

/**
 * The gradients of relu, relu6 and clipByValue. That of relu is one of TensorFlow's operations; in
 * tfjs-node it takes six, because `tf.step` looks for values that are no numbers.
 */
export function installClipGradient(tf: Tf): void {
  tf.registerKernel({
    kernelName: ownNames.clipGradient,
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { dy, x } = inputs as unknown as Readonly<Record<'dy' | 'x', Tensor>>;
      const { floor, ceiling } = attrs as unknown as Range;
      if (floor === positive.floor && ceiling === positive.ceiling) {
        const tensorflow = backend as unknown as TensorFlow;
        const attributes = [attributesFor(tensorflow).float32('T')];
        return executeOne(tensorflow, { name: 'ReluGrad', inputs: [dy, x], attributes });
      }
      return tf.tidy(() => {
        // TensorFlow takes numbers as small as this floor for 0.
        const isAbove = floor === positive.floor ? tf.greater(x, 0) : tf.greaterEqual(x, floor);
        return tf.where(tf.logicalAnd(isAbove, tf.lessEqual(x, ceiling)), dy, tf.zerosLike(dy));
      });
    },
  });
}
