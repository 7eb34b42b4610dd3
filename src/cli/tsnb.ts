#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { BackendName, KernelInfo } from '../protocol/kernel';
import { backendNames } from '../protocol/kernel';
import { isRecord } from '../protocol/json';
import { createKernel } from '../kernel/client/createKernel';
import { describeLadder, fastestWords } from '../kernel/client/describeLadder';
import type { Kernel } from '../kernel/client/kernel';
import { surveyBackends } from '../kernel/client/survey';
import { UsageError, help, parseCommand } from './arguments';
import type { Command, RunCommand } from './arguments';
import { install, uninstall } from './install';
import { checkWritable, defaultOutput, readNotebook, writeNotebook } from './files';
import { TerminalReport } from './report';
import { runNotebook } from './runNotebook';

/** What scripts can tell from the exit code. */
const exitCodes = { ok: 0, failed: 1, unusable: 2, stopped: 130 };

/** The kernel's bundles stand beside this one. */
const kernelFolder = path.join(__dirname, '../kernel');

async function main(command: Command): Promise<number> {
  switch (command.type) {
    case 'help':
      process.stdout.write(help);
      return exitCodes.ok;
    case 'version':
      process.stdout.write(`${version()}\n`);
      return exitCodes.ok;
    case 'backends':
      return backends();
    case 'install':
      return install(command.what);
    case 'uninstall':
      return uninstall(command.what);
    case 'run':
      return run(command);
  }
}

async function run({ file, output, timeout, backend }: RunCommand): Promise<number> {
  const notebook = readNotebook(file);
  const target = output ?? defaultOutput(file);
  checkWritable(target);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  const kernel = startKernel(path.dirname(path.resolve(file)), backend);
  try {
    const info = await ready(kernel);
    process.stdout.write(`${file} on ${backendLine(info)}\n`);
    const result = await runNotebook(notebook, {
      kernel,
      file,
      ...(timeout !== undefined && { timeout }),
      signal: stop.signal,
      listener: new TerminalReport(process.stdout),
    });
    writeNotebook(target, result.notebook);
    process.stdout.write(`\nWritten to ${target}\n`);
    return exitCodes[result.status];
  } finally {
    await kernel.dispose();
  }
}

async function backends(): Promise<number> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const say = (text: string) => process.stdout.isTTY && process.stdout.write(`\r\u001b[K${text}`);
  const { ladder, nodeVersion, tfVersion } = await surveyBackends({
    cwd: process.cwd(),
    kernelFolder,
    signal: stop.signal,
    onBackend: (name, index) => say(`Trying ${name} (${index + 1} of ${backendNames.length})`),
  });
  say('');
  const first = ladder.find(({ status }) => status === 'available');
  const choice = first === undefined ? [] : [`Notebooks run on ${first.name} by default.`];
  const sentences = [...choice, ...fastestWords(ladder)].join(' ');
  process.stdout.write(
    `TensorFlow.js ${tfVersion ?? 'unknown'}, Node ${nodeVersion ?? process.versions.node}. ${sentences}\n\n` +
      `${describeLadder(ladder)}\n`,
  );
  return stop.signal.aborted ? exitCodes.stopped : exitCodes.ok;
}

function startKernel(cwd: string, backend?: BackendName): Kernel {
  return createKernel({
    host: 'process',
    cwd,
    kernelFolder,
    ...(backend !== undefined && { backend }),
  });
}

async function ready(kernel: Kernel): Promise<KernelInfo> {
  return kernel.info.catch((error: unknown) => {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  });
}

function backendLine({ backend, ladder, tfVersion, nodeVersion }: KernelInfo): string {
  const device = ladder.find(({ name }) => name === backend)?.device;
  const where = device === undefined ? '' : ` (${device})`;
  return `${backend}${where}, TensorFlow.js ${tfVersion}, Node ${nodeVersion}`;
}

/** The package's version; package.json stands two folders above the bundle. */
function version(): string {
  const text = readFileSync(path.join(__dirname, '../../package.json'), 'utf8');
  const description: unknown = JSON.parse(text);
  return isRecord(description) ? String(description['version']) : 'unknown';
}

async function start(): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever read along has enough (`| head`); the executed notebook is written all the same.
    if (error.code !== 'EPIPE') {
      throw error;
    }
  });
  try {
    process.exitCode = await main(parseCommand(process.argv.slice(2)));
  } catch (error) {
    const isExpected = error instanceof UsageError;
    process.stderr.write(`tsnb: ${isExpected ? error.message : describe(error)}\n`);
    process.exitCode = exitCodes.unusable;
  }
}

/** A fault of ours: the stack helps whoever reports it. */
function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

void start();
