import type { Branches } from './branches';
import type { Steps } from './steps';

/** How Inception-v3 halves its maps: 3x3 windows that stay inside them. */
const halving = { strides: 2, padding: 'valid' } as const;

/**
 * Module A, on maps of 35x35: figure 5, but with one 5x5 convolution in the narrower of its two
 * branches of 3x3 ones.
 */
export function moduleA({ conv, averagePool }: Steps, projection: number): Branches {
  return {
    '1x1': [conv('1x1', 64)],
    '5x5': [conv('5x5_reduce', 48), conv('5x5', 64, 5)],
    double_3x3: [
      conv('double_3x3_reduce', 64),
      conv('double_3x3_1', 96, 3),
      conv('double_3x3_2', 96, 3),
    ],
    pool: [averagePool('pool'), conv('pool_proj', projection)],
  };
}

/** Module B, from 35x35 to 17x17: figure 10. */
export function moduleB({ conv, maxPool }: Steps): Branches {
  return {
    '3x3': [conv('3x3', 384, 3, halving)],
    double_3x3: [
      conv('double_3x3_reduce', 64),
      conv('double_3x3_1', 96, 3),
      conv('double_3x3_2', 96, 3, halving),
    ],
    pool: [maxPool('pool', halving)],
  };
}

/** Module C, on maps of 17x17: figure 6 with n = 7, each 7x7 as 1x7 and 7x1, `inner` filters wide. */
export function moduleC({ conv, averagePool }: Steps, inner: number): Branches {
  return {
    '1x1': [conv('1x1', 192)],
    '7x7': [
      conv('7x7_reduce', inner),
      conv('7x7_1x7', inner, [1, 7]),
      conv('7x7_7x1', 192, [7, 1]),
    ],
    double_7x7: [
      conv('double_7x7_reduce', inner),
      conv('double_7x7_1_7x1', inner, [7, 1]),
      conv('double_7x7_1_1x7', inner, [1, 7]),
      conv('double_7x7_2_7x1', inner, [7, 1]),
      conv('double_7x7_2_1x7', 192, [1, 7]),
    ],
    pool: [averagePool('pool'), conv('pool_proj', 192)],
  };
}

/** Module D, from 17x17 to 8x8: as B, but with a factorized 7x7 before the second 3x3. */
export function moduleD({ conv, maxPool }: Steps): Branches {
  return {
    '3x3': [conv('3x3_reduce', 192), conv('3x3', 320, 3, halving)],
    '7x7': [
      conv('7x7_reduce', 192),
      conv('7x7_1x7', 192, [1, 7]),
      conv('7x7_7x1', 192, [7, 1]),
      conv('7x7_3x3', 192, 3, halving),
    ],
    pool: [maxPool('pool', halving)],
  };
}

/** Module E, on maps of 8x8: figure 7, whose outputs are widened by forks of 1x3 and 3x1. */
export function moduleE({ conv, averagePool }: Steps): Branches {
  return {
    '1x1': [conv('1x1', 320)],
    '3x3': [conv('3x3_reduce', 384), [conv('3x3_1x3', 384, [1, 3]), conv('3x3_3x1', 384, [3, 1])]],
    double_3x3: [
      conv('double_3x3_reduce', 448),
      conv('double_3x3', 384, 3),
      [conv('double_3x3_1x3', 384, [1, 3]), conv('double_3x3_3x1', 384, [3, 1])],
    ],
    pool: [averagePool('pool'), conv('pool_proj', 192)],
  };
}
