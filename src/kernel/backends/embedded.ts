import { existsSync } from 'node:fs';
import path from 'node:path';
import * as tfjs from '@tensorflow/tfjs';
import * as wasm from '@tensorflow/tfjs-backend-wasm';

import { repairAveragePool } from './averagePool';
import { repairCumulativeSum } from './cumulativeSum';
import { fileSystem, registerFileRouters } from './fileSystem';
import type { Rung, Tf } from './started';
import { installConv } from './wasm/conv';
import { installFallback } from './wasm/fallback';
import { installMatMul } from './wasm/matMul';
import { installRepairs } from './wasm/repairs';
import { prepareWasm } from './wasm/runtime';
import { canShareMemory, useSharedHeap } from './wasm/sharedHeap';
import { threadCount } from './wasm/threads/count';
import { installTraining } from './wasm/training';

/** The rungs that are part of the kernel itself. */
export type EmbeddedName = 'wasm' | 'cpu';

/** Versions of the embedded rungs, without starting them. */
const embeddedVersions: { readonly [name in EmbeddedName]: string } = {
  wasm: `@tensorflow/tfjs-backend-wasm ${wasm.version_wasm}`,
  cpu: `@tensorflow/tfjs-backend-cpu ${tfjs.version_cpu}`,
};

/** Starts the embedded tf on one of its two backends; the other one stays a `tf.setBackend` away. */
export async function startEmbedded(name: EmbeddedName, folder: string): Promise<Rung> {
  const { tf, hasSimd, canTrain } = await prepareEmbedded(folder);
  if (!(await tf.setBackend(name))) {
    throw new Error(`The embedded ${name} backend did not start.`);
  }
  return {
    tf,
    version: embeddedVersions[name],
    device: describeDevice(name, { hasSimd, canTrain }),
  };
}

/** The embedded tf, on none of its backends yet. */
export async function prepareEmbedded(folder: string): Promise<Prepared> {
  const hasSimd = (await tfjs.env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true;
  const canTrain = hasSimd && canShareMemory();
  return { tf: embeddedTf(folder, canTrain), hasSimd, canTrain };
}

/** The embedded tf and what its wasm backend can do. */
interface Prepared {
  readonly tf: Tf;
  readonly hasSimd: boolean;
  readonly canTrain: boolean;
}

function embeddedTf(folder: string, canTrain: boolean): Tf {
  // A copy, because a module namespace cannot be extended: tfjs-node's `tf.io.fileSystem` is missed
  // by tutorials that save to disk.
  const io = {
    ...tfjs.io,
    fileSystem: (location: string) => fileSystem(tfjs.io, folder, location),
  };
  registerFileRouters(tfjs.io, folder);
  installOnce(canTrain);
  return { ...tfjs, io };
}

function installOnce(canTrain: boolean): void {
  if (tfjs.getKernelsForBackend('wasm').some(({ kernelName }) => kernelName === 'Einsum')) {
    return;
  }
  if (canTrain) {
    useSharedHeap(wasm);
  } else if (existsSync(path.join(__dirname, 'tfjs-backend-wasm.wasm'))) {
    // In the bundle the binary lies beside the code; from node_modules the package finds its own.
    wasm.setWasmPaths(__dirname + path.sep);
  }
  prepareWasm(tfjs);
  installMatMul(tfjs);
  installConv(tfjs);
  installFallback(tfjs, 'wasm');
  installRepairs(tfjs);
  if (canTrain) {
    installTraining(tfjs);
  }
  repairAveragePool(tfjs);
  repairCumulativeSum(tfjs);
  silenceBanner(tfjs.findBackend('cpu'));
}

/** The cpu backend greets its first tensor with advice to install tfjs-node. */
function silenceBanner(cpu: object): void {
  Object.assign(cpu, { firstUse: false });
}

function describeDevice(
  name: EmbeddedName,
  { hasSimd, canTrain }: Readonly<Record<'hasSimd' | 'canTrain', boolean>>,
): string {
  if (name === 'cpu') {
    return 'plain JavaScript, 1 thread';
  }
  const threads = canTrain ? threadCount() : 1;
  const simd = hasSimd ? 'SIMD' : 'no SIMD';
  return `${threads} ${threads === 1 ? 'thread' : 'threads'}, ${simd}`;
}
