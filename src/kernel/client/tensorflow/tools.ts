import { execFile, spawn } from 'node:child_process';
import { statfs } from 'node:fs/promises';

/** A program of the user's that a step needs could not be found, or does not do. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}

/** The programs that an installation works with. */
export interface Tools {
  /** A Python with pip; it only fetches and unpacks. */
  readonly python: string;
  readonly pipVersion: readonly [major: number, minor: number];
  /** A C++17 compiler. */
  readonly compiler: string;
  readonly npm: string;
}

/** Finds the programs. @throws {ToolError} that names the one missing and how to get it. */
export async function findTools(): Promise<Tools> {
  const python = await first(['python3', 'python'], ['-m', 'pip', '--version']);
  if (python === undefined) {
    throw new ToolError(
      'Python with pip fetches TensorFlow, and none was found (looked for python3 and python on ' +
        'the PATH, with "-m pip --version"). Install Python and pip, e.g. "apt-get install python3-pip".',
    );
  }
  const [, major, minor] = /pip (\d+)\.(\d+)/.exec(python.output) ?? [];
  const named = process.env['CXX'];
  const compilers = named === undefined || named === '' ? ['c++', 'g++', 'clang++'] : [named];
  const compiler = await first(compilers, ['--version']);
  if (compiler === undefined) {
    throw new ToolError(
      `A C++ compiler builds TensorFlow.js' addon, and none was found (looked for ${compilers.join(', ')}). ` +
        'Install one, e.g. "apt-get install g++" or "xcode-select --install".',
    );
  }
  return {
    python: python.program,
    pipVersion: [Number(major ?? 0), Number(minor ?? 0)],
    compiler: compiler.program,
    npm: await findNpm('the package of TensorFlow.js'),
  };
}

/** Finds npm. @throws {ToolError} that says what it is needed for. */
export async function findNpm(use: string): Promise<string> {
  const npm = await first([process.platform === 'win32' ? 'npm.cmd' : 'npm'], ['--version']);
  if (npm === undefined) {
    throw new ToolError(`npm brings ${use}, and none was found on the PATH. Install Node.js.`);
  }
  return npm.program;
}

const GiB = 2 ** 30;

/** @throws {ToolError} when the disk of an existing folder has less than so many bytes. */
export async function checkRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < bytes) {
    const gib = (amount: number) => (amount / GiB).toFixed(1);
    throw new ToolError(
      `The disk of ${folder} has ${gib(bavail * bsize)} GiB free, and the installation needs ` +
        `${gib(bytes)} GiB. Make room, or name another folder in TSNB_BACKENDS.`,
    );
  }
}

/** Batch files, as npm is one on Windows, need a shell. */
function isBatch(program: string): boolean {
  return program.endsWith('.cmd');
}

async function first(
  programs: readonly string[],
  args: readonly string[],
): Promise<{ readonly program: string; readonly output: string } | undefined> {
  for (const program of programs) {
    const output = await new Promise<string | undefined>((resolve) => {
      const options = { timeout: 20_000, windowsHide: true, shell: isBatch(program) };
      execFile(program, args, options, (error, stdout) =>
        resolve(error === null ? stdout : undefined),
      );
    });
    if (output !== undefined) {
      return { program, output };
    }
  }
  return undefined;
}

/** How a program is run. */
export interface RunOptions {
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** Gets each line that the program prints. */
  readonly onLine?: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a program to its end. @throws {ToolError} with the last lines that it printed. */
export async function runTool(
  program: string,
  args: readonly string[],
  { cwd, signal, onLine, env }: RunOptions,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      signal,
      windowsHide: true,
      shell: isBatch(program),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    const last: string[] = [];
    const listen = (stream: NodeJS.ReadableStream) => {
      let rest = '';
      stream.setEncoding('utf8');
      stream.on('data', (chunk: string) => {
        const lines = (rest + chunk).split(/[\r\n]+/);
        rest = lines.pop() ?? '';
        for (const line of lines.filter((text) => text.trim() !== '')) {
          last.push(line);
          last.splice(0, last.length - 12);
          onLine?.(line);
        }
      });
      stream.on('end', () => {
        if (rest.trim() !== '') {
          last.push(rest);
          onLine?.(rest);
        }
      });
    };
    listen(child.stdout);
    listen(child.stderr);
    child.on('error', reject);
    child.on('close', (code, ended) => {
      if (code === 0) {
        resolve();
        return;
      }
      const how = ended === null ? `with code ${code ?? 0}` : `by ${ended}`;
      const command = [program, ...args.slice(0, 3)].join(' ');
      reject(new ToolError(`"${command} ..." ended ${how}:\n${last.join('\n')}`));
    });
  });
}
