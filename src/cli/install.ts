import { DownloadError, downloadData, removeData } from '../kernel/client/data/download';
import { publishedData } from '../kernel/client/data/packages';
import { installTensorFlow, uninstallTensorFlow } from '../kernel/client/tensorflow/install';
import { ToolError } from '../kernel/client/tensorflow/tools';
import type { Installable } from './arguments';
import { UsageError } from './arguments';

const variants = { tensorflow: 'cpu', cuda: 'cuda' } as const;

type Say = (message: string, fraction?: number) => void;

/** `tsnb install`: returns the exit code. */
export async function install(what: Installable): Promise<number> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const say = progressLine();
  try {
    switch (what) {
      case 'tensorflow':
      case 'cuda':
        await installBackend(what, say, stop.signal);
        break;
      case 'mnist':
      case 'fashion': {
        const data = publishedData[what];
        const folder = await downloadData(data, { report: say, signal: stop.signal });
        process.stdout.write(
          `\nAll of it lies in ${folder}, for data.${what}() in every notebook; ` +
            `"tsnb uninstall ${what}" removes it.\n`,
        );
      }
    }
    return 0;
  } catch (error) {
    if (stop.signal.aborted) {
      process.stdout.write(
        `\nStopped. "tsnb install ${what}" ${what in variants ? 'goes on from here' : 'starts again'}.\n`,
      );
      return 130;
    }
    const isExpected = error instanceof ToolError || error instanceof DownloadError;
    throw isExpected ? new UsageError(error.message) : error;
  }
}

async function installBackend(
  backend: keyof typeof variants,
  say: Say,
  signal: AbortSignal,
): Promise<void> {
  const variant = variants[backend];
  const installation = await installTensorFlow({ variant, report: say, signal });
  const { tensorflow, folder, isGpu, device } = installation;
  const where = isGpu ? (device ?? 'the GPU') : 'the processor';
  process.stdout.write(
    `\nTensorFlow ${tensorflow} computes on ${where}. Kernels use it from their next start.\n` +
      `It lies in ${folder}; "tsnb uninstall ${backend}" removes it.\n`,
  );
}

/** `tsnb uninstall`: returns the exit code. */
export async function uninstall(what: Installable): Promise<number> {
  const wasThere = await remove(what);
  process.stdout.write(`${what} ${wasThere ? 'is removed' : 'was not installed'}.\n`);
  return 0;
}

async function remove(what: Installable): Promise<boolean> {
  switch (what) {
    case 'tensorflow':
    case 'cuda':
      return uninstallTensorFlow(variants[what]);
    case 'mnist':
    case 'fashion':
      return removeData(publishedData[what]);
  }
}

/** One line a step; in a terminal it counts up in place. */
function progressLine(): Say {
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
