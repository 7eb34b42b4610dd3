import { runWell } from './contender';
import { Series } from './numbers';
import { inRounds, ourName, type Section } from './section';

/** How long a learner waits for the first result. */
export const startSection: Section = {
  name: 'start',
  run: async (contenders) => {
    const first = new Series();
    const importing = new Series();
    const both = new Series();
    await inRounds(contenders, 5, async ({ name, start }) => {
      const begun = performance.now();
      const kernel = await start();
      await runWell(kernel, '1 + 1');
      const started = performance.now() - begun;
      const code = "import * as tf from '@tensorflow/tfjs';\ntf.add(1, 2).dataSync()[0]";
      const { ms } = await runWell(kernel, code);
      await kernel.stop();
      first.add(name, started);
      importing.add(name, ms);
      both.add(name, started + ms);
      return true;
    });
    return {
      title: 'Start',
      how: 'From starting the process (or the thread) to the end of the first cell, five times each. Ours loads TensorFlow.js and its backend before the first cell, the others at the `import`; the last row is the sum that a lesson pays.',
      base: ourName,
      measures: [
        { what: 'start to the end of `1 + 1`', unit: 'ms', values: first.summaries() },
        { what: '`import * as tf`, `tf.add(1, 2)`', unit: 'ms', values: importing.summaries() },
        { what: 'start to the first tensor', unit: 'ms', values: both.summaries() },
      ],
    };
  },
};
