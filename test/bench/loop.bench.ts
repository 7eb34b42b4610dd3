import { spawnSync } from 'node:child_process';

import { runWell, type RunningKernel } from './contender';
import { Series } from './numbers';
import { inRounds, withKernels, type Section } from './section';

const steps = 20_000_000;
const loop = `for (let i = 0; i < ${steps}; i++) { sum += i % 7; }`;
const inOneCell = `let begun = performance.now();\nlet sum = 0;\n${loop}\nperformance.now() - begun`;
const acrossCells = `begun = performance.now();\n${loop}\nperformance.now() - begun`;
/** A contender that took longer does not get another round, milliseconds. */
const patience = 5_000;

/** How fast code at the top level of a cell is. */
export const loopSection: Section = {
  name: 'loop',
  run: async (contenders) =>
    await withKernels(contenders, async (kernels) => {
      const alone = new Series();
      const across = new Series();
      await inRounds([script, ...kernels], 5, async ({ name, kernel }) => {
        const own = await elapsed(kernel, inOneCell);
        alone.add(name, own);
        const shared = kernel === undefined ? own : await elapsed(kernel, acrossCells);
        across.add(name, shared);
        return own + shared < patience;
      });
      return {
        title: 'A loop at the top level of a cell',
        how: `\`${loop}\`, by the clock of the cell itself; up to five times. "Node" is the same text as a script.`,
        base: script.name,
        measures: [
          { what: '`sum` of the same cell', unit: 'ms', values: alone.summaries() },
          { what: '`sum` of an earlier cell', unit: 'ms', values: across.summaries() },
        ],
      };
    }),
};

const script: { readonly name: string; readonly kernel?: RunningKernel } = { name: 'Node' };

async function elapsed(kernel: RunningKernel | undefined, code: string): Promise<number> {
  if (kernel === undefined) {
    const text = code.replace(/performance\.now\(\) - begun$/, 'console.log($&)');
    return Number(spawnSync(process.execPath, ['-e', text], { encoding: 'utf8' }).stdout);
  }
  const { value, printed } = await runWell(kernel, code);
  // tslab prints what the others display.
  return Number(withoutColours(value === '' ? printed : value));
}

function withoutColours(text: string): string {
  // eslint-disable-next-line no-control-regex -- Escape sequences begin with a control character.
  return text.replace(/\u001b\[\d+m/g, '');
}
