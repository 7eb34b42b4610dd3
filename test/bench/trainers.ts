import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';

import { networks, type NetworkName } from './networks';
import type { Program } from './runner';
import type { Way } from './trainingStep';

/** As many threads for everyone. */
export const threads = Number(process.env['TSNB_BENCH_THREADS'] ?? availableParallelism());

/** Someone who computes a network. */
export interface Trainer {
  readonly name: string;
  readonly program: (network: NetworkName) => Program;
  /** A Python library, which builds the network from our description of it. */
  readonly isPeer?: true;
  /** For others it takes minutes, or says nothing new. */
  readonly only?: readonly NetworkName[];
  /** Steps in a turn, and before the first: fewer than the network says. */
  readonly isSlow?: true;
}

const small = ['lenet5', 'resnet20'] as const;

function ours(name: string, way: Way, more: Partial<Trainer> & Pick<Program, 'env'> = {}) {
  const { env, ...rest } = more;
  const program = (network: NetworkName): Program => ({
    command: process.execPath,
    args: [path.join(__dirname, 'trainingStep.js'), way, network],
    env: { TSNB_THREADS: String(threads), ...threadLimits(), ...env },
  });
  return { name, program, ...rest };
}

function peer(name: string, library: 'torch' | 'keras', pythons: readonly string[]): Trainer {
  // The first that has it; if none has, this one says so.
  const python =
    pythons.find((command) => spawnSync(command, ['-c', `import ${library}`]).status === 0) ??
    'python3';
  const program = (network: NetworkName): Program => ({
    command: python,
    args: [
      'test/bench/training_peers.py',
      ...[library, String(threads), String(networks[network].batch)],
    ],
    env: threadLimits(),
  });
  return { name, program, isPeer: true };
}

function threadLimits(): Readonly<Record<string, string>> {
  const count = String(threads);
  return {
    OMP_NUM_THREADS: count,
    TF_NUM_INTRAOP_THREADS: count,
    TF_NUM_INTEROP_THREADS: count,
    TF_CPP_MIN_LOG_LEVEL: '3',
  };
}

/** All that may be here. */
export function everyone(): readonly Trainer[] {
  const named = (variable: string) => process.env[variable] ?? [];
  const pythons = [named('TSNB_BENCH_PYTHON'), 'python3', '/usr/bin/python3'].flat();
  return [
    ours('wasm', 'wasm'),
    ours('wasm, 1 thread', 'wasm', { only: small, env: { TSNB_THREADS: '1' } }),
    ours('wasm, composed', 'composed', { only: small, isSlow: true }),
    ours('cpu', 'cpu', { only: ['lenet5'], isSlow: true }),
    ours('tensorflow', 'tensorflow'),
    ours('webgpu', 'webgpu'),
    ours('cuda', 'cuda'),
    peer('PyTorch', 'torch', pythons),
    peer('Keras', 'keras', [named('TSNB_BENCH_KERAS_PYTHON'), pythons].flat()),
  ];
}
