import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { newNotebook, parseNotebook, serializeNotebook } from '../../../src/notebook';
import type { CodeCell, Notebook } from '../../../src/notebook';
import type { Json, JsonObject } from '../../../src/protocol/json';
import { randomFile, seededRandom } from './randomFile';

const fixture = (name: string): string =>
  readFileSync(path.join(process.cwd(), 'test/fixtures/notebooks', name), 'utf8');

/** A notebook file with one code cell that holds `fields` too. */
function fileWith(fields: JsonObject, notebookFields: JsonObject = {}): string {
  const cell = { cell_type: 'code', id: 'a', metadata: {}, source: [], ...fields };
  const cells = [{ execution_count: null, outputs: [], ...cell }];
  return JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5, ...notebookFields });
}

const firstCell = (notebook: Notebook): CodeCell => {
  const cell = notebook.cells[0];
  assert.equal(cell?.type, 'code');
  return cell;
};

const rewrite = (text: string): string => serializeNotebook(parseNotebook(text));

/** The file as JSON with every "multi-line string" joined: what must survive a save, in order. */
function meaning(text: string): string {
  const join = (value: Json): Json =>
    Array.isArray(value) && value.every((line) => typeof line === 'string')
      ? value.join('')
      : value;
  const isJson = (mime: string): boolean => /^application\/(.*\+)?json$/.test(mime);
  const file = JSON.parse(text) as { cells: { source: Json; outputs?: JsonObject[] }[] };
  const mapped = (object: JsonObject, convert: (name: string, value: Json) => Json): JsonObject =>
    Object.fromEntries(Object.entries(object).map(([name, value]) => [name, convert(name, value)]));
  const cells = file.cells.map((cell) =>
    mapped(cell as unknown as JsonObject, (name, value) => {
      if (name === 'source') {
        return join(value);
      }
      if (name !== 'outputs' || cell.outputs === undefined) {
        return value;
      }
      return cell.outputs.map((output) =>
        mapped(output, (field, part) => {
          if (field === 'data' && output['output_type'] !== 'error') {
            return mapped(part as JsonObject, (mime, data) => (isJson(mime) ? data : join(data)));
          }
          return field === 'text' && output['output_type'] === 'stream' ? join(part) : part;
        }),
      );
    }),
  );
  return JSON.stringify(mapped(file, (name, value) => (name === 'cells' ? cells : value)));
}

suite('notebook round trip', function () {
  this.timeout(60_000);

  test('keeps a canonical file byte for byte', () => {
    const text = fixture('everything.tsnb');
    assert.equal(rewrite(text), text);
  });

  test('keeps line breaks and indentation of the file: CRLF, tabs, one space', () => {
    const file = JSON.parse(fixture('everything.tsnb')) as unknown;
    for (const indent of ['\t', ' ', '    ']) {
      const text = `${JSON.stringify(file, null, indent)}\n`;
      assert.equal(rewrite(text), text);
      const crlf = text.replaceAll('\n', '\r\n');
      assert.equal(rewrite(crlf), crlf);
      assert.deepEqual(parseNotebook(crlf).cells, parseNotebook(text).cells);
    }
  });

  test('keeps the order of fields that another tool chose, and upgrades its version', () => {
    const text = fixture('colab.ipynb');
    const expected = text
      .replace('"nbformat_minor": 0', '"nbformat_minor": 5')
      .replaceAll('"source": "# One string"', '"source": [\n        "# One string"\n      ]');
    const written = rewrite(text).replaceAll(/,\n {6}"id": "[0-9a-f]{8}"\n/g, '\n');
    assert.equal(written, expected);
  });

  test('reads a file in one line and writes it with two spaces', () => {
    const text = fixture('everything.tsnb');
    assert.equal(rewrite(JSON.stringify(JSON.parse(text))), text);
  });

  test('tolerates a byte order mark', () => {
    const text = fixture('everything.tsnb');
    assert.equal(rewrite(`\uFEFF${text}`), text);
  });

  const sources: [unknown, string][] = [
    [[], ''],
    ['', ''],
    [[''], ''],
    ['a\nb', 'a\nb'],
    [['a\n', 'b'], 'a\nb'],
    [['a', 'b'], 'ab'],
    [['a\r\n', 'b\r\n'], 'a\r\nb\r\n'],
    [['\ud83d'], '\ud83d'],
    [['\ud83d', '\ude00'], '😀'],
  ];
  for (const [source, text] of sources) {
    test(`reads the source ${JSON.stringify(source)}`, () => {
      const notebook = parseNotebook(fileWith({ source: source as Json }));
      assert.equal(firstCell(notebook).source, text);
      assert.equal(firstCell(parseNotebook(serializeNotebook(notebook))).source, text);
    });
  }

  test('writes a cell of three lines as three lines', () => {
    const notebook = parseNotebook(fileWith({ source: 'a\r\nb\nc' }));
    const file = JSON.parse(serializeNotebook(notebook)) as { cells: { source: unknown }[] };
    assert.deepEqual(file.cells[0]?.source, ['a\r\n', 'b\n', 'c']);
  });

  test('keeps unknown fields at every level, __proto__ among them', () => {
    const unknown = JSON.parse(
      '{"__proto__": {"polluted": [1]}, "later": {"a": null}}',
    ) as JsonObject;
    const stream = { ...unknown, name: 'stdout', output_type: 'stream', text: [] };
    const text = fileWith({ ...unknown, metadata: unknown, outputs: [stream] }, unknown);
    assert.equal(JSON.stringify(JSON.parse(rewrite(text))).match(/"__proto__"/g)?.length, 4);
    assert.equal(meaning(rewrite(text)), meaning(rewrite(rewrite(text))));
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });

  test('gives a field that is there twice its last value, as Jupyter does', () => {
    const text = fileWith({}).replace('"source":[]', '"source":["first"],"source":["last"]');
    assert.equal(firstCell(parseNotebook(text)).source, 'last');
  });

  test('reads what other tools leave out', () => {
    const cells = [{ cell_type: 'code', source: 'x', metadata: null }];
    const notebook = parseNotebook(JSON.stringify({ nbformat: 4, cells }));
    assert.deepEqual(notebook.metadata, {});
    const { outputs, executionCount, metadata } = firstCell(notebook);
    assert.deepEqual(
      { outputs, executionCount, metadata },
      { outputs: [], executionCount: null, metadata: {} },
    );
  });

  test('keeps the minor version of a newer file', () => {
    const notebook = parseNotebook(fileWith({}, { nbformat_minor: 7 }));
    assert.equal(notebook.nbformat_minor, 7);
    assert.match(serializeNotebook(notebook), /"nbformat_minor": 7/);
  });

  for (const text of ['', ' \r\n\t', '\uFEFF']) {
    test(`reads ${JSON.stringify(text)} as a new notebook`, () => {
      assert.deepEqual(parseNotebook(text), newNotebook());
    });
  }

  test('keeps all that 600 random notebooks hold, in order, and writes them the same again', () => {
    const random = seededRandom(20120930);
    for (let round = 0; round < 600; round += 1) {
      const file = randomFile(random, { withExtras: round % 3 > 0, withLoneSurrogates: true });
      const text = JSON.stringify(file, null, round % 5);
      const notebook = parseNotebook(text);
      const written = serializeNotebook(notebook);
      assert.equal(meaning(written), meaning(text), `round ${round}`);
      assert.equal(rewrite(written), written, `round ${round}`);
      const layout = parseNotebook(written).layout;
      assert.deepEqual(parseNotebook(written), { ...notebook, layout }, `round ${round}`);
    }
  });
});
