import { setTimeout as sleep } from 'node:timers/promises';

import { runWell, within, type Contender } from './contender';
import { Series } from './numbers';
import { inRounds, ourName, type Section } from './section';

const limitMs = 3_000;
const loops = {
  'while (true) {}': 'while (true) {}',
  'for (;;) await …': 'for (;;) { await new Promise((done) => setTimeout(done, 1)); }',
};

/** How long an endless cell lives on after the learner has stopped it. */
export const interruptSection: Section = {
  name: 'interrupt',
  run: async (contenders) => {
    const measures = [];
    for (const [what, code] of Object.entries(loops)) {
      const times = new Series();
      const notes: Record<string, string> = {};
      await inRounds(contenders, 3, async (contender) => {
        const { ms, note } = await interrupt(contender, code);
        times.add(contender.name, ms);
        notes[contender.name] = note;
        return ms !== undefined;
      });
      measures.push({ what: `\`${what}\``, unit: 'ms' as const, values: times.summaries(), notes });
    }
    return {
      title: 'Interrupt',
      how: 'From the interrupt, half a second into the cell, to the end of the cell; then a variable of an earlier cell is asked for. Up to three times, each in a fresh kernel.',
      base: ourName,
      measures,
    };
  },
};

async function interrupt(
  { start }: Contender,
  code: string,
): Promise<{ readonly ms?: number; readonly note: string }> {
  const kernel = await start();
  try {
    await runWell(kernel, 'let kept = 42;');
    const running = kernel.run(code);
    await sleep(500);
    const asked = performance.now();
    kernel.interrupt();
    const end = await within(limitMs, running);
    const ms = performance.now() - asked;
    if (end === undefined) {
      return { note: `still running after ${limitMs / 1000} s` };
    }
    if (end.status === 'died') {
      return { note: 'the kernel dies' };
    }
    // Jupyter's kernels refuse what comes too soon after an error.
    await sleep(300);
    const answer = await within(limitMs, kernel.run('kept'));
    const isKept = `${answer?.value ?? ''}${answer?.printed ?? ''}`.includes('42');
    return { ms, note: isKept ? 'variables kept' : 'variables lost' };
  } finally {
    await kernel.stop();
  }
}
