import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  closeAll,
  isAlive,
  mimes,
  openCells,
  plain,
  printed,
  runCells,
  startCells,
  stderr,
  textOf,
  until,
} from './support';

const settings = () => vscode.workspace.getConfiguration('tsnb');

async function pidOf(notebook: vscode.NotebookDocument, index: number): Promise<number> {
  await runCells(notebook, index);
  const pid = Number(textOf(notebook.cellAt(index).outputs.at(-1), plain));
  assert.ok(pid > 0, `the cell shows a pid: ${pid}`);
  return pid;
}

suite('the kernel of a notebook', () => {
  teardown(async () => {
    for (const name of ['kernel.host', 'kernel.node', 'kernel.heapLimitMb', 'backend']) {
      await settings().update(name, undefined, vscode.ConfigurationTarget.Global);
    }
    await closeAll();
  });

  test('is a process of its own, one for each notebook, and ends with it', async () => {
    const first = await openCells('process.pid');
    const firstPid = await pidOf(first, 0);
    const second = await openCells('process.pid');
    const secondPid = await pidOf(second, 0);
    assert.equal(new Set([process.pid, firstPid, secondPid]).size, 3);
    await closeAll();
    await until('closed', () => first.isClosed && second.isClosed);
    await until('both kernels gone', () => !isAlive(firstPid) && !isAlive(secondPid));
  });

  test('stops a cell that waits for its start, and goes on', async () => {
    const notebook = await openCells(`console.log('must not run')`, '1');
    const ended = startCells(notebook, 0);
    await until('the cell has begun', () => notebook.cellAt(0).executionSummary?.executionOrder);
    await vscode.commands.executeCommand('tsnb.interruptKernel', notebook.uri);
    await ended;
    await until('the end', () => notebook.cellAt(0).executionSummary?.success === false);
    assert.equal(printed(notebook.cellAt(0)), '');
    await runCells(notebook, 1);
    assert.equal(notebook.cellAt(1).executionSummary?.success, true);
  });

  test('that cannot start says why in the cell, and the next run tries again', async () => {
    await settings().update('kernel.node', '/no/such/node', vscode.ConfigurationTarget.Global);
    const notebook = await openCells('1');
    const cell = notebook.cellAt(0);
    await runCells(notebook, 0);
    assert.equal(cell.executionSummary?.success, false);
    assert.match(
      textOf(cell.outputs[0], 'application/vnd.code.notebook.error'),
      /tsnb\.kernel\.node.*\/no\/such\/node/,
    );
    await settings().update('kernel.node', undefined, vscode.ConfigurationTarget.Global);
    await runCells(notebook, 0);
    assert.equal(cell.executionSummary.success, true);
  });

  test('that is killed ends its cell with the cause, and the next run starts afresh', async () => {
    const notebook = await openCells(
      'let lost = 1; process.pid',
      `console.log('begun'); await new Promise((resolve) => setTimeout(resolve, 60000));`,
      'typeof lost',
    );
    const pid = await pidOf(notebook, 0);
    const cell = notebook.cellAt(1);
    const ended = startCells(notebook, 1);
    await until('the cell runs', () => printed(cell) === 'begun\n');
    process.kill(pid, 'SIGKILL');
    await ended;
    assert.equal(cell.executionSummary?.success, false);
    const error = cell.outputs.at(-1);
    assert.match(textOf(error, 'application/vnd.code.notebook.error'), /SIGKILL|killed/);
    await runCells(notebook, 2);
    const next = notebook.cellAt(2);
    assert.equal(next.executionSummary?.success, true);
    assert.equal(textOf(next.outputs.at(-1), plain), "'undefined'");
    assert.match(next.outputs.map((output) => textOf(output, stderr)).join(''), /kernel/i);
  });

  test('that calls process.exit ends its cell and says so', async () => {
    const notebook = await openCells('process.exit(3)', '1');
    await runCells(notebook, 0);
    assert.equal(notebook.cellAt(0).executionSummary?.success, false);
    const text = textOf(notebook.cellAt(0).outputs.at(-1), 'application/vnd.code.notebook.error');
    assert.match(text, /process\.exit|code 3/);
    await runCells(notebook, 1);
    assert.equal(notebook.cellAt(1).executionSummary?.success, true);
  });

  test('starts afresh on restart: other process, no variables, numbers from 1', async () => {
    const notebook = await openCells('globalThis.kept = 1; process.pid', 'typeof kept');
    const before = await pidOf(notebook, 0);
    await vscode.commands.executeCommand('tsnb.restartKernel', notebook.uri);
    await until('the old kernel gone', () => !isAlive(before));
    await runCells(notebook, 1);
    assert.equal(textOf(notebook.cellAt(1).outputs.at(-1), plain), "'undefined'");
    assert.equal(notebook.cellAt(1).executionSummary?.executionOrder, 1);
  });

  test('ends a running cell on restart', async () => {
    const notebook = await openCells(`console.log('begun'); while (true) {}`, '1');
    const cell = notebook.cellAt(0);
    const ended = startCells(notebook, 0);
    await until('the loop', () => printed(cell) === 'begun\n');
    await vscode.commands.executeCommand('tsnb.restartKernel', notebook.uri);
    await ended;
    await until('the end', () => cell.executionSummary?.success === false);
    await runCells(notebook, 1);
    assert.equal(notebook.cellAt(1).executionSummary?.success, true);
  });

  test('runs in a thread of the extension host when the setting says so', async () => {
    await settings().update('kernel.host', 'worker', vscode.ConfigurationTarget.Global);
    const notebook = await openCells('process.pid', `console.log('hello'); throw new Error('no')`);
    assert.equal(await pidOf(notebook, 0), process.pid);
    await runCells(notebook, 1);
    const cell = notebook.cellAt(1);
    assert.equal(printed(cell), 'hello\n');
    assert.equal(mimes(cell).length, 2);
    assert.match(textOf(cell.outputs[1], 'application/vnd.code.notebook.error'), /Cell 2, line 1/);
  });

  test('computes on the backend of the setting', async () => {
    await settings().update('backend', 'cpu', vscode.ConfigurationTarget.Global);
    const notebook = await openCells(`import * as tf from '@tensorflow/tfjs'; tf.getBackend()`);
    await runCells(notebook, 0);
    assert.equal(textOf(notebook.cellAt(0).outputs.at(-1), plain), "'cpu'");
  });

  test('may use no more memory than the setting says', async () => {
    await settings().update('kernel.heapLimitMb', 128, vscode.ConfigurationTarget.Global);
    const notebook = await openCells(
      `import v8 from 'node:v8'; Math.round(v8.getHeapStatistics().heap_size_limit / 2 ** 20) < 512`,
    );
    await runCells(notebook, 0);
    assert.equal(textOf(notebook.cellAt(0).outputs.at(-1), plain), 'true');
  });
});
