import assert from 'node:assert/strict';
import { NotebookError, parseNotebook } from '../../../src/notebook';
import type { Notebook } from '../../../src/notebook';
import { damagedFiles, fixture } from './damagedFiles';
import { seededRandom } from './randomFile';

/** The notebook or its `NotebookError`; anything else that is thrown fails the test. */
function attempt(text: string): Notebook | NotebookError {
  try {
    return parseNotebook(text);
  } catch (error) {
    if (!(error instanceof NotebookError)) {
      throw error;
    }
    const lines = text.split(/\r\n|\r|\n/);
    assert.ok(error.line >= 1 && error.line <= lines.length, error.message);
    const width = lines[error.line - 1]?.length ?? 0;
    assert.ok(error.column >= 1 && error.column <= width + 1, error.message);
    assert.ok(
      error.message.endsWith(`line ${error.line}, column ${error.column}: ${error.reason}`),
    );
    assert.doesNotMatch(error.reason, /SyntaxError|undefined/);
    return error;
  }
}

suite('damaged notebooks', function () {
  this.timeout(30_000);

  for (const [what, text, line, column, reason] of damagedFiles) {
    test(`names line, column and reason: ${what}`, () => {
      const error = attempt(text);
      assert.ok(error instanceof NotebookError, 'it was read');
      const { line: actualLine, column: actualColumn, reason: actualReason } = error;
      assert.deepEqual([actualLine, actualColumn, actualReason], [line, column, reason]);
    });
  }

  test('calls the file by its name', () => {
    assert.throws(() => parseNotebook('[1,\r\n  2', 'Lesson9.tsnb'), {
      name: 'NotebookError',
      message:
        "Lesson9.tsnb is not valid JSON: line 2, column 4: expected ',' or ']'. " +
        'Received the end of the file (it may have been cut off).',
    });
    assert.throws(() => parseNotebook('{}', 'Lesson9.tsnb'), {
      message:
        'Lesson9.tsnb is not a notebook that can be opened: line 1, column 1: "nbformat" is missing.',
    });
  });

  test('finds a conflict wherever it was left', () => {
    const lines = fixture('everything.tsnb').trimEnd().split('\n');
    for (const newline of ['\n', '\r\n']) {
      for (let at = 0; at < lines.length; at += 1) {
        const error = attempt(lines.toSpliced(at, 0, '<<<<<<< HEAD').join(newline));
        assert.ok(error instanceof NotebookError, `line ${at + 1}: it was read`);
        assert.deepEqual([error.line, error.column], [at + 1, 1]);
        assert.match(error.reason, /merge conflict/);
      }
    }
  });

  test('opens no file that was cut off, at any place', () => {
    const text = fixture('everything.tsnb');
    for (let end = 1; end < text.length - 1; end += 1) {
      assert.ok(attempt(text.slice(0, end)) instanceof NotebookError, `cut at ${end}: it was read`);
    }
  });

  test('either opens all cells of a file with one wrong byte or says where it is damaged', () => {
    const bytes = new TextEncoder().encode(fixture('everything.tsnb'));
    const random = seededRandom(7);
    const outcomes = { opened: 0, refused: 0 };
    for (let round = 0; round < 3000; round += 1) {
      const copy = Uint8Array.from(bytes);
      const at = Math.floor(random() * copy.length);
      copy[at] = round % 2 === 0 ? Math.floor(random() * 256) : (copy[at] ?? 0) ^ 1;
      const result = attempt(new TextDecoder().decode(copy));
      if (result instanceof NotebookError) {
        outcomes.refused += 1;
      } else {
        assert.equal(result.cells.length, 4, `byte ${at}`);
        outcomes.opened += 1;
      }
    }
    assert.ok(outcomes.opened > 300 && outcomes.refused > 300, JSON.stringify(outcomes));
  });

  test('agrees with JSON.parse on what JSON is, whatever is put into it', () => {
    const random = seededRandom(11);
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      '1',
      '-',
      '.',
      'e',
      'null',
      ' ',
      '\n',
      'a',
    ];
    for (let round = 0; round < 8_000; round += 1) {
      const length = 1 + Math.floor(random() * 9);
      const text = Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)]).join(
        '',
      );
      if (text.trim() === '') {
        continue;
      }
      const result = attempt(text);
      assert.ok(result instanceof NotebookError);
      const isJson = !result.message.includes('is not valid JSON');
      assert.equal(isJson, canParse(text), text);
    }
  });
});

function canParse(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
