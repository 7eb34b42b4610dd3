import type { TensorInfo } from '@tensorflow/tfjs';

import type { Tf } from '../started';
import type { Range } from '../training/clip';
import { positive } from '../training/clip';
import { ownNames } from '../training/names';
import { inputOf } from '../wasm/kernels';
import type { Parts } from './parts';
import { flatProgram } from './program';

/** The gradients of relu, relu6 and clipByValue in one pass. */
export function installClipGradient(tf: Tf): void {
  tf.registerKernel({
    kernelName: ownNames.clipGradient,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, attrs, backend }): TensorInfo => {
      const [dy, x] = [inputOf(inputs, 'dy'), inputOf(inputs, 'x')];
      const { floor, ceiling } = attrs as unknown as Range;
      // The least number above 0, which a GPU may take for 0.
      const isAbove = floor === positive.floor ? 'x[index] > 0.0' : 'x[index] >= uniforms.lowest';
      const program = flatProgram({
        name: 'clipGradient',
        variableNames: ['dy', 'x'],
        uniforms: 'lowest : f32, highest : f32,',
        outputShape: dy.shape,
        body: `
          let passes = ${isAbove} && x[index] <= uniforms.highest;
          setOutputAtIndex(index, select(0.0, dy[index], passes));`,
      });
      return (backend as unknown as Parts).runWebGPUProgram(program, [dy, x], 'float32', [
        { type: 'float32', data: [floor] },
        { type: 'float32', data: [ceiling] },
      ]);
    },
  });
}
