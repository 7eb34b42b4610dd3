import type { Tensor } from '@tensorflow/tfjs';

import type { Tf } from '../../../src/kernel/backends';
import type { Case, Named } from '../case';
import { withGradients } from '../values';

/** A case of an operation, but for its group, subject and kernels. */
export interface Trial {
  readonly label: string;
  readonly compute: (tf: Tf) => Named;
  readonly isRandom?: boolean;
}

/** The cases of one operation. */
export function operation(
  subject: string,
  kernels: readonly string[],
  trials: readonly Trial[],
): readonly Case[] {
  return trials.map(({ label, compute, isRandom }) => ({
    group: 'operation',
    subject,
    label,
    kernels,
    ...(isRandom === undefined ? {} : { isRandom }),
    compute: (tf) => tf.tidy(() => compute(tf)),
  }));
}

/** A trial whose inputs have gradients. */
export function smooth(
  label: string,
  inputs: (tf: Tf) => readonly Tensor[],
  compute: (tf: Tf, ...inputs: Tensor[]) => Tensor,
): Trial {
  return {
    label,
    compute: (tf) => withGradients(tf, (...given) => compute(tf, ...given), inputs(tf)),
  };
}

/** A trial whose results have none. */
export function rough(label: string, compute: (tf: Tf) => Tensor | readonly Tensor[]): Trial {
  return {
    label,
    compute: (tf) => {
      const results = compute(tf);
      return Array.isArray(results)
        ? Object.fromEntries(
            (results as readonly Tensor[]).map((result, index) => [`y ${index}`, result]),
          )
        : { y: results as Tensor };
    },
  };
}
