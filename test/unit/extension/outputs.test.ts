import assert from 'node:assert/strict';
import type { Item } from '../../../src/extension/file/outputs';
import {
  bundleToItems,
  CodeMime,
  errorItems,
  itemsToOutput,
  outputToItems,
  streamItem,
} from '../../../src/extension/file/outputs';
import type { Output } from '../../../src/notebook';
import { Mime } from '../../../src/protocol/mime';

const text = ({ data }: Item) => new TextDecoder().decode(data);

suite('outputs of a cell', () => {
  test('put the picture first and the plain text last', () => {
    const items = bundleToItems({
      'text/plain': 'AlexNet',
      'image/png': 'AAEC',
      'application/vnd.plotly.v1+json': { data: [] },
      'image/svg+xml': '<svg/>',
      [Mime.architecture]: { summary: 'A model.' },
      'text/html': '<b>AlexNet</b>',
    });
    assert.deepEqual(
      items.map(({ mime }) => mime),
      [
        Mime.architecture,
        'text/html',
        'image/svg+xml',
        'image/png',
        'application/vnd.plotly.v1+json',
        'text/plain',
      ],
    );
  });

  test('hold bytes for pictures, JSON for JSON mimes and text for the rest', () => {
    const [svg, png, plain] = bundleToItems({
      'image/png': 'AAEC',
      'image/svg+xml': '<svg/>',
      'text/plain': 'ü',
    });
    assert.deepEqual([...(png?.data ?? [])], [0, 1, 2]);
    assert.equal(svg && text(svg), '<svg/>');
    assert.equal(plain && text(plain), 'ü');
    const [json] = bundleToItems({ 'application/json': { a: [1] } });
    assert.deepEqual(json && JSON.parse(text(json)), { a: [1] });
  });

  test('keep the summary of a payload in front, for those who hear it read aloud', () => {
    const [item] = bundleToItems({ [Mime.architecture]: { summary: 'A model.', name: 'x' } });
    assert.match(item ? text(item) : '', /^\{\s*"summary": "A model\."/);
  });

  const outputs: readonly [string, Output][] = [
    ['a text', { type: 'stream', name: 'stdout', text: 'one\ntwo\r\n' }],
    ['an error text', { type: 'stream', name: 'stderr', text: 'careful\n' }],
    ['a stream of another name', { type: 'stream', name: 'log', text: 'x' }],
    ['an error', { type: 'error', ename: 'TypeError', evalue: 'no', traceback: ['a', '  at b'] }],
    ['an error without a trace', { type: 'error', ename: 'E', evalue: '', traceback: [] }],
    [
      'a display of every kind of data',
      {
        type: 'display_data',
        data: {
          'text/plain': 'x\ny',
          'image/png': 'AAECAw==',
          'application/json': { deep: [1, null, { a: 'b' }] },
          'application/vnd.custom+json': 'a text',
          'text/html': '<p>',
        },
        metadata: { 'image/png': { width: 3 } },
      },
    ],
    [
      'a result',
      { type: 'execute_result', data: { 'text/plain': '42' }, metadata: {}, executionCount: 7 },
    ],
    [
      'base64 that Jupyter ended with a line break',
      { type: 'display_data', data: { 'image/png': 'AAECAw==\n' }, metadata: {} },
    ],
    [
      'base64 in lines',
      { type: 'display_data', data: { 'image/png': 'AAEC\nAw==\n' }, metadata: {} },
    ],
    [
      'fields that nobody knows, in their order',
      {
        type: 'stream',
        name: 'stdout',
        text: 'x',
        rest: { future: { a: 1 } },
        fieldOrder: ['text', 'output_type', 'name', 'future'],
      },
    ],
    ['a display of nothing', { type: 'display_data', data: {}, metadata: {} }],
  ];
  for (const [name, output] of outputs) {
    test(`come back from VS Code as they were: ${name}`, () => {
      const { items, metadata } = outputToItems(output, {});
      const kept = JSON.parse(JSON.stringify(metadata)) as Record<string, unknown>;
      assert.deepEqual(itemsToOutput(items, kept), output);
    });
  }

  test('show a saved error as our renderer and as VS Code draw it', () => {
    const saved: Output = { type: 'error', ename: 'E', evalue: 'no', traceback: ['at Cell 1'] };
    const { items } = outputToItems(saved, { 'Cell 1': 'abc' });
    assert.deepEqual(
      items.map(({ mime }) => mime),
      [Mime.error, CodeMime.error],
    );
    assert.deepEqual(items[0] && JSON.parse(text(items[0])), {
      summary: 'E: no',
      ename: 'E',
      evalue: 'no',
      traceback: ['at Cell 1'],
      cells: { 'Cell 1': 'abc' },
    });
  });

  test('join the pieces of a stream', () => {
    const items = ['a', 'b\n', 'c'].map((piece) => streamItem('stdout', piece));
    assert.deepEqual(itemsToOutput(items, { type: 'stream' }), {
      type: 'stream',
      name: 'stdout',
      text: 'ab\nc',
    });
  });

  test('save an error that VS Code alone knows', () => {
    const [, plain] = errorItems({
      summary: 'E: no',
      ename: 'E',
      evalue: 'no',
      traceback: ['a', 'b'],
      cells: {},
    });
    assert.deepEqual(plain && itemsToOutput([plain], {}), {
      type: 'error',
      ename: 'E',
      evalue: 'no',
      traceback: ['a', 'b'],
    });
  });
});
