import type { Engine, EngineState } from './tensorflow';

/** Nothing is going on: no operation, no gradient, no scope. */
const idle = {
  gradientDepth: 0,
  kernelDepth: 0,
  activeTape: null,
  activeScope: null,
  profiling: false,
} satisfies Partial<EngineState>;

/**
 * Runs `work` as if nothing were going on in the engine: what it computes is on no tape, belongs to
 * no scope and is no part of the operation that asked for it.
 */
export function outside<Result>({ state }: Engine, work: () => Result): Result {
  const {
    gradientDepth,
    kernelDepth,
    activeTape,
    activeScope,
    profiling,
    scopeStack,
    numDataMovesStack,
  } = state;
  Object.assign(state, idle, { scopeStack: [], numDataMovesStack: [] });
  try {
    return work();
  } finally {
    Object.assign(state, {
      gradientDepth,
      kernelDepth,
      activeTape,
      activeScope,
      profiling,
      scopeStack,
      numDataMovesStack,
    });
  }
}
