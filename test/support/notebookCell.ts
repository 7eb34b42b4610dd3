import type { Locator } from 'playwright-core';
import type { Workbench } from './workbench';

/** One cell of the open notebook, found by its place; the list draws only what is in view. */
export class NotebookCell {
  readonly #workbench: Workbench;
  readonly #index: number;

  constructor(workbench: Workbench, index: number) {
    this.#workbench = workbench;
    this.#index = index;
  }

  /** The cell's row, scrolled into view. */
  async row(): Promise<Locator> {
    const list = await this.#workbench.notebook();
    const row = list.locator(`.monaco-list-row[data-index="${this.#index}"]`).first();
    const box = await list.boundingBox();
    if (box === null) {
      throw new Error('The notebook is not in view.');
    }
    const { mouse } = this.#workbench.page;
    await mouse.move(box.x + 10, box.y + box.height / 2);
    for (let tries = 0; tries < 60 && !(await isInView(row, box)); tries += 1) {
      await mouse.wheel(0, tries < 20 ? -400 : 200);
      await this.#workbench.page.evaluate(() => new Promise(requestAnimationFrame));
    }
    await row.waitFor();
    return row;
  }

  /** Presses the button that runs the cell, as a learner does. */
  async run(): Promise<void> {
    const row = await this.row();
    await row.hover({ position: { x: 60, y: 12 } });
    await row.locator('.run-button-container [aria-label^="Execute Cell"]').first().click();
  }

  /** Presses the button that stops the cell. */
  async stop(): Promise<void> {
    const row = await this.row();
    await row.hover({ position: { x: 60, y: 12 } });
    await row.locator('.run-button-container [aria-label^="Stop"]').first().click();
  }

  /** Settles once the cell has ended well or not. */
  async ended(how: 'success' | 'error', timeout = 60_000): Promise<void> {
    const icon =
      how === 'success' ? 'codicon-notebook-state-success' : 'codicon-notebook-state-error';
    const row = await this.row();
    await row.locator(`.${icon}`).first().waitFor({ timeout });
  }

  /** Replaces the cell's code by typing. */
  async setCode(code: string): Promise<void> {
    const row = await this.row();
    await row.locator('.monaco-editor .view-lines').first().click();
    await row.locator('.monaco-editor.focused').first().waitFor();
    const { keyboard } = this.#workbench.page;
    await keyboard.press('Control+a');
    await keyboard.press('Delete');
    await keyboard.insertText(code);
  }
}

async function isInView(
  row: Locator,
  list: { readonly y: number; readonly height: number },
): Promise<boolean> {
  if ((await row.count()) === 0) {
    return false;
  }
  const box = await row.boundingBox();
  return box !== null && box.y >= list.y - 2 && box.y < list.y + list.height - 60;
}
