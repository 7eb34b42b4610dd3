import type { Tensor } from '@tensorflow/tfjs';

import type { Tf } from '../../src/kernel/backends';

/** Tensors by what they are: `y`, `gradient 0`, a weight's name. */
export type Named = Readonly<Record<string, Tensor>>;

/** Where a case comes from, and what it counts as. */
export type Group = 'operation' | 'layer' | 'network';

/** Something that every backend has to compute as cpu does. */
export interface Case {
  readonly group: Group;
  /** The row of the table: an operation of tfjs, a layer's class, a network. */
  readonly subject: string;
  /** What tells it from the subject's other cases. */
  readonly label: string;
  /** For operations: the kernels that it is a test of; it counts for those that it really ran. */
  readonly kernels: readonly string[];
  /** Only a backend's own generator decides the values: equal shapes, and the same twice, will do. */
  readonly isRandom?: boolean;
  /** May keep tensors of its own only until it is done. */
  readonly compute: (tf: Tf) => Named | Promise<Named>;
}

/** A tensor's contents, fit for being sent to another process. */
export interface Values {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly data: Float32Array | Int32Array | Uint8Array | readonly string[];
}

/** What became of a case on one backend. */
export interface Outcome {
  readonly results: Readonly<Record<string, Values>>;
  /** Why there are no results. */
  readonly error?: string;
  /** The kernels that ran. */
  readonly reached: readonly string[];
  /** Tensors that are still there afterwards, less those that were there before. */
  readonly left: number;
  /** Where it was computed twice, the results were equal to the last bit. */
  readonly isRepeatable: boolean;
}

/** The name of a case, unique among all. */
export function idOf({ group, subject, label }: Case): string {
  return `${group} ${subject} ${label}`;
}
