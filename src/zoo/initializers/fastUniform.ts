import { expectOption, finite, whole } from '../options';
import { defineInitializer, type SeededArgs } from './initializer';
import { uniformValues } from './random';

/** Arguments of `fastUniform`. */
export interface FastUniformArgs extends SeededArgs {
  /** Default -0.05, as `tf.initializers.randomUniform`. */
  readonly minval?: number;
  /** Default 0.05. */
  readonly maxval?: number;
}

/** Weights that are equally likely from `minval` to `maxval`. */
export const defineFastUniform = defineInitializer<FastUniformArgs>({
  className: 'FastUniform',
  name: 'fastUniform',
  rules: { minval: finite, maxval: finite, seed: whole(0) },
  resolve: ({ minval = -0.05, maxval = 0.05 }) => {
    expectOption(maxval >= minval, 'fastUniform', { maxval, minval }, 'minval or more');
    return { config: { minval, maxval }, fill: () => uniformValues(minval, maxval) };
  },
});
