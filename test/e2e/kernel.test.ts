import assert from 'node:assert/strict';
import { notebookText } from '../support/notebookText';
import { isAlive, until } from '../support/until';
import { useWorkbench } from '../support/workbench';

const cells = {
  keep: 0,
  pid: 1,
  endless: 2,
  fail: 3,
  forever: 4,
};

const notebook = notebookText(
  'const kept: number = 41;\nkept + 1',
  '`pid ${process.pid}`',
  'console.log("spinning");\nwhile (true) {}',
  'function fails(): never {\n  throw new RangeError("too far");\n}\nfails();',
  'console.log("waiting");\nawait new Promise(() => undefined);',
);

suite('the kernel in a workbench', () => {
  const workbench = useWorkbench({ files: { 'probe.tsnb': notebook }, open: 'probe.tsnb' });

  async function kernelPid(): Promise<number> {
    const cell = workbench().cell(cells.pid);
    await cell.run();
    await cell.ended('success');
    const text = await workbench()
      .output(/pid \d+/)
      .textContent();
    return Number(/pid (\d+)/.exec(text ?? '')?.[1]);
  }

  test('shows the value of a cell', async () => {
    await workbench().cell(cells.keep).run();
    await workbench().output('42').waitFor();
  });

  test('stops an endless loop and keeps the variables', async () => {
    const endless = workbench().cell(cells.endless);
    await endless.run();
    await workbench().output('spinning').waitFor();
    await endless.stop();
    await endless.ended('error');
    await workbench().cell(cells.keep).setCode('kept * 2');
    await workbench().cell(cells.keep).run();
    await workbench().output('82').waitFor();
  });

  test('shows an error with a place that leads to the line', async () => {
    await workbench().cell(cells.fail).run();
    const place = workbench().outputs.locator('[data-label="Cell 4"][data-line="2"]');
    await place.waitFor();
    await workbench().screenshot('error');
    await place.click();
    const row = await workbench().cell(cells.fail).row();
    await row.locator('.monaco-editor.focused').first().waitFor();
    await workbench().page.keyboard.insertText('/* here */ ');
    await row.locator('.view-line', { hasText: 'throw /* here */ new RangeError' }).waitFor();
  });

  test('tells that the kernel was killed, and starts afresh', async () => {
    const pid = await kernelPid();
    const forever = workbench().cell(cells.forever);
    await forever.run();
    await workbench().output('waiting').waitFor();
    process.kill(pid, 'SIGKILL');
    await forever.ended('error');
    await workbench()
      .output(/SIGKILL/)
      .waitFor();
    await workbench().cell(cells.keep).setCode('typeof kept');
    await workbench().cell(cells.keep).run();
    await workbench().output('undefined').waitFor();
  });

  test('leaves no process behind when VS Code ends', async () => {
    const pid = await kernelPid();
    assert.ok(isAlive(pid));
    process.kill(workbench().server.pid, 'SIGTERM');
    await until(() => !isAlive(pid), `the kernel ${pid} ends after VS Code's server`);
  });
});
