import { parseNotebook, serializeNotebook } from '../../src/notebook';
import { Series } from './numbers';
import type { Section } from './section';

const bytes = 50e6;
const rounds = 5;

/** How fast a large notebook is read and written. */
export const codecSection: Section = {
  name: 'codec',
  run: () => {
    const text = largeNotebook();
    const names = { ours: 'tsnb', plain: 'JSON' };
    const reading = new Series();
    const writing = new Series();
    for (let round = 0; round < rounds; round += 1) {
      const json = timed(reading, names.plain, () => JSON.parse(text) as unknown);
      timed(writing, names.plain, () => JSON.stringify(json, null, 2));
      const notebook = timed(reading, names.ours, () => parseNotebook(text));
      timed(writing, names.ours, () => serializeNotebook(notebook));
    }
    const speeds = [reading, writing].map((series) => {
      const ms = series.summaries()[names.ours]?.median ?? Number.NaN;
      return { [names.ours]: `${(text.length / 1000 / ms).toFixed(0)} MB/s` };
    });
    return Promise.resolve({
      title: 'Notebook file',
      how: `A notebook of ${(text.length / 1e6).toFixed(0)} MB: sources, streams and pictures; ${rounds} times each. JSON is \`JSON.parse(text)\` and \`JSON.stringify(value, null, 2)\` alone.`,
      base: names.plain,
      measures: [
        { what: 'read', unit: 'ms', values: reading.summaries(), notes: speeds[0] ?? {} },
        { what: 'write', unit: 'ms', values: writing.summaries(), notes: speeds[1] ?? {} },
      ],
    });
  },
};

function timed<Result>(series: Series, name: string, work: () => Result): Result {
  const begun = performance.now();
  const result = work();
  series.add(name, performance.now() - begun);
  return result;
}

/** Cells with sixty lines of source, a stream of a thousand lines and a picture each. */
function largeNotebook(): string {
  const lines = (count: number, of: (index: number) => string): readonly string[] =>
    Array.from({ length: count }, (_, index) => `${of(index)}\n`);
  const picture = 'iVBORw0KGgo'.repeat(6_000);
  const cell = (index: number): object => ({
    cell_type: 'code',
    execution_count: index,
    id: `cell-${index}`,
    metadata: {},
    outputs: [
      {
        name: 'stdout',
        output_type: 'stream',
        text: lines(1_000, (line) => `epoch ${line}: loss ${1 / (line + 1)}, accuracy é ${index}`),
      },
      {
        data: { 'image/png': picture, 'text/plain': ['a picture'] },
        metadata: {},
        output_type: 'display_data',
      },
    ],
    source: lines(60, (line) => `const weight${line} = tf.randomNormal([${line}, ${index}]);`),
  });
  const perCell = JSON.stringify(cell(0), null, 2).length;
  const file = {
    cells: Array.from({ length: Math.ceil(bytes / perCell) }, (_, index) => cell(index)),
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}
