/** What counting depends on. */
interface Arithmetic {
  /** Multiplies filters. Default 1. */
  readonly width?: number;
  /** Weights that a convolution has for each filter, besides its kernel: biases, betas, gammas. */
  readonly perFilter: number;
}

/**
 * Counts weights without a model. A module is the list of its branches, a branch its convolutions as
 * `pixels:filters`, such as '1:64 9:96' for one of 1x1 and one of 3x3; '3:384|3:384' is a fork, and
 * an empty branch passes its input on. A stem is a module of one branch.
 */
export function countModules(
  channels: number,
  modules: readonly (readonly string[])[],
  { width = 1, perFilter }: Arithmetic,
): { params: number; channels: readonly number[] } {
  let params = 0;
  const outputs: number[] = [];
  for (const branches of modules) {
    const input = outputs.at(-1) ?? channels;
    const maps = branches.flatMap((branch) =>
      branch
        .split(' ')
        .filter((word) => word !== '')
        .reduce<number[]>(
          (from, word) =>
            from.flatMap((inner) =>
              word.split('|').map((convolution) => {
                const [pixels = NaN, filters = NaN] = convolution.split(':').map(Number);
                const count = scaled(filters, width);
                params += pixels * inner * count + perFilter * count;
                return count;
              }),
            ),
          [input],
        ),
    );
    outputs.push(maps.reduce((sum, count) => sum + count, 0));
  }
  return { params, channels: outputs };
}

/** Filters or units at a width. */
export function scaled(count: number, width: number): number {
  return Math.max(1, Math.round(count * width));
}

/** Weights and biases of a fully connected layer. */
export function denseParams(inputs: number, units: number): number {
  return inputs * units + units;
}
