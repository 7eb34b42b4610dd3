import * as vscode from 'vscode';
import type { InterruptResult, Kernel, KernelExit } from '../../kernel/client/kernel';
import type { KernelError, KernelEvent, KernelInfo, MemoryReport } from '../../protocol/kernel';
import { CellRun } from './cellRun';
import { Displays } from './displays';
import { codeCells } from './identity';
import { LateOutputs } from './lateOutputs';
import { RunQueue } from './queue';

/** What a session needs from its surroundings and tells them. */
export interface SessionHost {
  readonly log: vscode.LogOutputChannel;
  startKernel(notebook: vscode.NotebookDocument): Kernel;
  createExecution(cell: vscode.NotebookCell): vscode.NotebookCellExecution;
  onCellStart(cell: vscode.NotebookCell): void;
  onCellEnd(cell: vscode.NotebookCell, succeeded: boolean): void;
  onCellError(cell: vscode.NotebookCell, error: KernelError): void;
  onProgress(cell: vscode.NotebookCell, event: KernelEvent & { readonly type: 'progress' }): void;
  /** News for a picture of the notebook. */
  onViewMessage(
    notebook: vscode.NotebookDocument,
    event: KernelEvent & { readonly type: 'view-message' },
  ): void;
  /** The kernel died; `cell` was running. */
  onExit(session: Session, exit: KernelExit, cell: vscode.NotebookCell | undefined): void;
  /** What the status bar shows has changed. */
  onChange(): void;
}

interface LiveKernel {
  readonly kernel: Kernel;
  readonly subscriptions: readonly (() => void)[];
}

/** One notebook's kernel and queue. The kernel starts with the first cell and ends with the notebook. */
export class Session {
  readonly notebook: vscode.NotebookDocument;
  readonly #host: SessionHost;
  readonly #queue = new RunQueue();
  readonly #displays = new Displays();
  readonly #late: LateOutputs;
  /** Runs that have not ended, in order. */
  #runs: readonly CellRun[] = [];
  #live: LiveKernel | undefined;
  #order = 0;
  #info: KernelInfo | undefined;
  #memory: MemoryReport | undefined;
  /** The kernel is gone; its next cell starts a new one. */
  #hasDied = false;
  #isDisposed = false;

