import { spawn } from 'node:child_process';

import { isRecord } from '../../protocol/json';
import type { FoundPackage } from './packages';

/** What loading a native package in a process of its own showed. */
export type ProbeResult =
  | {
      readonly type: 'works';
      readonly isGpu: boolean;
      readonly device?: string;
      /** What TensorFlow takes of the GPU's memory, bytes. */
      readonly memory?: number;
    }
  | { readonly type: 'threw'; readonly message: string }
  | { readonly type: 'died'; readonly how: string; readonly stderr: string }
  | { readonly type: 'hung'; readonly seconds: number };

/**
 * The repair of tfjs-node under Node >= 23, which dropped this function. It has to be in place
 * before the first operation.
 */
export function repairUtil(util: { isNullOrUndefined?: (value: unknown) => boolean }): void {
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

// Runs in the probe: loads the package and computes once, because some breakages show only then.
const script = `
const [root] = process.argv.slice(1);
const say = (result) => require('node:fs').writeSync(3, JSON.stringify(result));
try {
  require('node:util').isNullOrUndefined ??= (value) => value === null || value === undefined;
  const tf = require(root);
  const sum = tf.add(tf.tensor1d([1, 2]), 1).dataSync();
  if (sum[0] !== 2 || sum[1] !== 3) throw new Error('1 + 1, 2 + 1 gave ' + sum);
  say({ type: 'works', isGpu: tf.backend().isUsingGpuDevice === true });
} catch (error) {
  say({ type: 'threw', message: String(error && error.message || error) });
}
process.exit(0);
`;

/** Loads a native package in a child process, for it may crash or hang. Never rejects. */
export async function probe({ root }: FoundPackage, options: ProbeOptions): Promise<ProbeResult> {
  // Level 0 makes TensorFlow say which GPU it found.
  const env = { TF_CPP_MIN_LOG_LEVEL: '0' };
  const result = await runProbe(script, root, { ...options, env });
  return result.type === 'answered' ? parse(result.answer, result.stderr) : result;
}

/** Where a package is tried, and how long, milliseconds. */
export interface ProbeOptions {
  readonly folder: string;
  readonly timeout: number;
  /** The Node to try it with. Default: the one that runs this. */
  readonly node?: string;
}

/** What a script said that was run in a process of its own, or why it said nothing. */
export type Answer =
  | { readonly type: 'answered'; readonly answer: unknown; readonly stderr: string }
  | Extract<ProbeResult, { type: 'died' | 'hung' }>;

/**
 * Runs a script in a child process, with one argument. It answers with JSON in file descriptor 3.
 * Never rejects.
 */
export async function runProbe(
  code: string,
  argument: string,
  options: ProbeOptions & { readonly env?: NodeJS.ProcessEnv },
): Promise<Answer> {
  return await new Promise((resolve) => {
    const child = spawn(options.node ?? process.execPath, ['-e', code, argument], {
      cwd: options.folder,
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      windowsHide: true,
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        // Where the kernel's Node is Electron's, the probe has to be a Node as well.
        ELECTRON_RUN_AS_NODE: '1',
        ...options.env,
      },
    });
    // Whoever gives up on this process leaves no probe behind that hangs.
    const kill = () => void child.kill('SIGKILL');
    process.once('exit', kill);
    const stderr = collect(child.stderr);
    const answer = collect(child.stdio[3] as NodeJS.ReadableStream | null);
    const timer = setTimeout(() => {
      kill();
      finish({ type: 'hung', seconds: options.timeout / 1000 });
    }, options.timeout);
    const finish = (result: Answer) => {
      clearTimeout(timer);
      process.off('exit', kill);
      resolve(result);
    };
    child.on('error', (error) => {
      finish({ type: 'died', how: `could not be started (${error.message})`, stderr: '' });
    });
    child.on('close', (code, signal) => {
      const how = signal === null ? `exited with code ${code ?? 0}` : `was ended by ${signal}`;
      const said = parseJson(answer());
      finish(
        said === undefined
          ? { type: 'died', how, stderr: stderr() }
          : { type: 'answered', answer: said, stderr: stderr() },
      );
    });
  });
}

/** Keeps the last few thousand characters of a stream. */
function collect(stream: NodeJS.ReadableStream | null): () => string {
  let text = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (chunk: string) => {
    text = (text + chunk).slice(-16_000);
  });
  return () => text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No answer: it died before it could give one.
    return undefined;
  }
}

function parse(answer: unknown, stderr: string): ProbeResult {
  if (isRecord(answer) && answer['type'] === 'works') {
    const device = /name: ([^,]+), pci bus id/.exec(stderr)?.[1];
    const megabytes = /GPU:0 with (\d+) MB memory/.exec(stderr)?.[1];
    return {
      type: 'works',
      isGpu: answer['isGpu'] === true,
      ...(device !== undefined && { device }),
      // TensorFlow shifts by 20 bits and calls that MB.
      ...(megabytes !== undefined && { memory: Number(megabytes) * 2 ** 20 }),
    };
  }
  return { type: 'threw', message: isRecord(answer) ? String(answer['message']) : '' };
}
