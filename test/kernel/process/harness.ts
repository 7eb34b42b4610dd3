import path from 'node:path';

import type { KernelOptions } from '../../../src/kernel/client/createKernel';
import { createKernel } from '../../../src/kernel/client/createKernel';
import type { Kernel } from '../../../src/kernel/client/kernel';
import type {
  CellIdentity,
  KernelError,
  KernelEvent,
  KernelHost,
} from '../../../src/protocol/kernel';

/** What a cell did, as a learner would see it. */
export interface CellResult {
  readonly events: readonly KernelEvent[];
  readonly stdout: string;
  readonly stderr: string;
  /** `text/plain` of everything displayed. */
  readonly displayed: readonly string[];
  readonly errors: readonly KernelError[];
}

/** The hosts that every suite of this folder runs over. */
export const hosts: readonly KernelHost[] = ['process', 'worker'];

/** A kernel with cells that are numbered as they come. */
export class Bench {
  readonly kernel: Kernel;
  readonly late: { readonly cellId: string; readonly event: KernelEvent }[] = [];
  #cells = 0;

  constructor(options: Partial<KernelOptions> & { readonly host: KernelHost }) {
    this.kernel = createKernel({
      cwd: path.resolve('test/fixtures'),
      kernelFolder: path.resolve('dist/kernel'),
      backend: 'wasm',
      // Another Node than the tests' own: `TSNB_TEST_NODE=/path/to/node npm run test:kernel`.
      ...(process.env['TSNB_TEST_NODE'] === undefined
        ? {}
        : { node: process.env['TSNB_TEST_NODE'] }),
      ...options,
    });
    this.kernel.onLateEvent((cellId, event) => this.late.push({ cellId, event }));
  }

  nextCell(): CellIdentity {
    this.#cells += 1;
    const cellId = `cell-${this.#cells}`;
    return {
      cellId,
      uri: `vscode-notebook-cell:/lessons/a.tsnb#${cellId}`,
      label: `Cell ${this.#cells}`,
    };
  }

  /** Runs a cell; stops it when it displays or prints something that `stopWhen` accepts. */
  async run(
    code: string,
    { stopWhen, cell = this.nextCell() }: RunOptions = {},
  ): Promise<CellResult> {
    const stop = new AbortController();
    const events: KernelEvent[] = [];
    for await (const event of this.kernel.execute({ cell, code }, stop.signal)) {
      events.push(event);
      if (stopWhen?.(event) === true) {
        stop.abort();
      }
    }
    const textOf = (name: 'stdout' | 'stderr'): string =>
      events
        .map((event) => (event.type === 'stream' && event.name === name ? event.text : ''))
        .join('');
    return {
      events,
      stdout: textOf('stdout'),
      stderr: textOf('stderr'),
      displayed: events.flatMap((event) =>
        event.type === 'display' ? [event.bundle['text/plain']] : [],
      ),
      errors: events.flatMap((event) => (event.type === 'error' ? [event.error] : [])),
    };
  }

  /** Runs a cell that goes on for ever after it printed `go`, and stops it then. */
  async stop(code: string): Promise<CellResult> {
    return await this.run(`console.log('go');\n${code}`, {
      stopWhen: (event) => event.type === 'stream' && event.text.includes('go'),
    });
  }

  /** Takes what came after the end of its cell, once there is that much of it. */
  async takeLate(count: number): Promise<typeof this.late> {
    for (let tries = 0; this.late.length < count && tries < 500; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return this.late.splice(0);
  }

  /** The same after a pause, in which a busy machine does the collection that it put off. */
  async settledValue(expression: string): Promise<string | undefined> {
    await new Promise((resolve) => setTimeout(resolve, 900));
    return this.value(expression);
  }

  /** The value of an expression, as text. */
  async value(expression: string): Promise<string | undefined> {
    const { displayed, errors } = await this.run(expression);
    return displayed[0] ?? errors[0]?.traceback.join('\n');
  }
}

/** How a cell is run. */
export interface RunOptions {
  readonly stopWhen?: (event: KernelEvent) => boolean;
  readonly cell?: CellIdentity;
}
