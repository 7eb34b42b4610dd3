import * as vscode from 'vscode';
import type { OutputEvent } from '../../protocol/kernel';
import { Mime } from '../../protocol/mime';
import { errorToPayload } from '../file/errorPayload';
import type { Item } from '../file/outputs';
import { bundleToItems, errorItems, streamItem } from '../file/outputs';
import type { Displays } from './displays';

/** Outputs that are the same view after a rerun. */
const pictureMimes: ReadonlySet<string> = new Set([
  Mime.architecture,
  Mime.bars,
  Mime.comparison,
  Mime.concat,
  Mime.images,
  Mime.matrix,
  Mime.training,
]);

/** How long the text of the last run may stay when the new one says nothing, milliseconds. */
const staleTextMs = 300;

/** The part of an execution that writes outputs. */
export type OutputWriter = Pick<
  vscode.NotebookCellExecution,
  'cell' | 'replaceOutput' | 'appendOutput' | 'replaceOutputItems' | 'appendOutputItems'
>;

/**
 * Writes the events of one run of a cell into its outputs. Text that comes in while VS Code takes
 * the last write is joined, so that neither a flood of lines nor a long line list is sent twice.
 * A picture of the last run stays until the new one takes its place: a clear would make the
 * notebook jump and the view lose its zoom.
 */
export class CellOutputs {
  readonly #writer: OutputWriter;
  readonly #displays: Displays;
  readonly #outputs: vscode.NotebookCellOutput[] = [];
  /** What the last run left and this one has not replaced; empty when the run adds to the last one. */
  #stale: vscode.NotebookCellOutput[] = [];
  #pending: OutputEvent[] = [];
  #written: Promise<void> = Promise.resolve();
  #isScheduled = false;
  #stream: { readonly name: string; readonly output: vscode.NotebookCellOutput } | undefined;
  #staleTextTimer: NodeJS.Timeout | undefined;

  /** `mode`: a run replaces what the cell showed; something late is added to it. */
  constructor(writer: OutputWriter, displays: Displays, mode: 'replace' | 'add') {
    this.#writer = writer;
    this.#displays = displays;
    if (mode === 'replace') {
      displays.forget(writer.cell);
      this.#stale = [...writer.cell.outputs];
      this.#staleTextTimer = setTimeout(
        () => this.#schedule(() => this.#dropStaleText()),
        staleTextMs,
      );
    }
  }

  /** Takes one event; the write follows. */
  add(event: OutputEvent): void {
    const last = this.#pending.at(-1);
    if (event.type === 'stream' && last?.type === 'stream' && last.name === event.name) {
      this.#pending[this.#pending.length - 1] = { ...last, text: last.text + event.text };
    } else if (
      event.type === 'update-display' &&
      last?.type === 'update-display' &&
      last.displayId === event.displayId
    ) {
      this.#pending[this.#pending.length - 1] = event;
    } else {
      this.#pending.push(event);
    }
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      this.#schedule(() => this.#write());
    }
  }

  /** Resolves when everything is written and nothing of the last run is left. */
  async finish(): Promise<void> {
    clearTimeout(this.#staleTextTimer);
    await this.#written;
    if (this.#stale.length > 0) {
      this.#stale = [];
      await this.#writer.replaceOutput(this.#outputs);
    }
  }

  #schedule(write: () => Thenable<void>): void {
    this.#written = this.#written.then(write);
    // Whoever calls `finish` hears of a failure; until then it is nobody's unhandled rejection.
    this.#written.catch(() => undefined);
  }

  async #write(): Promise<void> {
    // One turn of the event loop, so that what comes together is written together.
    await new Promise((resolve) => setImmediate(resolve));
    for (let event = this.#pending.shift(); event !== undefined; event = this.#pending.shift()) {
      await this.#apply(event);
    }
    this.#isScheduled = false;
  }

  async #apply(event: OutputEvent): Promise<void> {
    switch (event.type) {
      case 'stream':
        return this.#applyStream(event.name, event.text);
      case 'display': {
        const output = this.#newOutput(bundleToItems(event.bundle), 'display_data');
        this.#displays.add(event.displayId, { cell: this.#writer.cell, output });
        return this.#append(output);
      }
      case 'update-display':
        for (const output of this.#displays.outputs(event.displayId)) {
          output.items = toItems(bundleToItems(event.bundle));
          await this.#writer.replaceOutputItems(output.items, output);
        }
        return;
      case 'error':
        return this.#append(this.#newOutput(errorItems(errorToPayload(event.error)), 'error'));
    }
  }

  async #applyStream(name: 'stdout' | 'stderr', text: string): Promise<void> {
    const item = streamItem(name, text);
    if (this.#stream?.name === name) {
      const { output } = this.#stream;
      const items = toItems([item]);
      if (this.#stale.length > 0) {
        // `#append` may send this output again.
        output.items.push(...items);
      }
      await this.#writer.appendOutputItems(items, output);
      return;
    }
    const output = this.#newOutput([item], 'stream');
    const written = this.#append(output);
    this.#stream = { name, output };
    await written;
  }

  #newOutput(items: readonly Item[], type: string): vscode.NotebookCellOutput {
    return new vscode.NotebookCellOutput(toItems(items), { type });
  }

  async #append(output: vscode.NotebookCellOutput): Promise<void> {
    this.#stream = undefined;
    this.#outputs.push(output);
    if (this.#stale.length === 0) {
      await this.#writer.appendOutput(output);
      return;
    }
    clearTimeout(this.#staleTextTimer);
    const view = viewIdOf(output);
    this.#stale = this.#stale.filter((old) => {
      const oldView = viewIdOf(old);
      return oldView !== undefined && oldView !== view;
    });
    await this.#writer.replaceOutput([...this.#outputs, ...this.#stale]);
  }

  async #dropStaleText(): Promise<void> {
    const views = this.#stale.filter((output) => viewIdOf(output) !== undefined);
    if (views.length < this.#stale.length && this.#outputs.length === 0) {
      this.#stale = views;
      await this.#writer.replaceOutput(views);
    }
  }
}

/** The id of the picture that an output shows; undefined for all other outputs. */
function viewIdOf(output: vscode.NotebookCellOutput): string | undefined {
  const item = output.items.find(({ mime }) => pictureMimes.has(mime));
  // `viewId` stands near the top of a payload that may be large.
  const head = item && new TextDecoder().decode(item.data.subarray(0, 4096));
  return head === undefined ? undefined : /"viewId"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(head)?.[1];
}

function toItems(items: readonly Item[]): vscode.NotebookCellOutputItem[] {
  return items.map(({ mime, data }) => new vscode.NotebookCellOutputItem(data, mime));
}
