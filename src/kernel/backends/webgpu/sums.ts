import type { DataType, TensorInfo } from '@tensorflow/tfjs';

import { sizeOf } from '../wasm/heap';
import type { Parts, Program, Uniform } from './parts';
import { flatProgram } from './program';

interface Total {
  readonly outputShape: number[];
  readonly dtype: DataType;
  /** Default: 1. */
  readonly factor?: number;
  /** Default: a new one. */
  readonly output?: TensorInfo;
}

/** The sum of a tensor over its first axis, in order, times a factor. */
export function total(
  { runWebGPUProgram: run }: Pick<Parts, 'runWebGPUProgram'>,
  x: TensorInfo,
  { outputShape, dtype, factor = 1, output }: Total,
): TensorInfo {
  const program = flatProgram({
    name: 'total',
    variableNames: ['x'],
    uniforms: 'factor : f32,',
    outputShape,
    body: `
      var sum = 0.0;
      for (var part = 0; part < uniforms.xShape.x; part = part + 1) {
        sum = sum + x[part * uniforms.size + index];
      }
      setOutputAtIndex(index, sum * uniforms.factor);`,
  });
  return run(program, [x], dtype, [{ type: 'float32', data: [factor] }], output);
}

interface ChannelSum {
  /** What is summed up, in WGSL, by the names that its inputs have: `at` is the place in a map. */
  readonly term: string;
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  /** Default: 1. */
  readonly factor?: number;
  /** For the term, as `uniforms.epsilon`. Default: 0. */
  readonly epsilon?: number;
}

/** Fewer rows are not worth a thread. */
const leastShare = 64;

/**
 * Sums over all axes but the last, of whatever is computed from the inputs: the first of these says of
 * what shape. Upstream would lay the map out in another order before.
 */
export function channelSums(
  backend: Parts,
  { term, inputs, factor = 1, epsilon = 0 }: ChannelSum,
): TensorInfo {
  const [first] = Object.values(inputs);
  const channels = first?.shape.at(-1) ?? 1;
  const rows = sizeOf(first?.shape.slice(0, -1) ?? []);
  const share = Math.max(leastShare, Math.ceil(Math.sqrt(rows)));
  const uniforms: readonly Uniform[] = [
    { type: 'int32', data: [rows] },
    { type: 'int32', data: [share] },
    { type: 'int32', data: [channels] },
    { type: 'float32', data: [epsilon] },
  ];
  const run = backend.runWebGPUProgram.bind(backend);
  const names = Object.keys(inputs);
  const shares = Math.ceil(rows / share);
  const program = partialSums(names, term, [shares, channels]);
  const parts = run(program, Object.values(inputs), 'float32', uniforms);
  try {
    const outputShape = [channels];
    return total({ runWebGPUProgram: run }, parts, { outputShape, dtype: 'float32', factor });
  } finally {
    backend.disposeData(parts.dataId);
  }
}

function partialSums(
  variableNames: readonly string[],
  term: string,
  outputShape: number[],
): Program {
  return flatProgram({
    name: 'channelSums',
    variableNames,
    uniforms: 'rows : i32, share : i32, channels : i32, epsilon : f32,',
    outputShape,
    body: `
      let channel = index % uniforms.channels;
      let first = (index / uniforms.channels) * uniforms.share;
      let last = min(first + uniforms.share, uniforms.rows);
      var sum = 0.0;
      for (var row = first; row < last; row = row + 1) {
        let at = row * uniforms.channels + channel;
        sum = sum + ${term};
      }
      setOutputAtIndex(index, sum);`,
  });
}