  constructor(notebook: vscode.NotebookDocument, host: SessionHost) {
    this.notebook = notebook;
    this.#host = host;
    this.#late = new LateOutputs(notebook, {
      displays: this.#displays,
      log: host.log,
      createExecution: (cell) => host.createExecution(cell),
      runOf: (cell) => this.#runs.find((run) => run.cell === cell),
    });
  }

  /** What the kernel said of itself; undefined until it is ready. */
  get info(): KernelInfo | undefined {
    return this.#info;
  }

  get memory(): MemoryReport | undefined {
    return this.#memory;
  }

  get isStarted(): boolean {
    return this.#live !== undefined;
  }

  get runningCell(): vscode.NotebookCell | undefined {
    return this.#runs.find(({ isRunning }) => isRunning)?.cell;
  }

  /** Queues cells in the given order; resolves when they have run or have been skipped. */
  async run(cells: readonly vscode.NotebookCell[]): Promise<void> {
    // VS Code allows one execution of a cell at a time, and a late output is written by one.
    await this.#late.settled;
    const added = cells
      .filter((cell) => !this.#runs.some((run) => run.cell === cell))
      .map((cell) => this.#newRun(cell));
    this.#runs = [...this.#runs, ...added];
    await this.#queue.add(added);
  }

  /** Skips what waits and stops what runs; variables are kept. */
  async interrupt(): Promise<InterruptResult> {
    this.#queue.clear();
    const result = (await this.#live?.kernel.interrupt()) ?? 'idle';
    if (result === 'idle') {
      // The kernel may not have begun with the cell, because it still starts.
      this.#runs.find(({ isRunning }) => isRunning)?.abort();
    }
    return result;
  }

  /** The learner stopped what a picture shows; the cell goes on behind it. */
  stopView(viewId: string): void {
    this.#live?.kernel.stopView(viewId);
  }

  /** A fresh kernel with the settings of now; variables are lost. */
  async restart(): Promise<void> {
    this.#queue.clear();
    await this.#endKernel();
    if (!this.#isDisposed) {
      await this.#kernel().info;
    }
  }

  /** After a kernel's death: everything from the top of the notebook up to a cell. */
  async restartAndRunTo(cell: vscode.NotebookCell): Promise<void> {
    await this.restart();
    const cells = codeCells(this.notebook);
    await this.run(cells.slice(0, cells.indexOf(cell) + 1));
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    this.#queue.clear();
    this.#late.dispose();
    await this.#endKernel();
  }

  #newRun(cell: vscode.NotebookCell): CellRun {
    const run: CellRun = new CellRun(this.#host.createExecution(cell), {
      displays: this.#displays,
      log: this.#host.log,
      nextOrder: () => (this.#order += 1),
      kernel: () => {
        const kernel = this.#kernel();
        if (this.#hasDied) {
          this.#hasDied = false;
          // After `execute`, which is what starts the new one.
          setImmediate(() => void this.#introduce(kernel));
        }
        return kernel;
      },
      cancel: () => this.#queue.remove(run),
      onStart: () => this.#host.onCellStart(cell),
      onError: (error) => this.#host.onCellError(cell, error),
      onProgress: (event) => this.#host.onProgress(cell, event),
      onViewMessage: (event) => this.#host.onViewMessage(this.notebook, event),
      onEnd: (succeeded) => {
        this.#runs = this.#runs.filter((other) => other !== run);
        this.#host.onCellEnd(cell, succeeded);
      },
    });
    return run;
  }

  #kernel(): Kernel {
    if (this.#isDisposed) {
      throw new Error(`${this.notebook.uri.path} is closed; its kernel has ended.`);
    }
    this.#live ??= this.#start();
    return this.#live.kernel;
  }

  #start(): LiveKernel {
    const kernel = this.#host.startKernel(this.notebook);
    const subscriptions = [
      kernel.onLateEvent((cellId, event) => this.#onLate(cellId, event)),
      kernel.onMemory((memory) => {
        this.#memory = memory;
        this.#host.onChange();
      }),
      kernel.onDidExit((exit) => {
        this.#host.log.error(`${exit.reason}\n${exit.stderr}`);
        this.#order = 0;
        this.#info = undefined;
        this.#memory = undefined;
        this.#hasDied = true;
        this.#host.onExit(this, exit, this.runningCell);
        this.#host.onChange();
      }),
    ];
    void this.#introduce(kernel);
    return { kernel, subscriptions };
  }

  #onLate(cellId: string, event: KernelEvent): void {
    if (event.type === 'view-message') {
      this.#host.onViewMessage(this.notebook, event);
    } else if (event.type !== 'progress') {
      this.#late.add(cellId, event);
    }
  }

  async #introduce(kernel: Kernel): Promise<void> {
    try {
      const info = await kernel.info;
      if (this.#live?.kernel === kernel) {
        this.#info = info;
        this.#host.log.info(
          `Kernel of ${this.notebook.uri.path}: ${info.host}, pid ${info.pid}, Node ${info.nodeVersion}, TensorFlow.js ${info.tfVersion}, ${info.backend}`,
        );
        this.#host.onChange();
      }
    } catch (error) {
      // The cell that wanted the kernel shows the reason; the next one tries again.
      this.#host.log.error(error instanceof Error ? error : String(error));
      if (this.#live?.kernel === kernel) {
        await this.#endKernel();
      }
    }
  }

  async #endKernel(): Promise<void> {
    const live = this.#live;
    this.#live = undefined;
    this.#hasDied = false;
    this.#info = undefined;
    this.#memory = undefined;
    this.#order = 0;
    this.#displays.clear();
    for (const unsubscribe of live?.subscriptions ?? []) {
      unsubscribe();
    }
    await live?.kernel.dispose();
    this.#host.onChange();
  }
}
