import * as tf from '@tensorflow/tfjs';

import { describeModel } from '../../src/graph';
import { architectureSvg } from '../../src/pictures/architecture';
import { layoutArchitecture } from '../../src/pictures/architecture/layout';
import { createZoo } from '../../src/zoo';
import { summarize, type Summary } from './numbers';
import type { Section } from './section';

const runs = 50;

/** What the picture of AlexNet costs. */
export const pictureSection: Section = {
  name: 'picture',
  run: async () => {
    await tf.setBackend('cpu');
    // The picture is the same at any width; narrow layers leave the time to the picture.
    const model = createZoo(tf).alexnet({ width: 0.125 });
    const graph = describeModel(model, { viewId: 'bench', runId: '1', seq: 0 });
    const one = (value: Summary): Readonly<Record<string, Summary>> => ({ AlexNet: value });
    const size = (text: string): Summary => summarize([Buffer.byteLength(text) / 1000]);
    return {
      title: 'The picture of AlexNet',
      how: `In the bench's own process, ${runs} times after a first run. The payload crosses to the view, which does the layout; the SVG stands beside it in the saved file.`,
      base: 'AlexNet',
      measures: [
        { what: 'payload', unit: 'kB', values: one(size(JSON.stringify(graph))) },
        { what: 'SVG', unit: 'kB', values: one(size(architectureSvg(graph))) },
        { what: 'model to payload', unit: 'ms', values: one(time(() => describeModel(model))) },
        { what: 'layout', unit: 'ms', values: one(time(() => layoutArchitecture(graph, 800))) },
        { what: 'layout and SVG', unit: 'ms', values: one(time(() => architectureSvg(graph))) },
      ],
    };
  },
};

function time(work: () => unknown): Summary {
  work();
  return summarize(
    Array.from({ length: runs }, () => {
      const begun = performance.now();
      work();
      return performance.now() - begun;
    }),
  );
}
