import { spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { isRecord } from '../../src/protocol/json';
import type { CellResult, RunningKernel } from './contender';
import { residentBytesOf } from './memory';

/** The part of the package zeromq (tslab's own) that is used. */
interface Zeromq {
  readonly Dealer: new (options: object) => Socket;
  readonly Subscriber: new (options: object) => Socket;
}

interface Socket extends AsyncIterable<readonly Buffer[]> {
  connect(address: string): void;
  send(frames: readonly (string | Buffer)[]): Promise<void>;
  subscribe(): void;
  close(): void;
}

/** How a Jupyter kernel is started and stopped. */
export interface JupyterOptions {
  /** The folder where the peers are installed; it is the kernel's working directory, too. */
  readonly folder: string;
  readonly command: (connectionFile: string) => readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
}

interface Message {
  readonly type: string;
  readonly parent: unknown;
  readonly content: Readonly<Record<string, unknown>>;
}

interface Pending {
  readonly id: string;
  readonly started: number;
  readonly resolve: (result: CellResult) => void;
  printed: string[];
  value: string;
  messages: number;
  isReplied: boolean;
  isIdle: boolean;
  status: CellResult['status'];
}

const askNothing = {
  silent: false,
  store_history: true,
  user_expressions: {},
  allow_stdin: false,
  stop_on_error: true,
};

const ports = ['shell_port', 'iopub_port', 'stdin_port', 'control_port', 'hb_port'] as const;

/** Starts a Jupyter kernel and speaks its protocol over ZeroMQ, as Jupyter's own clients do. */
export async function startJupyter(options: JupyterOptions): Promise<RunningKernel> {
  const { folder, command, env = {} } = options;
  const zeromq = createRequire(path.join(folder, 'package.json'))('zeromq') as Zeromq;
  const free = await freePorts(ports.length);
  const connection = {
    ...Object.fromEntries(ports.map((name, index) => [name, free[index]])),
    ip: '127.0.0.1',
    transport: 'tcp',
    key: randomUUID(),
    signature_scheme: 'hmac-sha256',
    kernel_name: 'bench',
  };
  const own = mkdtempSync(path.join(tmpdir(), 'tsnb-bench-'));
  const file = path.join(own, 'connection.json');
  writeFileSync(file, JSON.stringify(connection));
  const [program, ...args] = command(file);
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  // A short interval, so that waiting for the kernel to listen is not counted as its own slowness.
  const common = { linger: 0, reconnectInterval: 5, receiveHighWaterMark: 0 };
  const address = (index: number): string => `tcp://127.0.0.1:${free[index] ?? 0}`;
  const shell = new zeromq.Dealer(common);
  const iopub = new zeromq.Subscriber(common);
  shell.connect(address(0));
  iopub.connect(address(1));
  iopub.subscribe();

  const session = randomUUID();
  let pending: Pending | undefined;
  let isFirst = true;
  const finish = (): void => {
    // The first idle message may come before the kernel knows who listens to its broadcasts.
    if (pending?.isReplied === true && (pending.isIdle || isFirst)) {
      const { started, status, printed, value, messages, resolve } = pending;
      pending = undefined;
      isFirst = false;
      const ms = performance.now() - started;
      resolve({ ms, status, printed: printed.join(''), value, messages });
    }
  };
  void ended.then(() => {
    if (pending !== undefined) {
      Object.assign(pending, { isReplied: true, isIdle: true, status: 'died' });
      finish();
    }
  });
  void listen(shell, ({ type, parent, content }) => {
    if (type === 'execute_reply' && pending !== undefined && parent === pending.id) {
      pending.isReplied = true;
      pending.status = content['status'] === 'ok' ? 'ok' : 'error';
      finish();
    }
  });
  void listen(iopub, (message) => {
    if (pending !== undefined && message.parent === pending.id) {
      take(message, pending);
      finish();
    }
  });
  const send = async (id: string, type: string, content: object): Promise<void> => {
    const header = { msg_id: id, msg_type: type, session, username: 'bench', version: '5.3' };
    const dated = { ...header, date: new Date().toISOString() };
    const parts = [dated, {}, {}, content].map((part) => JSON.stringify(part));
    const signature = createHmac('sha256', connection.key).update(parts.join('')).digest('hex');
    await shell.send(['<IDS|MSG>', signature, ...parts]);
  };
  return {
    run: (code) =>
      new Promise((resolve, reject) => {
        const id = randomUUID();
        const empty = { value: '', messages: 0, isReplied: false, isIdle: false };
        const started = performance.now();
        pending = { id, started, resolve, printed: [], status: 'ok', ...empty };
        send(id, 'execute_request', { ...askNothing, code }).catch(reject);
      }),
    // Neither kernel spec names an interrupt mode, so a front end sends the signal.
    interrupt: () => {
      child.kill('SIGINT');
    },
    residentBytes: () => (child.pid === undefined ? undefined : residentBytesOf(child.pid)),
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      for (const socket of [shell, iopub]) {
        socket.close();
      }
      rmSync(own, { recursive: true });
    },
  };
}

function take({ type, content }: Message, pending: Pending): void {
  switch (type) {
    case 'stream':
      pending.messages += 1;
      pending.printed.push(textOf(content['text']));
      return;
    case 'execute_result':
    case 'display_data': {
      pending.messages += 1;
      const data = isRecord(content['data']) ? content['data'] : {};
      pending.value = textOf(data['text/plain']);
      return;
    }
    case 'error':
      pending.value = `${textOf(content['ename'])}: ${textOf(content['evalue'])}`;
      return;
    case 'status':
      pending.isIdle ||= content['execution_state'] === 'idle';
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

async function listen(socket: Socket, listener: (message: Message) => void): Promise<void> {
  try {
    for await (const frames of socket) {
      const start = frames.findIndex((frame) => frame.toString('latin1') === '<IDS|MSG>');
      const [header, parent, , content] = frames
        .slice(start + 2, start + 6)
        .map((frame) => JSON.parse(frame.toString()) as unknown);
      if (isRecord(header) && isRecord(parent) && isRecord(content)) {
        listener({ type: textOf(header['msg_type']), parent: parent['msg_id'], content });
      }
    }
  } catch {
    // The socket was closed: the kernel was stopped.
  }
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  return await Promise.all(
    servers.map(async (server) => {
      const address = server.address();
      await new Promise((resolve) => server.close(resolve));
      return typeof address === 'object' && address !== null ? address.port : 0;
    }),
  );
}
