import { sizeOf } from '../wasm/heap';
import type { Program } from './parts';

interface Description {
  /** What the shader is found by, together with its code. */
  readonly name: string;
  readonly variableNames: readonly string[];
  readonly uniforms?: string;
  readonly outputShape: number[];
  /** Writes the output at `index`, in WGSL. */
  readonly body: string;
}

const threads = 64;

/** A program of ours: one thread for each number of the output. */
export function flatProgram({
  name,
  variableNames,
  uniforms = '',
  outputShape,
  body,
}: Description): Program {
  return {
    variableNames,
    uniforms,
    outputShape,
    workgroupSize: [threads, 1, 1],
    dispatchLayout: { x: outputShape.map((_, axis) => axis) },
    dispatch: [Math.ceil(sizeOf(outputShape) / threads), 1, 1],
    size: true,
    shaderKey: `tsnb_${name}`,
    getUserCode: () => `
      fn main(index : i32) {
        if (index < uniforms.size) {${body}
        }
      }
    `,
  };
}
