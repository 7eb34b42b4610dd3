import type { Padding } from '../layers';
import type { Branches } from './branches';
import type { Steps } from './steps';

/** Filters of a module in the order of figure 5's columns. */
export type Filters = readonly [
  conv1x1: number,
  reduce3x3: number,
  conv3x3: number,
  reduceDouble3x3: number,
  double3x3: number,
];

/** The same of a module of stride 2, which has no 1x1 branch. */
export type ReductionFilters = readonly [
  reduce3x3: number,
  conv3x3: number,
  reduceDouble3x3: number,
  double3x3: number,
];

/** Inside the modules, sometimes average, sometimes maximum pooling is employed. */
export type Pool = 'avg' | 'max';

/** A module of BN-Inception: GoogLeNet's, with two 3x3 convolutions for its 5x5 one. */
export function bnBranches(
  { conv, maxPool, averagePool }: Steps,
  [conv1x1, reduce3x3, conv3x3, reduceDouble, double3x3]: Filters,
  pool: Pool,
  projection: number,
): Branches {
  return {
    '1x1': [conv('1x1', conv1x1)],
    '3x3': [conv('3x3_reduce', reduce3x3), conv('3x3', conv3x3, 3)],
    double_3x3: [
      conv('double_3x3_reduce', reduceDouble),
      conv('double_3x3_1', double3x3, 3),
      conv('double_3x3_2', double3x3, 3),
    ],
    pool: [pool === 'max' ? maxPool('pool') : averagePool('pool'), conv('pool_proj', projection)],
  };
}

/** A module of stride 2, whose maximum pooling passes its input's channels through. */
export function bnReductionBranches(
  { conv, maxPool }: Steps,
  [reduce3x3, conv3x3, reduceDouble, double3x3]: ReductionFilters,
  padding: Padding,
): Branches {
  const halving = { strides: 2, padding };
  return {
    '3x3': [conv('3x3_reduce', reduce3x3), conv('3x3', conv3x3, 3, halving)],
    double_3x3: [
      conv('double_3x3_reduce', reduceDouble),
      conv('double_3x3_1', double3x3, 3),
      conv('double_3x3_2', double3x3, 3, halving),
    ],
    pool: [maxPool('pool', { strides: 2 })],
  };
}
