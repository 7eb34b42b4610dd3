import { parseArgs } from 'node:util';
import { backendNames } from '../protocol/kernel';
import type { BackendName } from '../protocol/kernel';

/** What the command line asks for. */
export type Command =
  | { readonly type: 'help' }
  | { readonly type: 'version' }
  | { readonly type: 'backends' }
  | { readonly type: 'install' | 'uninstall'; readonly what: Installable }
  | RunCommand;

/** Backends that are not part of the extension, because of their size. */
export const installableBackends = ['tensorflow', 'cuda', 'webgpu'] as const;

/** Data sets of which only a subset is part of it. */
export const installableData = ['mnist', 'fashion'] as const;

/** What is fetched on request. */
export type Installable = (typeof installableBackends | typeof installableData)[number];

/** `tsnb run`. */
export interface RunCommand {
  readonly type: 'run';
  readonly file: string;
  /** Where the executed notebook goes; absent: beside the file, `.executed` in its name. */
  readonly output?: string;
  /** Seconds that one cell may take; absent: as long as it likes. */
  readonly timeout?: number;
  /** Absent: the best one that works here. */
  readonly backend?: BackendName;
}

/** The user asked for something that cannot be done; the message is all that they need to see. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The text of `tsnb --help`. */
export const help = `tsnb runs TypeScript notebooks in a terminal.

  tsnb run FILE    run every code cell of a .tsnb or .ipynb file, in order
    --output FILE    where the executed notebook goes (default: FILE.executed beside FILE)
    --timeout S      seconds that one cell may take (default: no limit)
    --backend NAME   ${backendNames.join(', ')} (default: the best one that works here)
  tsnb backends    say which backends work here, and why the others do not
  tsnb install NAME
                   fetch native TensorFlow for the processor (tensorflow) or NVIDIA's GPUs (cuda),
                   or WebGPU for any GPU (webgpu), where what was stopped goes on where it was; or
                   all 70,000 images of MNIST (mnist) or Fashion-MNIST (fashion)
  tsnb uninstall NAME
  tsnb --help
  tsnb --version

Exit code: 0 all cells ran, 1 a cell failed, 2 the notebook could not be run, 130 stopped by Ctrl+C.
`;

/** Understands the arguments after the program's name, or throws a `UsageError`. */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = parseOptions(args);
  if (values.help === true) {
    return { type: 'help' };
  }
  if (values.version === true) {
    return { type: 'version' };
  }
  const [verb, ...operands] = positionals;
  switch (verb) {
    case 'run':
      return runCommand(operands, values);
    case 'backends':
      if (operands.length > 0 || Object.keys(values).length > 0) {
        throw new UsageError('"tsnb backends" takes no arguments.');
      }
      return { type: 'backends' };
    case 'install':
    case 'uninstall':
      return { type: verb, what: toInstallable(verb, operands) };
    case undefined:
      throw new UsageError(`A command should be named: ${verbs}. See "tsnb --help".`);
    default:
      throw new UsageError(`The command should be ${verbs}. Received "${verb}".`);
  }
}

const verbs = 'run, backends, install or uninstall';

function toInstallable(verb: string, operands: readonly string[]): Installable {
  const [text] = operands;
  const what = [...installableBackends, ...installableData].find((known) => known === text);
  if (what === undefined || operands.length > 1) {
    throw new UsageError(
      `"tsnb ${verb}" takes one backend, ${installableBackends.slice(0, -1).join(', ')} or ${installableBackends.at(-1) ?? ''}, or one data set, ` +
        `${installableData.join(' or ')}. Received "${operands.join(' ')}".`,
    );
  }
  return what;
}

interface Options {
  readonly help?: boolean;
  readonly version?: boolean;
  readonly output?: string;
  readonly timeout?: string;
  readonly backend?: string;
}

function parseOptions(args: readonly string[]): { values: Options; positionals: string[] } {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
        output: { type: 'string', short: 'o' },
        timeout: { type: 'string' },
        backend: { type: 'string' },
      },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Node adds advice about dashes and equals signs after its first sentence.
    throw new UsageError(`${message.split(/\.\s/)[0] ?? message}. See "tsnb --help".`);
  }
}

function runCommand(operands: readonly string[], options: Options): RunCommand {
  const [file] = operands;
  if (file === undefined || operands.length > 1) {
    throw new UsageError(`"tsnb run" takes one file. Received ${operands.length}.`);
  }
  const { output, timeout, backend } = options;
  return {
    type: 'run',
    file,
    ...(output !== undefined && { output }),
    ...(timeout !== undefined && { timeout: toSeconds(timeout) }),
    ...(backend !== undefined && { backend: toBackend(backend) }),
  };
}

function toSeconds(text: string): number {
  const seconds = Number(text);
  // A timer of more milliseconds than fit into 31 bits would fire at once.
  if (!(seconds > 0 && seconds <= 2_000_000)) {
    throw new UsageError(
      `--timeout should be seconds above 0, at most 2000000. Received "${text}".`,
    );
  }
  return seconds;
}

function toBackend(text: string): BackendName {
  const name = backendNames.find((known) => known === text);
  if (name === undefined) {
    throw new UsageError(
      `--backend should be one of ${backendNames.join(', ')}. Received "${text}".`,
    );
  }
  return name;
}
