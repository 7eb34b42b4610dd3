import assert from 'node:assert/strict';
import {
  newCellId,
  newNotebook,
  OutputCollector,
  parseNotebook,
  serializeNotebook,
  toIpynb,
  toTypeScriptNotebook,
} from '../../../src/notebook';
import type { Cell } from '../../../src/notebook';
import type { KernelEvent } from '../../../src/protocol/kernel';
import { fixture } from './damagedFiles';
import { seededRandom } from './randomFile';

const stream = (name: 'stdout' | 'stderr', text: string): KernelEvent => ({
  type: 'stream',
  name,
  text,
});
const shown = (
  type: 'display' | 'update-display',
  displayId: string,
  text: string,
): KernelEvent => ({
  type,
  displayId,
  bundle: { 'text/plain': text },
});
const display = (displayId: string, text: string) => ({
  type: 'display_data',
  data: { 'text/plain': text },
  metadata: {},
  displayId,
});

function collect(...events: KernelEvent[]): OutputCollector {
  const collector = new OutputCollector();
  for (const event of events) {
    collector.apply(event);
  }
  return collector;
}

suite('kernel events as notebook outputs', () => {
  test('joins neighbouring texts of one stream and keeps the order of two', () => {
    const events = [stream('stdout', 'a'), stream('stdout', 'b\n'), stream('stderr', 'c')];
    assert.deepEqual(collect(...events, stream('stdout', 'd')).snapshot(), [
      { type: 'stream', name: 'stdout', text: 'ab\n' },
      { type: 'stream', name: 'stderr', text: 'c' },
      { type: 'stream', name: 'stdout', text: 'd' },
    ]);
  });

  test('updates a display in place, every copy of it, and knows when it is not here', () => {
    const collector = collect(
      shown('display', 'one', 'old'),
      stream('stdout', 'x'),
      shown('display', 'one', 'old'),
      shown('display', 'two', 'other'),
    );
    assert.equal(collector.apply(shown('update-display', 'one', 'new')), true);
    assert.equal(collector.apply(shown('update-display', 'elsewhere', 'new')), false);
    assert.deepEqual(collector.snapshot(), [
      display('one', 'new'),
      { type: 'stream', name: 'stdout', text: 'x' },
      display('one', 'new'),
      display('two', 'other'),
    ]);
  });

  test('turns an error into ename, evalue and traceback', () => {
    const traceback = ['RangeError: too far', '    at Cell 3, line 7, column 5'];
    const error = { name: 'RangeError', message: 'too far', frames: [], causes: [], traceback };
    assert.deepEqual(collect({ type: 'error', error }).snapshot(), [
      { type: 'error', ename: 'RangeError', evalue: 'too far', traceback },
    ]);
  });

  test('shows no progress', () => {
    const collector = new OutputCollector();
    assert.equal(collector.apply({ type: 'progress', message: 'epoch 1', fraction: 0.5 }), false);
    assert.deepEqual(collector.snapshot(), []);
  });

  test('leaves a snapshot as it was when more comes', () => {
    const collector = collect(stream('stdout', 'a'));
    const before = collector.snapshot();
    collector.apply(stream('stdout', 'b'));
    assert.deepEqual(before, [{ type: 'stream', name: 'stdout', text: 'a' }]);
  });

  test('takes half a million texts and twenty thousand displays', () => {
    const collector = new OutputCollector();
    for (let index = 0; index < 500_000; index += 1) {
      collector.apply(stream('stdout', 'one hundred bytes, more or less\n'));
    }
    for (let index = 0; index < 20_000; index += 1) {
      collector.apply(shown('display', String(index), 'picture'));
      collector.apply(shown('update-display', '0', String(index)));
    }
    const [text, first] = collector.snapshot();
    assert.ok(text?.type === 'stream' && text.text.length === 16_000_000);
    assert.deepEqual(first, display('0', '19999'));
  });

  test('writes no display id, so that a rerun changes nothing in the file', () => {
    const outputs = collect(shown('display', 'random-id', 'x')).snapshot();
    const cell: Cell = {
      type: 'code',
      id: 'a',
      source: '',
      metadata: {},
      executionCount: 1,
      outputs,
    };
    const text = serializeNotebook({ ...newNotebook(), cells: [cell] });
    assert.doesNotMatch(text, /random-id/);
    const read = parseNotebook(text).cells[0];
    assert.ok(read?.type === 'code');
    assert.deepEqual(read.outputs, [
      { type: 'display_data', data: { 'text/plain': 'x' }, metadata: {} },
    ]);
  });
});

suite('cell ids', () => {
  const markdown = (id: unknown, source: string) => ({
    cell_type: 'markdown',
    id,
    metadata: {},
    source,
  });
  const idsOf = (cells: object[]): string[] =>
    parseNotebook(
      JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }),
    ).cells.map(({ id }) => id);

  test('keeps the first of two equal ids and replaces invalid ones', () => {
    const odd = ['', 'a b', 'é', 'x'.repeat(65), 7, null, 'a\n'];
    const ids = idsOf([
      markdown('a', 'first'),
      ...odd.map((id) => markdown(id, 'same')),
      markdown('a', 'second'),
      markdown('x'.repeat(64), 'long'),
    ]);
    assert.equal(ids[0], 'a');
    assert.equal(ids.at(-1), 'x'.repeat(64));
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids.slice(1, -1)) {
      assert.match(id, /^[0-9a-f]{8}$/);
    }
  });

  test('gives the same new ids each time, from the content of the cell', () => {
    const cells = [
      markdown(undefined, 'one'),
      markdown(undefined, 'two'),
      markdown(undefined, 'one'),
    ];
    const ids = idsOf(cells);
    assert.deepEqual(idsOf(cells), ids);
    assert.equal(idsOf([markdown('new', 'above'), ...cells])[2], ids[1]);
  });

  test('gives twenty thousand empty cells different ids', () => {
    const cells = Array.from({ length: 20_000 }, () => markdown(undefined, ''));
    assert.equal(new Set(idsOf(cells)).size, 20_000);
  });

  test('never writes an id twice, as after a cell was copied', () => {
    const cell: Cell = { type: 'raw', id: 'copied', source: 'x', metadata: {} };
    const text = serializeNotebook({ ...newNotebook(), cells: [cell, cell] });
    assert.equal(text.match(/"id": "copied"/g)?.length, 1);
    assert.equal(text.match(/"id": "[0-9a-f]{8}"/g)?.length, 1);
  });

  test('makes fresh ids from any source of random numbers', () => {
    assert.equal(
      newCellId(() => 0),
      '00000000',
    );
    assert.equal(
      newCellId(() => 1 - 2 ** -53),
      'ffffffff',
    );
    const random = seededRandom(3);
    assert.notEqual(newCellId(random), newCellId(random));
  });
});

suite('notebooks of other kernels', () => {
  test('become TypeScript notebooks with everything else kept', () => {
    const python = parseNotebook(fixture('colab.ipynb'));
    const converted = toTypeScriptNotebook(python);
    assert.deepEqual(converted.metadata, { ...newNotebook().metadata, colab: { provenance: [] } });
    assert.deepEqual({ ...converted, metadata: python.metadata }, python);
  });

  test('tell Jupyter the language, unless they say it themselves', () => {
    const python = parseNotebook(fixture('colab.ipynb'));
    assert.deepEqual(toIpynb(python), python);
    const bare = { ...newNotebook(), metadata: { title: 'x' } };
    assert.deepEqual(toIpynb(bare).metadata, { ...newNotebook().metadata, title: 'x' });
  });
});
