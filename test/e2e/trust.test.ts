import { notebookText } from '../support/notebookText';
import { Workbench } from '../support/workbench';

suite('a folder that is not trusted', () => {
  let workbench: Workbench;

  suiteSetup(async function () {
    this.timeout(120_000);
    workbench = await Workbench.start({
      files: { 'stranger.tsnb': notebookText('console.log("ran")') },
      open: 'stranger.tsnb',
      isTrusted: false,
    });
    await workbench.notebook();
  });
  suiteTeardown(async () => {
    await workbench.stop();
  });

  test('opens the notebook and runs no cell', async () => {
    await workbench.cell(0).run();
    await workbench.page
      .locator('.notification-toast, .monaco-dialog-box', { hasText: /trust/i })
      .first()
      .waitFor();
    await workbench.screenshot('untrusted');
    await workbench.page.locator('iframe.webview.ready').waitFor({ state: 'detached' });
  });
});
