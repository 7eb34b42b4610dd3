import type { Tf } from '../backends';
import type { Watched } from './tensorWatch';

/** Parts of tfjs' engine that it does not declare. */
export interface Engine {
  runKernelFunc(params: unknown): unknown;
  trackTensor(tensor: Watched, backend: unknown): void;
  disposeTensor(tensor: Watched): void;
  makeVariable(
    initial: Watched,
    isTrainable?: boolean,
    name?: string,
    dtype?: string,
  ): { readonly name: string } & object;
  reset(): void;
  readonly state: {
    registeredVariables: Record<string, { readonly name: string } & object>;
    readonly numTensors: number;
    readonly numBytes: number;
    gradientDepth: number;
    kernelDepth: number;
    activeTape: unknown;
    activeScope: unknown;
    scopeStack: unknown[];
    numDataMovesStack: unknown[];
  };
}

/** The engine of a tf, seen from inside. */
export function engineOf(tf: Tf): Engine {
  return tf.engine() as unknown as Engine;
}
