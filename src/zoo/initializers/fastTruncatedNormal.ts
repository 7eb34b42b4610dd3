import { finite, from, whole } from '../options';
import type { FastNormalArgs } from './fastNormal';
import { defineInitializer } from './initializer';
import { normalValues } from './random';

/** Arguments of `fastTruncatedNormal`; the weights' own deviation is 0.88 of `stddev`. */
export type FastTruncatedNormalArgs = FastNormalArgs;

/** Normally distributed weights within two deviations, as `tf.initializers.truncatedNormal`. */
export const defineFastTruncatedNormal = defineInitializer<FastTruncatedNormalArgs>({
  className: 'FastTruncatedNormal',
  name: 'fastTruncatedNormal',
  rules: { mean: finite, stddev: from(0), seed: whole(0) },
  resolve: ({ mean = 0, stddev = 0.05 }) => ({
    config: { mean, stddev },
    fill: () => normalValues(mean, stddev, 2),
  }),
});
