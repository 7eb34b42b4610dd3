import os from 'node:os';

import type { BackendName, BackendReport } from '../../protocol/kernel';
import { assertNever } from '../../protocol/json';
import { backendNames } from '../../protocol/kernel';
import { machineOf } from './machine';
import { memoryOf } from './memory';
import { createNativeProber, loadNative } from './native';
import type { NativeCandidate } from './native';
import { makeReadable } from './readable';
import type { Absence, Rung, StartOptions, Started, Tf } from './started';
import { BackendUnavailableError } from './started';
import { startWebgpu } from './webgpu';

type NativeProber = ReturnType<typeof createNativeProber>;

/** Starts the best backend that works, or the one that is asked for. */
export async function startBackend(options: StartOptions): Promise<Started> {
  const { preferred } = options;
  const prober = createNativeProber(options);
  const reports: BackendReport[] = [];
  let running: { readonly name: BackendName; readonly rung: Rung } | undefined;
  for (const name of backendNames) {
    if (running !== undefined || (preferred !== 'auto' && preferred !== name)) {
      reports.push(unused(name, running?.name ?? preferred));
      continue;
    }
    const result = await climb(name, options, prober);
    if ('tf' in result) {
      running = { name, rung: result };
      const { version, device, memory } = result;
      const facts = { version, device, ...(memory !== undefined && { memory }) };
      reports.push({ name, status: 'running', ...facts });
    } else {
      options.log(`${name}: ${result.reason}`);
      reports.push({ name, status: 'unavailable', ...result });
      if (preferred === name) {
        const rest = backendNames
          .slice(reports.length)
          .map((below) => notTried(below, `${name} was asked for.`));
        throw new BackendUnavailableError(name, result, [...reports, ...rest]);
      }
    }
  }
  if (running === undefined) {
    const reasons = reports.map((report) => report.reason ?? '').join(' ');
    throw new Error(`No backend works on this machine. ${reasons}`);
  }
  return toStarted(running.name, running.rung, reports);
}

async function climb(
  name: BackendName,
  options: StartOptions,
  prober: NativeProber,
): Promise<Rung | Absence> {
  switch (name) {
    case 'cuda':
      return startCuda(await prober('@tensorflow/tfjs-node-gpu'));
    case 'webgpu':
      return await startWebgpu(options);
    case 'tensorflow':
      return startTensorFlow(await prober('@tensorflow/tfjs-node'), () =>
        prober('@tensorflow/tfjs-node-gpu'),
      );
    case 'wasm':
    case 'cpu':
      return await startEmbeddedRung(name, options);
    default:
      return assertNever(name, 'A backend');
  }
}

function startCuda(candidate: NativeCandidate): Rung | Absence {
  if ('absence' in candidate) {
    return candidate.absence;
  }
  if (!candidate.isGpu) {
    return {
      reason: `${candidate.found.name} ${candidate.found.version} loads, but TensorFlow sees no GPU.`,
      remedy: 'Install the NVIDIA driver, CUDA 11.2 and cuDNN 8.1, and restart the kernel.',
    };
  }
  const { device = 'GPU (CUDA)', memory } = candidate;
  const rung = withDevice(loadNative(candidate.found), device);
  return 'tf' in rung ? { ...rung, gpu: device, ...(memory !== undefined && { memory }) } : rung;
}

/** The GPU package computes on the processor where there is no GPU: better than installing twice. */
async function startTensorFlow(
  candidate: NativeCandidate,
  alternative: () => Promise<NativeCandidate>,
): Promise<Rung | Absence> {
  const chosen = 'found' in candidate ? candidate : await alternative();
  if ('found' in chosen) {
    return withDevice(loadNative(chosen.found), processor());
  }
  return 'absence' in candidate ? candidate.absence : chosen.absence;
}

async function startEmbeddedRung(
  name: 'wasm' | 'cpu',
  options: StartOptions,
): Promise<Rung | Absence> {
  // Imported late: with native TensorFlow the embedded tf is never needed.
  const { startEmbedded } = await import('./embedded');
  try {
    return await startEmbedded(name, options.folder);
  } catch (error) {
    const message = error instanceof Error ? error.message : JSON.stringify(error);
    return { reason: `The embedded ${name} backend did not start: ${message}` };
  }
}

function withDevice(rung: Rung | Absence, device: string): Rung | Absence {
  return 'tf' in rung ? { ...rung, device } : rung;
}

function processor(): string {
  const cpus = os.cpus();
  const threads = `${cpus.length} ${cpus.length === 1 ? 'thread' : 'threads'}`;
  return [cpus[0]?.model.trim(), threads].filter(Boolean).join(', ');
}

function unused(name: BackendName, instead: BackendName | 'auto'): BackendReport {
  const isBelow = instead !== 'auto' && backendNames.indexOf(name) > backendNames.indexOf(instead);
  if (!isBelow) {
    return notTried(name, `${instead} was asked for.`);
  }
  const isEmbedded = name === 'wasm' || name === 'cpu';
  const report = notTried(name, `${instead} is faster.`);
  return isEmbedded ? { ...report, status: 'available' } : report;
}

function notTried(name: BackendName, reason: string): BackendReport {
  return { name, status: 'not-tried', reason };
}

function toStarted(name: BackendName, rung: Rung, ladder: readonly BackendReport[]): Started {
  const { tf, gpu, reservedBytes, settle } = rung;
  makeReadable(tf);
  return {
    tf,
    name,
    ladder,
    memory: () => ({
      ...memoryOf(tf),
      ...(reservedBytes && { reservedBytes: reservedBytes() }),
    }),
    settle: settle ?? (() => Promise.resolve()),
    machine: () => machineOf(tf, name, gpu),
    dispose: () => disposeBackend(tf),
  };
}

/** Where several are registered, tfjs itself takes the one with the highest. */
const priorities: Readonly<Record<string, number>> = { webgpu: 3, wasm: 2 };

/** Ends the instance, not the registration, so that the backend can be started again. */
function disposeBackend(tf: Tf): void {
  const name = tf.getBackend();
  const factory = tf.findBackendFactory(name);
  tf.disposeVariables();
  tf.removeBackend(name);
  tf.registerBackend(name, factory, priorities[name] ?? 1);
}
