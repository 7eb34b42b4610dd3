import type { KernelEvent } from '../protocol/kernel';
import type { RunListener } from './runNotebook';

/** Where a report is written; a `process.stdout` is one. */
export interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const eraseLine = '\r\u001b[K';

/**
 * Tells a run in a terminal: a heading per cell, its output as it comes, how long it took. A terminal
 * that can be overwritten also shows what is going on at the moment; a log file gets plain lines.
 */
export class TerminalReport implements RunListener {
  readonly #terminal: Terminal;
  /** Last text of each display of the running cell, and whether it has been printed. */
  readonly #displays = new Map<string, { text: string; isPrinted: boolean }>();
  #atLineStart = true;
  #isStatusShown = false;
  #progress = '';
  #started = 0;
  #ticker: NodeJS.Timeout | undefined;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  onCell({ number, total, title }: Parameters<RunListener['onCell']>[0]): void {
    this.#displays.clear();
    this.#progress = '';
    this.#started = performance.now();
    this.#print(`\n[${number}/${total}] ${title}\n`);
    if (this.#terminal.isTTY === true) {
      this.#ticker = setInterval(() => this.#showStatus(), 200);
    }
  }

  onEvent(event: KernelEvent): void {
    switch (event.type) {
      case 'stream':
        this.#print(event.text);
        break;
      case 'display':
        this.#displays.set(event.displayId, { text: event.bundle['text/plain'], isPrinted: true });
        this.#printBlock(event.bundle['text/plain']);
        break;
      case 'update-display':
        this.#displays.set(event.displayId, { text: event.bundle['text/plain'], isPrinted: false });
        break;
      case 'error':
        this.#printBlock(event.error.traceback.join('\n'));
        break;
      case 'progress':
        this.#progress = event.message;
        break;
      case 'view-message':
        // Nobody draws in a terminal.
        break;
    }
  }

  onCellEnd({ status, milliseconds }: Parameters<RunListener['onCellEnd']>[0]): void {
    clearInterval(this.#ticker);
    // Of a display that was updated, only what it ended as is worth a place in a log.
    for (const { text, isPrinted } of this.#displays.values()) {
      if (!isPrinted) {
        this.#printBlock(text);
      }
    }
    const words = { ok: 'done in', failed: 'failed after', stopped: 'stopped after' };
    const verb = status === 'timed-out' ? 'timed out after' : words[status];
    this.#printBlock(`  ${verb} ${(milliseconds / 1000).toFixed(1)} s`);
  }

  #printBlock(text: string): void {
    this.#clearStatus();
    this.#print(`${this.#atLineStart ? '' : '\n'}${text}${text.endsWith('\n') ? '' : '\n'}`);
  }

  #print(text: string): void {
    this.#clearStatus();
    if (text !== '') {
      this.#terminal.write(text);
      this.#atLineStart = text.endsWith('\n');
    }
  }

  #showStatus(): void {
    if (this.#atLineStart) {
      const seconds = ((performance.now() - this.#started) / 1000).toFixed(1);
      this.#terminal.write(`${eraseLine}  running ${seconds} s  ${this.#progress}`.trimEnd());
      this.#isStatusShown = true;
    }
  }

  #clearStatus(): void {
    if (this.#isStatusShown) {
      this.#terminal.write(eraseLine);
      this.#isStatusShown = false;
    }
  }
}
