import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

import { isRecord } from '../../protocol/json';
import type { BackendName, BackendReport, KernelInfo } from '../../protocol/kernel';
import { backendNames } from '../../protocol/kernel';
import type { StartUp, SurveyAnswer } from '../startUp';
import { controlFd } from '../startUp';
import { kernelEnvironment } from './body';
import { findNode } from './findNode';

/** What a survey depends on. */
export interface SurveyOptions {
  /** Packages of the notebook's folder count. */
  readonly cwd: string;
  /** The folder of the kernel's bundles: `dist/kernel`. */
  readonly kernelFolder: string;
  /** Path of the Node that kernels run on; the best one is looked for if absent. */
  readonly node?: string;
  /** Added to the environment of the host. */
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the backend that is being tried; the rest are not tried. */
  readonly signal: AbortSignal;
  /** Called before each backend. */
  readonly onBackend?: (name: BackendName, index: number) => void;
  /** How long one backend may take, milliseconds. The probe of a native one may take half of it. */
  readonly timeoutMs?: number;
}

/** What this machine offers. */
export interface Survey {
  /** All five, best first. */
  readonly ladder: readonly BackendReport[];
  readonly nodeVersion?: string;
  readonly tfVersion?: string;
}

/** Between asking a process to end and ending it, milliseconds. */
const politeMs = 500;

/**
 * Tries every backend and measures its speed, one after another, each in a short-lived process of its
 * own: whatever crashes or hangs there rules out one backend, and no kernel notices. Never rejects
 * because of a backend.
 *
 * @throws {Error} when `node` is no Node that kernels run on, or `cwd` is not there.
 */
export async function surveyBackends(options: SurveyOptions): Promise<Survey> {
  const { signal, onBackend, cwd } = options;
  if (!existsSync(cwd)) {
    throw new Error(`The notebook's folder should exist. Received ${cwd}.`);
  }
  const node = await findNode(options.node);
  const ladder: BackendReport[] = [];
  let versions: Omit<Survey, 'ladder'> = {};
  for (const [index, name] of backendNames.entries()) {
    if (signal.aborted) {
      ladder.push(stopped(name));
      continue;
    }
    onBackend?.(name, index);
    const { report, ...found } = await tryBackend(name, { ...options, node: node.path });
    ladder.push(report);
    versions = { ...versions, ...found };
  }
  return { ladder, ...versions };
}

type Answer = Omit<SurveyAnswer, 'nodeVersion'> & Partial<SurveyAnswer>;

async function tryBackend(
  name: BackendName,
  options: SurveyOptions & { readonly node: string },
): Promise<Answer> {
  const { signal, timeoutMs = 60_000 } = options;
  const child = startProcess(name, options);
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-4_000);
  });
  return await new Promise((resolve) => {
    const finish = (answer: Answer): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      end(child);
      resolve(answer);
    };
    const fail = (reason: string): void =>
      finish({ report: { name, status: 'unavailable', reason } });
    const stop = (): void => finish({ report: stopped(name) });
    const timer = setTimeout(
      () => fail(`It gave no result within ${timeoutMs / 1000} seconds.`),
      timeoutMs,
    );
    signal.addEventListener('abort', stop);
    child.on('message', (message) => {
      if (isAnswer(message)) {
        finish(message);
      }
    });
    child.on('error', (error) => fail(`It could not be tried: ${error.message}.`));
    child.on('close', (code, killer) => {
      const how = killer === null ? `exited with code ${code ?? 0}` : `was ended by ${killer}`;
      const last = stderr.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
      const words = last === '' ? '' : ` (${last})`;
      fail(`It crashed while it computed: the process ${how}${words}.`);
    });
  });
}

function startProcess(
  name: BackendName,
  { cwd, kernelFolder, node, env }: SurveyOptions & { readonly node: string },
): ChildProcess {
  const startUp: StartUp = { host: 'process', folder: cwd, backend: name, task: 'survey' };
  const child = fork(path.join(kernelFolder, 'main.js'), [JSON.stringify(startUp)], {
    cwd,
    execPath: node,
    execArgv: [],
    env: {
      ...kernelEnvironment(env),
      // VS Code's own executable runs as Node; a real Node does not care.
      ELECTRON_RUN_AS_NODE: '1',
      // A kernel may be computing on the same GPU: take no more of its memory than needed.
      TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc', 'pipe'],
  });
  // The control pipe says by its end that this host is gone; it breaks when the process goes first.
  child.stdio[controlFd]?.on('error', () => undefined);
  return child;
}

/** A process that still loads ends its probe with itself; one that hangs in a library is killed. */
function end(child: ChildProcess): void {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  if (child.connected) {
    child.disconnect();
  }
  const insist = setTimeout(() => child.kill('SIGKILL'), politeMs);
  child.once('exit', () => clearTimeout(insist));
}

function stopped(name: BackendName): BackendReport {
  return { name, status: 'not-tried', reason: 'You stopped before it was tried.' };
}

/** Only our own code answers, over a channel that only it has. */
function isAnswer(message: unknown): message is SurveyAnswer {
  return isRecord(message) && isRecord(message['report']);
}

/** What a survey found, told beside a kernel that runs: that one is known to work. */
export function besideKernel(survey: Survey, info: KernelInfo): Survey & { backend: BackendName } {
  const ladder = survey.ladder.map((found): BackendReport => {
    if (found.name !== info.backend) {
      return found;
    }
    const own = info.ladder.find(({ name }) => name === found.name);
    const { speed, memory, reason } = found;
    return {
      name: found.name,
      ...(speed !== undefined && { speed }),
      ...(memory !== undefined && { memory }),
      ...own,
      status: 'running',
      ...(reason !== undefined && { reason: `Its speed was not measured. ${reason}` }),
    };
  });
  const { nodeVersion, tfVersion, backend } = info;
  return { ladder, nodeVersion, tfVersion, backend };
}
