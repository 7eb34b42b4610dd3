import * as vscode from 'vscode';
import type { OutputEvent } from '../../protocol/kernel';
import type { CellRun } from './cellRun';
import { CellOutputs } from './cellOutputs';
import type { Displays } from './displays';
import { findCell } from './identity';

/** How long late events are gathered before they are written, milliseconds. */
const gatherMs = 100;

/** What `LateOutputs` needs from its session. */
export interface LateHost {
  readonly displays: Displays;
  readonly log: vscode.LogOutputChannel;
  createExecution(cell: vscode.NotebookCell): vscode.NotebookCellExecution;
  /** The run of a cell that waits or goes on. */
  runOf(cell: vscode.NotebookCell): CellRun | undefined;
}

/** What a cell left running says after its end goes below the cell all the same. */
export class LateOutputs {
  readonly #notebook: vscode.NotebookDocument;
  readonly #host: LateHost;
  #gathered = new Map<string, OutputEvent[]>();
  #timer: NodeJS.Timeout | undefined;
  #written: Promise<void> = Promise.resolve();

  constructor(notebook: vscode.NotebookDocument, host: LateHost) {
    this.#notebook = notebook;
    this.#host = host;
  }

  /** Resolves when no output is being written. */
  get settled(): Promise<void> {
    return this.#written;
  }

  add(cellId: string, event: OutputEvent): void {
    const events = this.#gathered.get(cellId) ?? [];
    events.push(event);
    this.#gathered.set(cellId, events);
    this.#timer ??= setTimeout(() => this.#flush(), gatherMs);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#gathered.clear();
  }

  #flush(): void {
    const gathered = this.#gathered;
    this.#gathered = new Map();
    this.#timer = undefined;
    for (const [cellId, events] of gathered) {
      this.#written = this.#written
        .then(() => this.#write(cellId, events))
        .catch((error: unknown) => this.#host.log.error(String(error)));
    }
  }

  async #write(cellId: string, events: readonly OutputEvent[]): Promise<void> {
    const cell = findCell(this.#notebook, { cellId });
    if (cell === undefined) {
      this.#host.log.info(`Output of a cell that is gone (${cellId}): ${JSON.stringify(events)}`);
      return;
    }
    const run = this.#host.runOf(cell);
    if (run?.isRunning === true) {
      events.forEach((event) => run.addLate(event));
    } else if (run === undefined) {
      await this.#append(cell, events);
    }
    // Else the cell waits for its next run, which replaces all that it shows.
  }

  /** VS Code takes outputs from executions only: a short one that leaves no other trace. */
  async #append(cell: vscode.NotebookCell, events: readonly OutputEvent[]): Promise<void> {
    const { executionOrder, success, timing } = cell.executionSummary ?? {};
    const execution = this.#host.createExecution(cell);
    execution.executionOrder = executionOrder;
    execution.start(timing?.startTime);
    try {
      const outputs = new CellOutputs(execution, this.#host.displays, 'add');
      events.forEach((event) => outputs.add(event));
      await outputs.finish();
    } finally {
      execution.end(success, timing?.endTime);
    }
  }
}
