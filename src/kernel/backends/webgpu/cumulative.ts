import type { TensorInfo } from '@tensorflow/tfjs';

import type { Call } from '../replace';
import type { Tf } from '../started';
import { sizeOf } from '../wasm/heap';
import { inputOf } from '../wasm/kernels';
import type { Parts, Program } from './parts';
import { flatProgram } from './program';

type Operator = '+' | '*';

/** What a pass does with the number that is `step` places off: combine it, or take it over. */
type Pass = 'scan' | 'shift';

/**
 * Cumulative sums and products over any axis, in passes that each double the reach of a number (Hillis
 * and Steele). Upstream's shaders have the length of the axis in their code, one for each length, and
 * take 2 to the power of a pass from floats, which WebGPU does not promise to be exact.
 */
export function cumulate(tf: Tf, operator: Operator, { inputs, attrs, backend }: Call): TensorInfo {
  const x = inputOf(inputs, 'x');
  const { axis, exclusive, reverse } = attrs ?? {};
  const parts = backend as unknown as Parts;
  const [place = 0] = tf.util.parseAxisParam(axis as number, x.shape);
  const length = x.shape[place] ?? 1;
  const stride = sizeOf(x.shape.slice(place + 1));
  const run = (from: TensorInfo, pass: Pass, step: number): TensorInfo =>
    parts.runWebGPUProgram(program(from, pass, operator), [from], x.dtype, [
      { type: 'int32', data: [reverse === true ? -step : step] },
      { type: 'int32', data: [length] },
      { type: 'int32', data: [stride] },
    ]);
  let result = run(x, 'shift', exclusive === true ? 1 : 0);
  for (let step = 1; step < length; step *= 2) {
    const before = result;
    result = run(before, 'scan', step);
    parts.disposeData(before.dataId);
  }
  return result;
}

function program({ shape, dtype }: TensorInfo, pass: Pass, operator: Operator): Program {
  const isWhole = dtype !== 'float32';
  const type = isWhole ? 'i32' : 'f32';
  const neutral = `${type}(${operator === '+' ? 0 : 1})`;
  const set = isWhole ? 'setOutputAtIndexI32' : 'setOutputAtIndex';
  return flatProgram({
    name: `cumulate_${pass}_${operator}`,
    variableNames: ['x'],
    uniforms: 'step : i32, length : i32, stride : i32,',
    outputShape: shape,
    body: `
      let place = (index / uniforms.stride) % uniforms.length - uniforms.step;
      var other = ${neutral};
      if (place >= 0 && place < uniforms.length) {
        other = x[index - uniforms.step * uniforms.stride];
      }
      ${set}(index, ${pass === 'scan' ? `x[index] ${operator} other` : 'other'});`,
  });
}
