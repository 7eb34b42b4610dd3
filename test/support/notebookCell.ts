import type { Locator } from 'playwright-core';
import { until } from './until';
import type { Box, Workbench } from './workbench';

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
    await list.locator('.monaco-list-row[data-index]').first().waitFor({ state: 'attached' });
    await this.#workbench.scrollUntil((box) => this.#distance(list, box));
    return row;
  }

  /** How far to scroll until the top of the row is in the upper half of the list; 0 when it is. */
  async #distance(list: Locator, box: Box): Promise<number> {
    const rows = await list.locator('.monaco-list-row[data-index]').evaluateAll((elements) =>
      elements.map((element) => ({
        index: Number(element.getAttribute('data-index')),
        top: element.getBoundingClientRect().top,
      })),
    );
    const own = rows.find(({ index }) => index === this.#index);
    if (own === undefined) {
      const isBelow = rows.every(({ index }) => index < this.#index);
      return isBelow ? box.height : -box.height;
    }
    const place = own.top - box.y;
    const isFirst = this.#index === 0 && place > -1;
    return isFirst || (place >= 0 && place < box.height / 2) ? 0 : place - box.height / 8;
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

  /** How long the cell's last run took, as VS Code shows it below the cell, e.g. `1.2s`. */
  async time(): Promise<string> {
    const row = await this.row();
    const items = row.locator('.cell-statusbar-container .cell-status-item');
    const texts = await items.allInnerTexts();
    return texts.map((text) => text.trim()).find((text) => /^[\d.]+m?s|^\d+m /.test(text)) ?? '';
  }

  /** Replaces the cell's code by typing. */
  async setCode(code: string): Promise<void> {
    const row = await this.row();
    const lines = row.locator('.monaco-editor .view-lines').first();
    const { keyboard } = this.#workbench.page;
    // Not Ctrl+A: once an output has had the focus, VS Code goes on selecting all of that output.
    await until(async () => {
      await lines.click();
      await row.locator('.monaco-editor.focused').first().waitFor();
      await keyboard.press('Control+Home');
      await keyboard.press('Control+Shift+End');
      await keyboard.press('Delete');
      return (await lines.innerText()).trim() === '';
    }, 'the cell is empty');
    await keyboard.insertText(code);
  }
}
