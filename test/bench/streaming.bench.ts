import { within } from './contender';
import { Series } from './numbers';
import { ourName, type Measure, type Section } from './section';

const lines = 100_000;
const limitMs = 30_000;
const code = `for (let i = 0; i < ${lines}; i++) { console.log('step ' + i); }`;
const characters = Array.from({ length: lines }, (_, index) => `step ${index}\n`.length).reduce(
  (sum, length) => sum + length,
);

/** What a cell that prints a lot costs. */
export const streamingSection: Section = {
  name: 'streaming',
  run: async (contenders) => {
    const times = new Series();
    const messages = new Series();
    const notes: Record<string, string> = {};
    for (let round = 0; round < 3; round += 1) {
      for (const { name, start } of contenders) {
        if (notes[name] !== undefined) {
          continue;
        }
        const kernel = await start();
        await kernel.run('1 + 1');
        const result = await within(limitMs, kernel.run(code));
        await kernel.stop();
        if (result === undefined) {
          notes[name] = `not done within ${limitMs / 1000} s`;
          continue;
        }
        times.add(name, result.ms);
        messages.add(name, result.messages);
        if (result.printed.length < characters) {
          const share = (100 * result.printed.length) / characters;
          notes[name] = `only ${share.toFixed(0)} % of the text arrived`;
        }
      }
    }
    const measures: readonly Measure[] = [
      { what: 'until the end of the cell', unit: 'ms', values: times.summaries(), notes },
      { what: 'messages with output', unit: 'messages', values: messages.summaries() },
    ];
    return {
      title: 'Streaming',
      how: `\`${code}\` in a fresh kernel; up to three times.`,
      base: ourName,
      measures,
    };
  },
};
