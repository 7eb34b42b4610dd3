import type { TensorInfo } from '@tensorflow/tfjs';

import type { Call } from '../replace';
import type { Tf } from '../started';
import { inputOf } from '../wasm/kernels';
import type { Parts, Program } from './parts';
import { flatProgram } from './program';

/**
 * The gradient of max pooling that gives a window's slope to the first of equal values, as all other
 * backends do. Upstream's gives it to the last one, and the same seed trained another network where
 * values are equal: behind a relu, many are 0.
 */
export function maxPoolGradient(tf: Tf, { inputs, attrs, backend }: Call): TensorInfo {
  const [dy, x, y] = ['dy', 'input', 'output'].map((name) => inputOf(inputs, name)) as [
    TensorInfo,
    TensorInfo,
    TensorInfo,
  ];
  const { filterSize, strides, pad, dimRoundingMode } = attrs ?? {};
  const info = tf.backend_util.computePool2DInfo(
    x.shape as [number, number, number, number],
    filterSize as [number, number],
    strides as [number, number],
    1,
    pad as 'same' | 'valid' | number,
    dimRoundingMode as 'floor' | undefined,
  );
  const pair = (...data: readonly [number, number]) => ({ type: 'int32', data }) as const;
  return (backend as unknown as Parts).runWebGPUProgram(program(x.shape), [dy, x, y], x.dtype, [
    pair(info.filterHeight, info.filterWidth),
    pair(info.strideHeight, info.strideWidth),
    pair(info.padInfo.top, info.padInfo.left),
  ]);
}

/** Goes through the windows that a pixel lies in, and asks of each whether it is its first largest. */
function program(outputShape: number[]): Program {
  return flatProgram({
    name: 'maxPoolGradient',
    variableNames: ['dy', 'x', 'y'],
    uniforms: 'sides : vec2<i32>, strides : vec2<i32>, margins : vec2<i32>,',
    outputShape,
    body: `
      let at = getCoordsFromIndex(index);
      let value = getX(at.x, at.y, at.z, at.w);
      let pixel = at.yz + uniforms.margins;
      let lowest = max((pixel - uniforms.sides + uniforms.strides) / uniforms.strides, vec2<i32>(0));
      let highest = min(pixel / uniforms.strides, uniforms.yShape.yz - 1);
      var slope = 0.0;
      for (var row = lowest.x; row <= highest.x; row = row + 1) {
        for (var column = lowest.y; column <= highest.y; column = column + 1) {
          if (getY(at.x, row, column, at.w) != value) {
            continue;
          }
          let corner = vec2<i32>(row, column) * uniforms.strides - uniforms.margins;
          let start = max(corner, vec2<i32>(0));
          let end = min(corner.y + uniforms.sides.y, uniforms.xShape.z);
          var isFirst = true;
          for (var r = start.x; r <= at.y && isFirst; r = r + 1) {
            for (var c = start.y; c < select(end, at.z, r == at.y) && isFirst; c = c + 1) {
              isFirst = getX(at.x, r, c, at.w) != value;
            }
          }
          if (isFirst) {
            slope = slope + getDy(at.x, row, column, at.w);
          }
        }
      }
      setOutputAtIndex(index, slope);`,
  });
}
