import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { defer } from '../kernel/client/deferred';
import { plainError } from '../kernel/client/plainError';
import type { Kernel } from '../kernel/client/kernel';
import { OutputCollector } from '../notebook';
import type { Cell, CodeCell, Notebook } from '../notebook';
import type { KernelEvent } from '../protocol/kernel';

/** How a run ended. */
export type RunStatus = 'ok' | 'failed' | 'stopped';

/** What the runner tells while it works. */
export interface RunListener {
  /** A cell begins; `number` counts the code cells from 1. */
  onCell(cell: { readonly number: number; readonly total: number; readonly title: string }): void;
  onEvent(event: KernelEvent): void;
  onCellEnd(end: { readonly status: RunStatus | 'timed-out'; readonly milliseconds: number }): void;
}

/** The notebook as it stands after the run. Cells that did not run have neither outputs nor number. */
export interface RunResult {
  readonly status: RunStatus;
  readonly notebook: Notebook;
}

/** Options of `runNotebook`. */
export interface RunOptions {
  readonly kernel: Kernel;
  /** The notebook's file: names the cells in errors. */
  readonly file: string;
  /** Seconds for one cell. */
  readonly timeout?: number;
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal;
  readonly listener: RunListener;
}

/** How long a cell may take to stop once it was told to; the kernel's own ladder needs a second. */
const graceMilliseconds = 10_000;

/** Runs every code cell in order, up to the first that fails. */
export async function runNotebook(notebook: Notebook, options: RunOptions): Promise<RunResult> {
  const cells = notebook.cells.map(withoutOutputs);
  const places = [...cells.keys()].filter((place) => cells[place]?.type === 'code');
  let status: RunStatus = 'ok';
  for (const [index, place] of places.entries()) {
    const cell = cells[place];
    if (cell?.type !== 'code' || status !== 'ok') {
      break;
    }
    const number = index + 1;
    options.listener.onCell({ number, total: places.length, title: titleOf(cells, place) });
    const ran = await runCell(cell, number, options);
    status = ran.status;
    cells[place] = ran.cell;
  }
  return { status, notebook: { ...notebook, cells } };
}

function withoutOutputs(cell: Cell): Cell {
  return cell.type === 'code' ? { ...cell, executionCount: null, outputs: [] } : cell;
}

async function runCell(
  cell: CodeCell,
  number: number,
  options: RunOptions,
): Promise<{ status: RunStatus; cell: CodeCell }> {
  const started = performance.now();
  const { kernel, listener, signal } = options;
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), (options.timeout ?? 0) * 1000);
  if (options.timeout === undefined) {
    clearTimeout(timer);
  }
  const outputs = new OutputCollector();
  const take = (event: KernelEvent): void => {
    outputs.apply(event);
    listener.onEvent(event);
  };
  const request = { cell: identityOf(cell, number, options.file), code: cell.source };
  let failed = false;
  try {
    const events = kernel.execute(request, AbortSignal.any([signal, limit.signal]));
    for await (const event of untilAbandoned(events, [signal, limit.signal])) {
      failed ||= event.type === 'error';
      take(event);
    }
  } finally {
    clearTimeout(timer);
  }
  const timedOut = limit.signal.aborted && !signal.aborted;
  if (timedOut) {
    take(timeoutEvent(options.timeout ?? 0));
  }
  const ended = failed || timedOut ? 'failed' : 'ok';
  const status = signal.aborted ? 'stopped' : ended;
  listener.onCellEnd({
    status: timedOut ? 'timed-out' : status,
    milliseconds: performance.now() - started,
  });
  return { status, cell: { ...cell, executionCount: number, outputs: outputs.snapshot() } };
}

/** The events, given up when the cell goes on for too long after it was told to stop. */
async function* untilAbandoned(
  events: AsyncIterable<KernelEvent>,
  signals: readonly AbortSignal[],
): AsyncGenerator<KernelEvent> {
  const iterator = events[Symbol.asyncIterator]();
  const stop = AbortSignal.any([...signals]);
  let timer: NodeJS.Timeout | undefined;
  const abandoned = defer<undefined>();
  const wait = (): void => {
    timer = setTimeout(abandoned.resolve, graceMilliseconds, undefined);
  };
  stop.addEventListener('abort', wait);
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), abandoned.promise]);
      if (next === undefined || next.done === true) {
        return;
      }
      yield next.value;
    }
  } finally {
    stop.removeEventListener('abort', wait);
    clearTimeout(timer);
  }
}

function timeoutEvent(seconds: number): KernelEvent {
  const message = `The cell took longer than ${seconds} s (--timeout) and was interrupted.`;
  return { type: 'error', error: plainError('TimeoutError', message) };
}

function identityOf(
  cell: CodeCell,
  number: number,
  file: string,
): { cellId: string; uri: string; label: string } {
  const uri = `${pathToFileURL(path.resolve(file)).href}#${cell.id}`;
  return { cellId: cell.id, uri, label: `Cell ${number}` };
}

/** What a reader calls a cell: the last heading above it, else its first line. */
function titleOf(cells: readonly Cell[], place: number): string {
  for (const cell of cells.slice(0, place).reverse()) {
    const headings = cell.type === 'markdown' ? [...cell.source.matchAll(/^#+\s+(.+)$/gm)] : [];
    const heading = headings.at(-1)?.[1];
    if (heading !== undefined) {
      return heading.trim();
    }
  }
  return cells[place]?.source.trim().split('\n')[0] ?? '';
}
