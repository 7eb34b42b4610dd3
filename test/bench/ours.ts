import { createKernel } from '../../src/kernel/client/createKernel';
import type { KernelEvent, KernelHost } from '../../src/protocol/kernel';
import type { CellResult, Contender, RunningKernel } from './contender';
import { residentBytesOf } from './memory';

/** Where our kernel is built and where its cells are. */
export interface OurOptions {
  readonly kernelFolder: string;
  readonly cwd: string;
  readonly version: string;
}

/** Our kernel, in one of its two places. */
export function ours(host: KernelHost, options: OurOptions): Contender {
  return {
    name: `tsnb, ${host}`,
    version: options.version,
    start: () => Promise.resolve(start(host, options)),
  };
}

function start(host: KernelHost, { kernelFolder, cwd }: OurOptions): RunningKernel {
  // A worker shares its host's process: what the process grows by is the worker's.
  const before = process.memoryUsage.rss();
  const kernel = createKernel({ host, cwd, kernelFolder, backend: 'wasm' });
  let pid: number | undefined;
  kernel.info.then((info) => (pid = info.pid)).catch(() => undefined);
  let cells = 0;
  return {
    run: (code) => {
      cells += 1;
      const label = `Cell ${cells}`;
      const uri = `vscode-notebook-cell:${cwd}/Bench.tsnb#${cells}`;
      const request = { cell: { cellId: String(cells), uri, label }, code };
      const started = performance.now();
      return collect(kernel.execute(request, new AbortController().signal), started);
    },
    interrupt: () => void kernel.interrupt(),
    residentBytes: () => {
      if (host === 'worker') {
        return process.memoryUsage.rss() - before;
      }
      return pid === undefined ? undefined : residentBytesOf(pid);
    },
    stop: () => kernel.dispose(),
  };
}

async function collect(events: AsyncIterable<KernelEvent>, started: number): Promise<CellResult> {
  const printed: string[] = [];
  let value = '';
  let status: CellResult['status'] = 'ok';
  let messages = 0;
  for await (const event of events) {
    messages += 1;
    if (event.type === 'stream') {
      printed.push(event.text);
    } else if (event.type === 'display') {
      value = plainText(event.bundle['text/plain']);
    } else if (event.type === 'error') {
      status = 'error';
      value = `${event.error.name}: ${event.error.message}`;
    }
  }
  return { ms: performance.now() - started, status, printed: printed.join(''), value, messages };
}

function plainText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
