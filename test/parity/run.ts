// Compares every network with the same network of torchvision or Keras: npm run parity [-- NAME ...]
// Writes the table test/parity/results.md when all are compared.
import { writeFileSync } from 'node:fs';
import { startBackend } from '../../src/kernel/backends';
import { createZoo } from '../../src/zoo';
import { compare } from './compare';
import { references } from './references';

/** What "equal" means: of the range of all logits. */
const tolerance = 1e-4;

async function main(): Promise<void> {
  const names = process.argv.slice(2);
  const { tf, name, dispose } = await startBackend({
    preferred: 'wasm',
    folder: process.cwd(),
    log: () => undefined,
  });
  const zoo = createZoo(tf);
  const rows: string[] = [];
  for (const reference of references) {
    if (names.length > 0 && !names.includes(reference.recorded)) {
      continue;
    }
    const { source, weights, difference, sameAnswer } = compare(tf, zoo, reference);
    const isEqual = difference < tolerance && sameAnswer;
    if (!isEqual) {
      process.exitCode = 1;
    }
    const options = JSON.stringify(reference.options).replaceAll('"', "'");
    const call = `${reference.builder}(${options === '{}' ? '' : options})`;
    const row = `| \`${call}\` | ${reference.recorded.replace('keras_', '')} | ${source} | ${weights.toLocaleString('en-US')} | ${difference.toExponential(1)} | ${isEqual ? 'equal' : 'DIFFERENT'} |`;
    console.log(row);
    rows.push(row);
  }
  if (names.length === 0) {
    writeFileSync('test/parity/results.md', page(name, rows));
  }
  dispose();
}

function page(backend: string, rows: readonly string[]): string {
  return `# The same answers as others

Written by \`npm run parity\` on the \`${backend}\` backend: each network at full size with the weights and the image of \`values.ts\`, compared with the outputs that \`torchvision_outputs.py\` and \`keras_outputs.py\` recorded for the same weights. The difference is the largest of any logit, as a part of the range of all logits; below ${tolerance} they are equal.

| ours | theirs | source | weights | difference | |
| --- | --- | --- | ---: | ---: | --- |
${rows.join('\n')}
`;
}

void main();
