import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseNotebook, serializeNotebook } from '../../../src/notebook';

interface LessonMark {
  readonly tsnb?: { readonly lesson?: string };
}

suite('Lesson9.tsnb', () => {
  const text = readFileSync('notebooks/Lesson9.tsnb', 'utf8');
  const { cells, metadata } = parseNotebook(text);
  const code = cells.filter(({ type }) => type === 'code');

  test('is written as the codec writes it', () => {
    assert.equal(serializeNotebook(parseNotebook(text)), text);
  });

  test('says which kernel runs it', () => {
    assert.deepEqual(metadata['kernelspec'], {
      display_name: 'TSNB',
      language: 'typescript',
      name: 'tsnb',
    });
  });

  test('has cell 9.1, and marks every code cell with a place of its own in the lesson', () => {
    const places = code.map((cell) => (cell.metadata as LessonMark).tsnb?.lesson ?? '');
    assert.equal(code[0]?.id, 'alexnet-9-1');
    assert.equal(places[0], '9.1');
    assert.ok(places.every((place) => /^9\.[1-5][a-z]?$/.test(place)));
    assert.equal(new Set(places).size, code.length);
  });

  test('is shipped unrun', () => {
    for (const cell of code) {
      assert.ok(cell.type === 'code' && cell.outputs.length === 0 && cell.executionCount === null);
    }
  });

  test('explains before it computes', () => {
    cells.forEach((cell, index) => {
      assert.ok(cell.type !== 'code' || cells[index - 1]?.type === 'markdown', cell.id);
    });
  });
});
