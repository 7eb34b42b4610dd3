import { installTensorFlow, uninstallTensorFlow } from '../kernel/client/tensorflow/install';
import { ToolError } from '../kernel/client/tensorflow/tools';
import type { InstallableBackend } from './arguments';
import { UsageError } from './arguments';

const variants = { tensorflow: 'cpu', cuda: 'cuda' } as const;

/** `tsnb install`: returns the exit code. */
export async function install(backend: InstallableBackend): Promise<number> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const say = progressLine();
  try {
    const variant = variants[backend];
    const installation = await installTensorFlow({ variant, report: say, signal: stop.signal });
    const { tensorflow, folder, isGpu, device } = installation;
    const where = isGpu ? (device ?? 'the GPU') : 'the processor';
    process.stdout.write(
      `\nTensorFlow ${tensorflow} computes on ${where}. Kernels use it from their next start.\n` +
        `It lies in ${folder}; "tsnb uninstall ${backend}" removes it.\n`,
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

/** `tsnb uninstall`: returns the exit code. */
export async function uninstall(backend: InstallableBackend): Promise<number> {
  const wasThere = await uninstallTensorFlow(variants[backend]);
  process.stdout.write(`${backend} ${wasThere ? 'is removed' : 'was not installed'}.\n`);
  return 0;
}

/** One line a step; in a terminal it counts up in place. */
function progressLine(): (message: string, fraction?: number) => void {
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
