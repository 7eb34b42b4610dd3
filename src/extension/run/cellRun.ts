import * as vscode from 'vscode';
import type { Kernel } from '../../kernel/client/kernel';
import { plainError } from '../../kernel/client/plainError';
import type { KernelError, KernelEvent, OutputEvent } from '../../protocol/kernel';
import { CellOutputs } from './cellOutputs';
import type { Displays } from './displays';
import { identityOf } from './identity';
import type { QueuedRun } from './queue';

/** What a run of a cell needs from its session. */
export interface CellRunHost {
  readonly displays: Displays;
  readonly log: vscode.LogOutputChannel;
  nextOrder(): number;
  kernel(): Kernel;
  /** Takes this run out of the queue; false when it has begun. */
  cancel(): boolean;
  onStart(): void;
  onError(error: KernelError): void;
  onProgress(event: KernelEvent & { readonly type: 'progress' }): void;
  onViewMessage(event: KernelEvent & { readonly type: 'view-message' }): void;
  onEnd(succeeded: boolean): void;
}

/** One run of one cell, from the queue to its end. */
export class CellRun implements QueuedRun {
  readonly cell: vscode.NotebookCell;
  readonly #execution: vscode.NotebookCellExecution;
  readonly #host: CellRunHost;
  readonly #abort = new AbortController();
  readonly #cancellation: vscode.Disposable;
  #outputs: CellOutputs | undefined;

  constructor(execution: vscode.NotebookCellExecution, host: CellRunHost) {
    this.cell = execution.cell;
    this.#execution = execution;
    this.#host = host;
    this.#cancellation = execution.token.onCancellationRequested(() => {
      if (!host.cancel()) {
        this.abort();
      }
    });
  }

  get isRunning(): boolean {
    return this.#outputs !== undefined;
  }

  /** Something that the cell's last run left behind spoke while this one goes on. */
  addLate(event: OutputEvent): void {
    this.#outputs?.add(event);
  }

  /** Stops the run even while its kernel still starts. */
  abort(): void {
    this.#abort.abort();
  }

  skip(): void {
    this.#end(undefined);
  }

  async run(): Promise<boolean> {
    this.#execution.executionOrder = this.#host.nextOrder();
    this.#execution.start(Date.now());
    const outputs = new CellOutputs(this.#execution, this.#host.displays, 'replace');
    this.#outputs = outputs;
    this.#host.onStart();
    let succeeded = false;
    try {
      succeeded = await this.#pump(outputs);
    } catch (error) {
      outputs.add({ type: 'error', error: toKernelError(error) });
    }
    try {
      await outputs.finish();
    } catch (error) {
      // VS Code takes no more outputs once the notebook has been closed.
      this.#host.log.error(error instanceof Error ? error : String(error));
    }
    this.#end(succeeded);
    return succeeded;
  }

  async #pump(outputs: CellOutputs): Promise<boolean> {
    const request = { cell: identityOf(this.cell), code: this.cell.document.getText() };
    let succeeded = true;
    for await (const event of this.#host.kernel().execute(request, this.#abort.signal)) {
      if (event.type === 'progress') {
        this.#host.onProgress(event);
        continue;
      }
      if (event.type === 'view-message') {
        this.#host.onViewMessage(event);
        continue;
      }
      outputs.add(event);
      if (event.type === 'error') {
        succeeded = false;
        this.#host.onError(event.error);
      }
    }
    return succeeded;
  }

  #end(succeeded: boolean | undefined): void {
    this.#cancellation.dispose();
    this.#outputs = undefined;
    try {
      this.#execution.end(succeeded, Date.now());
    } catch (error) {
      // VS Code has ended it by itself: the cell or its notebook is gone.
      this.#host.log.debug(String(error));
    }
    this.#host.onEnd(succeeded === true);
  }
}

/** The kernel could not even be asked; the cell shows why. */
function toKernelError(error: unknown): KernelError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return plainError(name, message);
}
