import { DownloadError, downloadData, removeData } from '../kernel/client/data/download';
import { publishedData } from '../kernel/client/data/packages';
import { installTensorFlow, uninstallTensorFlow } from '../kernel/client/tensorflow/install';
import { ToolError } from '../kernel/client/tensorflow/tools';
import { installWebgpu, uninstallWebgpu } from '../kernel/client/webgpu/install';
import type { Installable } from './arguments';
import { UsageError } from './arguments';

/** How far an installation is, and what stops it. */
interface Progress {
  readonly report: (message: string, fraction?: number) => void;
  readonly signal: AbortSignal;
}

/** `tsnb install`: returns the exit code. */
export async function install(name: Installable): Promise<number> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const progress = { report: progressLine(), signal: stop.signal };
  try {
    const { what, folder } = await fetchNamed(name, progress);
    process.stdout.write(`\n${what}\nIt lies in ${folder}; "tsnb uninstall ${name}" removes it.\n`);
    return 0;
  } catch (error) {
    if (stop.signal.aborted) {
      process.stdout.write(
        `\nStopped. "tsnb install ${name}" ${name in variants ? 'goes on from here' : 'starts again'}.\n`,
      );
      return 130;
    }
    const isExpected = error instanceof ToolError || error instanceof DownloadError;
    throw isExpected ? new UsageError(error.message) : error;
  }
}

async function fetchNamed(name: Installable, progress: Progress): Promise<Installed> {
  switch (name) {
    case 'webgpu':
      return webgpu(progress);
    case 'tensorflow':
    case 'cuda':
      return tensorflow(name, progress);
    case 'mnist':
    case 'fashion': {
      const folder = await downloadData(publishedData[name], progress);
      return { what: `data.${name}() has all 70,000 images, in every notebook.`, folder };
    }
  }
}

/** What was installed, in words, and where it is. */
interface Installed {
  readonly what: string;
  readonly folder: string;
}

const variants = { tensorflow: 'cpu', cuda: 'cuda' } as const;

async function tensorflow(backend: keyof typeof variants, progress: Progress): Promise<Installed> {
  const variant = variants[backend];
  const installation = await installTensorFlow({ variant, ...progress });
  const { tensorflow: release, folder, isGpu, device } = installation;
  const where = isGpu ? (device ?? 'the GPU') : 'the processor';
  const what = `TensorFlow ${release} computes on ${where}. Kernels use it from their next start.`;
  return { what, folder };
}

async function webgpu(progress: Progress): Promise<Installed> {
  const { folder, device, absence, package: name } = await installWebgpu(progress);
  if (device === undefined) {
    const why = [absence?.reason, absence?.remedy].filter((sentence) => sentence !== undefined);
    return { what: `${name} is installed, but kernels cannot use it. ${why.join(' ')}`, folder };
  }
  return { what: `${name} computes on ${device}. Kernels use it from their next start.`, folder };
}

/** `tsnb uninstall`: returns the exit code. */
export async function uninstall(what: Installable): Promise<number> {
  const wasThere = await remove(what);
  process.stdout.write(`${what} ${wasThere ? 'is removed' : 'was not installed'}.\n`);
  return 0;
}

async function remove(what: Installable): Promise<boolean> {
  switch (what) {
    case 'webgpu':
      return uninstallWebgpu();
    case 'tensorflow':
    case 'cuda':
      return uninstallTensorFlow(variants[what]);
    case 'mnist':
    case 'fashion':
      return removeData(publishedData[what]);
  }
}

/** One line a step; in a terminal it counts up in place. */
function progressLine(): Progress['report'] {
  let last = '';
  return (message, fraction) => {
    if (process.stdout.isTTY) {
      const percent = fraction === undefined ? '' : ` ${Math.floor(100 * fraction)} %`;
      process.stdout.write(`${message === last ? '\r' : '\n'}${message}${percent}`);
    } else if (message !== last) {
      process.stdout.write(`${message}\n`);
    }
    last = message;
  };
}
