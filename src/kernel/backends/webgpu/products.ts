import type { Parts, Program } from './parts';
import { flatProgram } from './program';
import { total } from './sums';

/** How many products are added up by one thread. */
const share = 128;

/**
 * Gives products of matrices with a long inner axis the same bits each time. Upstream splits that axis
 * over threads that all add to the output, in whatever order they come (and adds floats to it where it
 * is of whole numbers). Here each writes its sum to a place of its own, and these are added in order.
 */
export function makeProductsRepeatable(backend: Parts): void {
  const run = backend.runWebGPUProgram.bind(backend);
  backend.runWebGPUProgram = (program, inputs, dtype, uniforms, output) => {
    const key = /^matMulSplitK_(true|false)_(true|false)_/.exec(program.shaderKey ?? '');
    if (key === null || uniforms === undefined || output === undefined) {
      return run(program, inputs, dtype, uniforms, output);
    }
    const transposed = { a: key[1] === 'true', b: key[2] === 'true' };
    const depth = inputs[0]?.shape[transposed.a ? 1 : 2] ?? 0;
    const shape = [Math.ceil(depth / share), ...output.shape.slice(1)];
    const parts = run(partialSums(shape, transposed), inputs, 'float32', uniforms);
    try {
      return total({ runWebGPUProgram: run }, parts, { outputShape: output.shape, dtype, output });
    } finally {
      backend.disposeData(parts.dataId);
    }
  };
}

type Sides = Readonly<Record<'a' | 'b', boolean>>;

/** One share of the inner axis, of each number of the product: `[shares, rows, columns]`. */
function partialSums(outputShape: number[], transposed: Sides): Program {
  return flatProgram({
    name: `partialSums_${transposed.a}_${transposed.b}`,
    variableNames: ['A', 'B'],
    // As upstream's program has them, whose values these are.
    uniforms: 'dimAOuter : i32, dimBOuter : i32, dimInner : i32,',
    outputShape,
    body: `
      let at = getCoordsFromIndex(index);
      let first = at.x * ${share};
      let last = min(first + ${share}, uniforms.dimInner);
      var sum = 0.0;
      for (var k = first; k < last; k = k + 1) {
        sum = sum + ${transposed.a ? 'getA(0, k, at.y)' : 'getA(0, at.y, k)'} *
          ${transposed.b ? 'getB(0, at.z, k)' : 'getB(0, k, at.z)'};
      }
      setOutputAtIndex(index, sum);`,
  });
}
