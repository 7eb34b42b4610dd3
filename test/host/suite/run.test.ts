import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { findSnapshot } from '../../../src/extension/view/rendererMessages';
import type { ArchitectureGraph } from '../../../src/protocol/architecture';
import { Mime } from '../../../src/protocol/mime';
import {
  closeAll,
  edit,
  interruptCells,
  mimes,
  open,
  openCells,
  plain,
  printed,
  runCells,
  startCells,
  stderr,
  stdout,
  textOf,
  until,
} from './support';

const errorMimes = [
  'application/vnd.tsnb.error.v1+json',
  'application/vnd.code.notebook.error',
] as const;

suite('running cells', () => {
  teardown(closeAll);

  test('a value comes out as text, and the cell gets its number', async () => {
    const notebook = await openCells('const answer: number = 6 * 7;\nanswer');
    await runCells(notebook, 0);
    const cell = notebook.cellAt(0);
    assert.equal(cell.executionSummary?.success, true);
    assert.equal(cell.executionSummary.executionOrder, 1);
    assert.equal(textOf(cell.outputs.at(-1), plain), '42');
    await runCells(notebook, 0);
    assert.equal(cell.executionSummary.executionOrder, 2);
  });

  test('cells share their variables', async () => {
    const notebook = await openCells('const a = 1', 'let b = a + 1', 'b');
    await runCells(notebook, 0, 1, 2);
    assert.equal(textOf(notebook.cellAt(2).outputs[0], plain), '2');
  });

  test('text streams while the cell runs, in order, into one output per run of a stream', async () => {
    const notebook = await openCells(`
      console.log('one');
      await new Promise((resolve) => { globalThis.goOn = resolve; setTimeout(resolve, 20000); });
      console.log('two'); console.error('careful'); console.log('three');`);
    const cell = notebook.cellAt(0);
    const ended = startCells(notebook, 0);
    await until('the first line', () => printed(cell) === 'one\n');
    assert.equal(cell.executionSummary?.success, undefined, 'the cell still runs');
    await interruptCells(notebook, 0);
    await ended;
    await edit(
      cell,
      `console.log('one'); console.log('two'); console.error('careful'); console.log('three');`,
    );
    await runCells(notebook, 0);
    assert.deepEqual(
      cell.outputs.map((output) => [textOf(output, stdout), textOf(output, stderr)]),
      [
        ['one\ntwo\n', ''],
        ['', 'careful\n'],
        ['three\n', ''],
      ],
    );
  });

  test('a hundred thousand lines arrive or are capped with a notice, and the cell ends', async () => {
    const notebook = await openCells(
      `for (let i = 0; i < 100_000; i += 1) console.log('line ' + i);`,
    );
    await runCells(notebook, 0);
    const cell = notebook.cellAt(0);
    assert.equal(cell.executionSummary?.success, true);
    assert.ok(printed(cell).startsWith('line 0\nline 1\n'));
  });

  test('a rerun replaces what the cell showed', async () => {
    const notebook = await openCells(`console.log('old'); display('<b>old</b>'); 1`);
    const cell = notebook.cellAt(0);
    await runCells(notebook, 0);
    assert.ok(cell.outputs.length >= 2);
    await edit(cell, `console.log('new')`);
    await runCells(notebook, 0);
    assert.deepEqual(mimes(cell), [[stdout]]);
    assert.equal(printed(cell), 'new\n');
    await edit(cell, `let nothing = 0;`);
    await runCells(notebook, 0);
    assert.deepEqual(mimes(cell), []);
  });

  test('a failing cell names error, cell and line, twice: for our renderer and for VS Code', async () => {
    const notebook = await openCells('1', '\n\n  throw new TypeError("no such layer")');
    await runCells(notebook, 1);
    const cell = notebook.cellAt(1);
    assert.equal(cell.executionSummary?.success, false);
    assert.deepEqual(mimes(cell), [errorMimes]);
    const payload = JSON.parse(textOf(cell.outputs[0], errorMimes[0])) as {
      ename: string;
      evalue: string;
      traceback: string[];
      cells: Record<string, string>;
    };
    assert.equal(payload.ename, 'TypeError');
    assert.equal(payload.evalue, 'no such layer');
    assert.match(payload.traceback.join('\n'), /Cell 2, line 3/);
    assert.deepEqual(payload.cells, { 'Cell 2': 'cell-2' });
    assert.match(textOf(cell.outputs[0], errorMimes[1]), /Cell 2, line 3/);
  });

  test('a failing line is underlined until the cell is edited', async () => {
    const notebook = await openCells('const fine = 1;\n  throw new Error("here")');
    await runCells(notebook, 0);
    const cell = notebook.cellAt(0);
    const own = () =>
      vscode.languages.getDiagnostics(cell.document.uri).filter(({ source }) => source === 'TSNB');
    const [problem] = await until('the underline', () => (own().length > 0 ? own() : undefined));
    assert.ok(problem !== undefined);
    assert.equal(problem.range.start.line, 1);
    assert.match(problem.message, /Error: here/);
    await edit(cell, 'const fine = 2;');
    await until('its end', () => own().length === 0);
  });

  test('the cells after a failing one do not run, and can be run later', async () => {
    const notebook = await openCells('let n = 1', 'throw new Error("stop")', 'n = 2', 'n');
    await runCells(notebook, 0, 1, 2, 3);
    assert.deepEqual(
      notebook.getCells().map(({ executionSummary }) => executionSummary?.success),
      [true, false, undefined, undefined],
    );
    await runCells(notebook, 3);
    assert.equal(textOf(notebook.cellAt(3).outputs[0], plain), '1');
  });

  test('stop ends an endless loop and what waits behind it; variables are kept', async () => {
    const notebook = await openCells(
      `let kept = 'kept'; console.log('begun'); while (true) {}`,
      `console.log('must not run')`,
      'kept',
    );
    const [loop, waiting, after] = notebook.getCells();
    assert.ok(loop && waiting && after);
    const ended = startCells(notebook, 0, 1);
    await until('the loop', () => printed(loop) === 'begun\n');
    await interruptCells(notebook, 0);
    await ended;
    await until('the end', () => loop.executionSummary?.success === false);
    assert.deepEqual(mimes(waiting), []);
    await runCells(notebook, 2);
    assert.equal(textOf(after.outputs[0], plain), "'kept'");
  });

  test('an endless asynchronous loop stops as well', async () => {
    const notebook = await openCells(
      `let turns = 0; for (;;) { turns += 1; if (turns === 1) console.log('begun'); await new Promise((r) => setTimeout(r, 5)); }`,
      'turns > 0',
    );
    const [loop] = notebook.getCells();
    assert.ok(loop);
    const ended = startCells(notebook, 0);
    await until('the loop', () => printed(loop) === 'begun\n');
    await vscode.commands.executeCommand('tsnb.interruptKernel', notebook.uri);
    await ended;
    await until('the end', () => loop.executionSummary?.success === false);
    await runCells(notebook, 1);
    assert.equal(textOf(notebook.cellAt(1).outputs[0], plain), 'true');
  });

  test('a display is updated in its place', async () => {
    const notebook = await openCells(
      `import { show } from 'tsnb';
import * as tf from '@tensorflow/tfjs';
const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
show(model);`,
    );
    const cell = notebook.cellAt(0);
    await runCells(notebook, 0);
    const [picture] = cell.outputs;
    assert.equal(picture?.items[0]?.mime, 'application/vnd.tsnb.architecture.v1+json');
    const list = picture.items.map(({ mime }) => mime);
    assert.ok(list.includes('image/svg+xml'), list.join());
    assert.equal(list.at(-1), 'text/plain');
    const before = JSON.parse(textOf(picture, list[0] ?? '')) as { viewId: string };
    await edit(cell, cell.document.getText().replace('units: 2', 'units: 5'));
    await runCells(notebook, 0);
    const after = JSON.parse(textOf(cell.outputs[0], list[0] ?? '')) as typeof before & {
      totals: { params: number };
    };
    assert.equal(cell.outputs.length, 1);
    assert.equal(after.viewId, before.viewId);
    assert.equal(after.totals.params, 3 * 5 + 5);
  });

  test('the picture of the last run stays while the new run prints, and then gives way', async () => {
    const code = (units: number, wait: string) => `console.log('units ${units}');
${wait}
const { show } = await import('tsnb');
const tf = await import('@tensorflow/tfjs');
show(tf.sequential({ layers: [tf.layers.dense({ units: ${units}, inputShape: [3] })] }));`;
    const notebook = await openCells(code(2, ''));
    const cell = notebook.cellAt(0);
    await runCells(notebook, 0);
    await edit(cell, code(5, 'await new Promise((resolve) => setTimeout(resolve, 1500));'));
    const ended = startCells(notebook, 0);
    await until('the new line', () => printed(cell) === 'units 5\n');
    const paramsOf = () => findSnapshots(cell).map(({ totals }) => totals.params);
    assert.deepEqual(paramsOf(), [3 * 2 + 2], 'the old picture is still there');
    await ended;
    await until('the new picture', () => paramsOf().includes(3 * 5 + 5));
    assert.deepEqual(paramsOf(), [3 * 5 + 5]);
    assert.equal(cell.outputs.length, 2);
  });

  test('a view that was drawn anew is told the newest payload', async () => {
    const notebook = await openCells(`import { show } from 'tsnb';
import * as tf from '@tensorflow/tfjs';
show(tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] }));`);
    await runCells(notebook, 0);
    const [graph] = findSnapshots(notebook.cellAt(0));
    assert.ok(graph);
    const snapshot = findSnapshot(notebook, graph.viewId);
    assert.deepEqual(snapshot?.payload, graph);
    assert.equal(snapshot.seq, graph.seq);
    assert.equal(findSnapshot(notebook, 'another'), undefined);
  });

  test('what a cell left running says later goes below that cell', async () => {
    const notebook = await openCells(
      `setTimeout(() => console.log('late'), 300); console.log('now')`,
    );
    const cell = notebook.cellAt(0);
    await runCells(notebook, 0);
    const { executionOrder, success } = cell.executionSummary ?? {};
    await until('the late line', () => printed(cell) === 'now\nlate\n');
    await until('the cell at rest', () => cell.executionSummary?.success === true);
    assert.deepEqual(
      [cell.executionSummary?.executionOrder, cell.executionSummary?.success],
      [executionOrder, success],
    );
  });

  test('outputs come back from the file as they were', async () => {
    const notebook = await openCells(
      `console.log('text'); console.error('careful'); display({ 'text/html': '<b>x</b>', 'text/plain': 'x' }); [1, 2, 3]`,
      'null.layers',
    );
    await runCells(notebook, 0);
    await runCells(notebook, 1);
    const snapshot = () =>
      notebookState(
        vscode.workspace.notebookDocuments.find(
          ({ uri }) => uri.toString() === notebook.uri.toString(),
        ),
      );
    const before = snapshot();
    assert.ok(before.flatMap(({ outputs }) => outputs).length >= 5);
    assert.ok(await notebook.save());
    await closeAll();
    await until('the notebook closed', () => notebook.isClosed);
    await open(notebook.uri);
    assert.deepEqual(snapshot(), before);
  });
});

function findSnapshots(cell: vscode.NotebookCell): readonly ArchitectureGraph[] {
  return cell.outputs
    .map((output) => textOf(output, Mime.architecture))
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text) as ArchitectureGraph);
}

function notebookState(notebook: vscode.NotebookDocument | undefined) {
  return (notebook?.getCells() ?? []).map((cell) => ({
    text: cell.document.getText(),
    order: cell.executionSummary?.executionOrder,
    outputs: cell.outputs.map(({ items }) =>
      items.map(({ mime, data }) => [mime, withoutCells(mime, new TextDecoder().decode(data))]),
    ),
  }));
}

/** A reopened error knows all cells of the notebook, a fresh one those in its stack. */
function withoutCells(mime: string, text: string): unknown {
  return mime === errorMimes[0]
    ? { ...(JSON.parse(text) as Record<string, unknown>), cells: undefined }
    : text;
}
