import type { Parts } from './parts';

/**
 * Makes a shader's own code a part of what it is found by. Upstream leaves to each program to name all
 * that its code depends on, and some do not: a cumulative sum from behind has the length of its axis in
 * its code and not in its key, so that all later lengths were summed up to the first one. Writing the
 * code down takes some six microseconds, a tenth of what an operation costs before it is on the GPU.
 */
export function keepShadersApart(backend: Parts): void {
  const codes = new Map<string, number>();
  const run = backend.runWebGPUProgram.bind(backend);
  backend.runWebGPUProgram = (program, ...rest) => {
    const code = `${program.uniforms ?? ''}\n${program.getUserCode()}`;
    const number = codes.get(code) ?? codes.size;
    codes.set(code, number);
    program.shaderKey = `${program.shaderKey ?? ''}#${number}`;
    return run(program, ...rest);
  };
}
