import { runWell } from './contender';
import { Series } from './numbers';
import { inRounds, ourName, withKernels, type NamedKernel, type Section } from './section';

const cells = 200;
const rounds = 10;

/** What a cell costs beyond its own work, and what a kernel holds in memory. */
export const cellsSection: Section = {
  name: 'cells',
  run: async (contenders) =>
    await withKernels(contenders, async (kernels) => {
      const started = resident(kernels);
      const sum = await timeCells(kernels, cells, () => '1 + 1');
      const full = resident(kernels);
      const named = await timeCells(kernels, cells, (index) => `const x = ${index};\nx`);
      for (const { kernel } of kernels) {
        await runWell(
          kernel,
          "import * as tf from '@tensorflow/tfjs';\ntf.scalar(1).dataSync()[0]",
        );
      }
      const withTf = resident(kernels);
      const later = await timeCells(kernels, 20, (index) => `const y = ${index};\ny`);
      return {
        title: 'Cell overhead and memory',
        how: `From sending the request to its end, in kernels that have run one cell before; the times of ${cells} cells each (20 in the third row). Memory is resident bytes of the kernel's processes; the worker's is what its host's process grew by. Ours has TensorFlow.js loaded from the start.`,
        base: ourName,
        measures: [
          { what: '`1 + 1`', unit: 'ms', values: sum.summaries() },
          { what: '`const x = 7; x`', unit: 'ms', values: named.summaries() },
          {
            what: 'the same after `import * as tf`',
            unit: 'ms',
            values: later.summaries(),
          },
          { what: 'memory after the start', unit: 'MB', values: started.summaries() },
          { what: `memory after ${cells} cells`, unit: 'MB', values: full.summaries() },
          { what: 'memory after `import * as tf`', unit: 'MB', values: withTf.summaries() },
        ],
      };
    }),
};

async function timeCells(
  kernels: readonly NamedKernel[],
  count: number,
  code: (index: number) => string,
): Promise<Series> {
  const times = new Series();
  await inRounds(kernels, rounds, async ({ name, kernel }) => {
    for (let index = 0; index < count / rounds; index += 1) {
      times.add(name, (await runWell(kernel, code(index))).ms);
    }
    return true;
  });
  return times;
}

function resident(kernels: readonly NamedKernel[]): Series {
  const sizes = new Series();
  for (const { name, kernel } of kernels) {
    const bytes = kernel.residentBytes();
    sizes.add(name, bytes === undefined ? undefined : bytes / 1e6);
  }
  return sizes;
}
