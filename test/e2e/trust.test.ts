import assert from 'node:assert/strict';
import { notebookText } from '../support/notebookText';
import { useWorkbench } from '../support/workbench';

suite('a folder that is not trusted', () => {
  const workbench = useWorkbench({
    files: { 'stranger.tsnb': notebookText('console.log("ran")') },
    open: 'stranger.tsnb',
    isTrusted: false,
  });

  const dialog = () => workbench().page.locator('.monaco-dialog-box', { hasText: /trust/i });
  const kernelStatus = (text: string) =>
    workbench().page.locator('.statusbar-item', { hasText: text }).first();

  test('opens the notebook and runs no cell', async () => {
    await workbench().cell(0).run();
    await dialog().waitFor();
    await workbench().screenshot('untrusted');
    await dialog().getByText('Cancel', { exact: true }).click();
    await dialog().waitFor({ state: 'detached' });
    await kernelStatus('TSNB: not started').waitFor();
    const row = await workbench().cell(0).row();
    assert.equal(await row.locator('.execution-count-label').first().textContent(), '[ ]');
  });

  test('runs the cell once the folder is trusted', async () => {
    await workbench().cell(0).run();
    await dialog().getByText('Trust Folder & Continue').click();
    await workbench().output('ran').waitFor({ timeout: 60_000 });
  });
});
