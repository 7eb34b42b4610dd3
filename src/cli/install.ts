import { installTensorFlow, uninstallTensorFlow } from '../kernel/client/tensorflow/install';
import { ToolError } from '../kernel/client/tensorflow/tools';
import { installWebgpu, uninstallWebgpu } from '../kernel/client/webgpu/install';
import type { InstallableBackend } from './arguments';
import { UsageError } from './arguments';

/** How far an installation is, and what stops it. */
interface Progress {
  readonly report: (message: string, fraction?: number) => void;
  readonly signal: AbortSignal;
}

/** `tsnb install`: returns the exit code. */
export async function install(backend: InstallableBackend): Promise<number> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const progress = { report: progressLine(), signal: stop.signal };
  try {
    const { what, folder } = await (backend === 'webgpu'
      ? webgpu(progress)
      : tensorflow(backend, progress));
    process.stdout.write(
      `\n${what}\nIt lies in ${folder}; "tsnb uninstall ${backend}" removes it.\n`,
    );
    return 0;
  } catch (error) {
    if (stop.signal.aborted) {
      process.stdout.write(`\nStopped. "tsnb install ${backend}" goes on from here.\n`);
      return 130;
    }
    throw error instanceof ToolError ? new UsageError(error.message) : error;
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
export async function uninstall(backend: InstallableBackend): Promise<number> {
  const wasThere = await (backend === 'webgpu'
    ? uninstallWebgpu()
    : uninstallTensorFlow(variants[backend]));
  process.stdout.write(`${backend} ${wasThere ? 'is removed' : 'was not installed'}.\n`);
  return 0;
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
