import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { createZoo, type NetworkFacts } from '../../src/zoo';

const begin = '<!-- networks: written by TSNB_BLESS=1 npm run test:unit -->\n';
const end = '<!-- end of networks -->\n';

suite('README.md', () => {
  const text = readFileSync('README.md', 'utf8');

  test('lists every network of the zoo with its published numbers', () => {
    const rows = Object.entries<NetworkFacts>(createZoo(tf).registry).map(
      ([builder, { year, paper, inputShape, variants }]) => {
        const [{ params, macs }] = variants;
        const input = inputShape.join('x');
        return `| \`${builder}\` | [${year}](${paper.url}) | ${input} | ${(params / 1e6).toFixed(1)} | ${(macs / 1e9).toFixed(2)} |`;
      },
    );
    const expected = [
      '| network | paper | input | million weights | billion multiply-adds |',
      '| --- | --- | --- | ---: | ---: |',
      ...rows.sort((a, b) => yearOf(a) - yearOf(b)),
    ];
    const [before = '', after = ''] = text.split(begin);
    assert.ok(after.includes(end), 'README.md has no place for the networks');
    const [table = '', rest = ''] = after.split(end);
    const found = table.split('\n').filter((line) => line.startsWith('|'));
    if (process.env['TSNB_BLESS'] === '1') {
      writeFileSync('README.md', `${before}${begin}\n${expected.join('\n')}\n\n${end}${rest}`);
      return;
    }
    assert.deepEqual(found.map(cellsOf), expected.map(cellsOf));
  });
});

function yearOf(row: string): number {
  return Number(/\[(\d{4})\]/.exec(row)?.[1]);
}

/** Without the spaces and dashes by which prettier aligns a table. */
function cellsOf(row: string): readonly string[] {
  return row.split('|').map((cell) => cell.trim().replace(/-+/, '-'));
}
