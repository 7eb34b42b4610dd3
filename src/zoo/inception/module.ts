import type { LayersModel } from '@tensorflow/tfjs';
import { buildNetwork, networkRules, type NetworkOptions } from '../network';
import { checkOptions, flag, whole, type Rule, type Rules } from '../options';
import type { Tf } from '../tensorflow';
import { applyModule, type Branches } from './branches';
import type { Form, Steps } from './steps';
import type { InceptionFilters } from './table';
import { caffeWeights, type WeightOptions } from './weights';

/** Options of `inceptionModule`; the defaults are module 3a of GoogLeNet. */
export interface InceptionModuleOptions
  extends WeightOptions, Pick<NetworkOptions, 'inputShape' | 'name'> {
  /** The module without reductions, figure 2a; otherwise with them, figure 2b. Default false. */
  readonly naive?: boolean;
  /** Those not given are 3a's. The naive module has no reductions and no pool_proj. */
  readonly filters?: Partial<InceptionFilters>;
}

const filters3a: InceptionFilters = {
  ...{ '1x1': 64, '3x3_reduce': 96, '3x3': 128 },
  ...{ '5x5_reduce': 16, '5x5': 32, pool_proj: 32 },
};

const filterCounts: Rule = {
  allowed: `counts of filters, each ${whole().allowed}, of ${Object.keys(filters3a).join(', ')}`,
  holds: (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(
      ([name, count]) => Object.hasOwn(filters3a, name) && whole().holds(count),
    ),
};

const { inputShape, name, kernelInitializer, seed } = networkRules;
const rules: Rules<InceptionModuleOptions> = {
  ...{ inputShape, name, kernelInitializer, seed },
  naive: flag,
  filters: filterCounts,
};

/**
 * One Inception module as a model of its own. Szegedy et al.: Going Deeper with Convolutions, 2014,
 * figure 2. Layers are named as in GoogLeNet, after the module's `name`.
 */
export function inceptionModule(tf: Tf, options: InceptionModuleOptions = {}): LayersModel {
  checkOptions('inceptionModule', options, rules);
  const { inputShape = [28, 28, 192], name = 'inception', naive = false } = options;
  const filters = { ...filters3a, ...options.filters };
  return buildNetwork(tf, { builder: 'inceptionModule', name, inputShape }, (image, net) => {
    const form: Form = {
      ...{ batchNorm: null, useBias: true, countIncludePadding: false, width: 1 },
      weights: caffeWeights(tf, options),
    };
    const figure = naive ? naiveBranches : reducedBranches;
    const branches = (steps: Steps) => figure(steps, filters);
    return applyModule(tf, net, form, { name, output: `${name}_output`, branches })(image);
  });
}

/** Figure 2a: the module, naive version. */
export function naiveBranches({ conv, maxPool }: Steps, filters: InceptionFilters): Branches {
  return {
    '1x1': [conv('1x1', filters['1x1'])],
    '3x3': [conv('3x3', filters['3x3'], 3)],
    '5x5': [conv('5x5', filters['5x5'], 5)],
    pool: [maxPool('pool')],
  };
}

/** Figure 2b: the module with dimension reductions. */
export function reducedBranches(
  { conv, maxPool }: Steps,
  filters: InceptionFilters,
  kernel5x5 = 5,
): Branches {
  return {
    '1x1': [conv('1x1', filters['1x1'])],
    '3x3': [conv('3x3_reduce', filters['3x3_reduce']), conv('3x3', filters['3x3'], 3)],
    '5x5': [conv('5x5_reduce', filters['5x5_reduce']), conv('5x5', filters['5x5'], kernel5x5)],
    pool: [maxPool('pool'), conv('pool_proj', filters.pool_proj)],
  };
}
