import assert from 'node:assert/strict';
import type { SavedCell } from '../../../src/extension/file/cells';
import { editorToNotebook, notebookToEditor } from '../../../src/extension/file/cells';
import type { Notebook } from '../../../src/notebook';
import { parseNotebook, serializeNotebook } from '../../../src/notebook';

const noId = () => assert.fail('every cell has an id');

/** File -> editor -> file, with metadata cloned as VS Code clones it. */
function throughEditor(notebook: Notebook): Notebook {
  const editor = JSON.parse(
    JSON.stringify(notebookToEditor(notebook), (_, value: unknown) =>
      value instanceof Uint8Array ? { bytes: [...value] } : value,
    ),
    (_, value: { bytes?: number[] } | null) =>
      Array.isArray(value?.bytes) ? new Uint8Array(value.bytes) : value,
  ) as ReturnType<typeof notebookToEditor>;
  return editorToNotebook(editor, noId);
}

const code = (text: string, more: object = {}) => ({
  cell_type: 'code',
  execution_count: null,
  id: `id-${text.length}`,
  metadata: {},
  outputs: [],
  source: [text],
  ...more,
});

const files: readonly [string, object][] = [
  ['an empty notebook', { cells: [] }],
  [
    'code, prose and raw cells',
    {
      cells: [
        code('let a = 1', { execution_count: 3 }),
        { cell_type: 'markdown', id: 'm', metadata: {}, source: ['# Title\n', 'text'] },
        { cell_type: 'raw', id: 'r', metadata: { format: 'text/latex' }, source: ['\\x'] },
      ],
    },
  ],
  [
    'fields that nobody knows, everywhere',
    {
      future: { a: [1] },
      metadata: {
        authors: [{ name: 'n' }],
        kernelspec: { name: 'tsnb', display_name: 'TSNB', language: 'typescript', more: 1 },
      },
      cells: [
        code('a', { metadata: { tags: ['x'], collapsed: true }, later: 'z' }),
        {
          cell_type: 'markdown',
          id: 'm',
          metadata: {},
          source: [],
          attachments: { 'a.png': { 'image/png': 'AAEC' } },
        },
      ],
    },
  ],
  [
    'a cell in another language',
    {
      cells: [code('%%', { metadata: { vscode: { languageId: 'python', other: 1 } } })],
    },
  ],
  [
    'a Python notebook',
    {
      metadata: { language_info: { name: 'python' } },
      cells: [code('import x')],
    },
  ],
];

suite('a notebook in the editor', () => {
  for (const [name, file] of files) {
    test(`goes back to its file byte by byte: ${name}`, () => {
      const whole = { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5, ...file };
      const text = `${JSON.stringify(whole, null, 1)}\n`;
      const notebook = parseNotebook(text);
      assert.deepEqual(throughEditor(notebook), notebook);
      assert.equal(serializeNotebook(throughEditor(notebook)), serializeNotebook(notebook));
    });
  }

  test('has cells of its own language, and of the language that a cell names', () => {
    const [own, python, raw] = notebookToEditor({
      metadata: {},
      nbformat: 4,
      nbformat_minor: 5,
      cells: [
        { type: 'code', id: 'a', source: '', metadata: {}, executionCount: null, outputs: [] },
        {
          type: 'code',
          id: 'b',
          source: '',
          metadata: { vscode: { languageId: 'python' } },
          executionCount: null,
          outputs: [],
        },
        { type: 'raw', id: 'c', source: '', metadata: {} },
      ],
    }).cells;
    assert.equal(own?.languageId, 'typescript');
    assert.equal(python?.languageId, 'python');
    assert.equal(raw?.languageId, 'raw');
  });

  test('saves a language that the learner chose, and forgets it again', () => {
    const cell: SavedCell = {
      kind: 'code',
      languageId: 'javascript',
      source: 'x',
      metadata: { id: 'a', metadata: { tags: [] } },
      outputs: [],
    };
    const [chosen] = editorToNotebook({ metadata: {}, cells: [cell] }, noId).cells;
    assert.deepEqual(chosen?.metadata, { tags: [], vscode: { languageId: 'javascript' } });
    const back = {
      ...cell,
      languageId: 'typescript',
      metadata: { id: 'a', metadata: chosen.metadata },
    };
    const [usual] = editorToNotebook({ metadata: {}, cells: [back] }, noId).cells;
    assert.deepEqual(usual?.metadata, { tags: [] });
  });

  test('gives an id to a cell that has none or a copied one', () => {
    const cell = (metadata: object): SavedCell => ({
      kind: 'markup',
      languageId: 'markdown',
      source: '',
      metadata: { ...metadata },
      outputs: [],
    });
    let count = 0;
    const { cells } = editorToNotebook(
      { metadata: {}, cells: [cell({ id: 'a' }), cell({ id: 'a' }), cell({})] },
      () => `new-${(count += 1)}`,
    );
    assert.deepEqual(
      cells.map(({ id }) => id),
      ['a', 'new-1', 'new-2'],
    );
  });

  test('that VS Code made from nothing is a TypeScript notebook', () => {
    const { metadata, nbformat_minor } = editorToNotebook({ metadata: {}, cells: [] }, noId);
    assert.equal(nbformat_minor, 5);
    assert.deepEqual((metadata['kernelspec'] as { name: string }).name, 'tsnb');
  });
});
