import assert from 'node:assert/strict';
import { parseNotebook, serializeNotebook } from '../../../src/notebook';

const rewrite = (text: string): string => serializeNotebook(parseNotebook(text));

suite('notebook round trip', function () {
  this.timeout(120_000);

  test('reads and writes 50 MB of output', () => {
    const text = Array.from({ length: 500_000 }, (_, line) => `step ${line}: loss = 0.5\n`).join(
      '',
    );
    const picture = 'A'.repeat(20_000_000);
    const numbers = Array.from({ length: 2_000_000 }, (_, index) => index % 1000);
    const long = 'x'.repeat(10_000_000);
    const outputs = [
      { name: 'stdout', output_type: 'stream', text },
      { name: 'stderr', output_type: 'stream', text: long },
      {
        data: { 'application/json': numbers, 'image/png': picture, 'text/html': text },
        metadata: {},
        output_type: 'display_data',
      },
    ];
    const cell = {
      cell_type: 'code',
      execution_count: null,
      id: 'a',
      metadata: {},
      source: [],
      outputs,
    };
    const file = JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 });
    const written = rewrite(file);
    assert.ok(written.length > 50_000_000);
    assert.equal(rewrite(written), written);
    assert.deepEqual(parseNotebook(written).cells, parseNotebook(file).cells);
  });
});
