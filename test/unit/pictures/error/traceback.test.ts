import assert from 'node:assert/strict';
import { piecesOf, plainLines, sectionsOf } from '../../../../src/pictures/error/traceback';
import { failedFit } from '../../../support/payloads/errors';

suite('a traceback', () => {
  test('is cut at the places it names', () => {
    assert.deepEqual(piecesOf('    at f (Cell 3, line 7, column 5)', { 'Cell 3': 'c3' }), [
      { text: '    at f (' },
      {
        text: 'Cell 3, line 7, column 5',
        place: { type: 'reveal-source', label: 'Cell 3', cellId: 'c3', line: 7, column: 5 },
      },
      { text: ')' },
    ]);
  });

  test('has places without a column or a known cell', () => {
    assert.deepEqual(piecesOf('Cell 12, line 4', {})[0]?.place, {
      type: 'reveal-source',
      label: 'Cell 12',
      line: 4,
      column: 1,
    });
    assert.equal(
      piecesOf('Cell 3, line 7', JSON.parse('{"__proto__":{}}') as Record<string, string>)[0]?.place
        ?.line,
      7,
    );
  });

  test('tells the thrown error from its causes', () => {
    const sections = sectionsOf(failedFit);
    assert.deepEqual(
      sections.map(({ label, depth, frames }) => [label, depth, frames.length]),
      [
        ['', 0, 16],
        ['Caused by', 1, 1],
        ['Caused by', 2, 1],
      ],
    );
    assert.equal(sections[0]?.message.length, 2);
    assert.equal(sections[2]?.message[0]?.[0]?.text, 'RangeError: <b>42</b> is out of range');
  });

  test('does not repeat the message that stands above it', () => {
    const lines = sectionsOf(failedFit)[0]?.frames.map((frame) => frame[0]?.text ?? '') ?? [];
    assert.ok(lines.every((line) => !line.includes('ValueError')));
  });

  test('keeps a message of several lines with its cause', () => {
    const [, cause] = sectionsOf({
      ...failedFit,
      traceback: ['Caused by: A: one', 'two', '    at f (x.ts:1:1)', 'after'],
    });
    assert.equal(cause?.message.length, 2);
    assert.equal(cause.frames.length, 2);
  });

  test('loses the colours of a Jupyter kernel, not its words', () => {
    const traceback = ['\u001b[0;31mTypeError\u001b[0m: no\nline two'];
    assert.deepEqual(plainLines({ ...failedFit, traceback }), ['TypeError: no', 'line two']);
  });

  test('bears an empty traceback and an empty message', () => {
    const empty = { ...failedFit, evalue: '', traceback: [] };
    assert.deepEqual(sectionsOf(empty), [{ label: '', depth: 0, message: [], frames: [] }]);
  });
});
