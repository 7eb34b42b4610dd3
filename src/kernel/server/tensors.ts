import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import type { Tf } from '../backends';
import { Flag } from '../ladder';
import { Interrupted, runContext } from './run';
import type { Run, TrainingModel } from './run';

/** Keeps tensorflow in order when cells are stopped. */
export interface TensorGuard {
  /** A cell starts: what it makes from now on is watched. */
  begin(): void;
  /** Puts the engine back as it was between cells, after a cell was cut off. */
  restore(run: Run): void;
  /** Frees the tensors of the cell that nothing can reach any more. */
  sweep(): void;
}

/** Parts of tfjs' engine that it does not declare. */
interface Engine {
  runKernelFunc(params: unknown): unknown;
  trackTensor(tensor: Watched, backend: unknown): void;
  disposeTensor(tensor: Watched): void;
  readonly state: {
    gradientDepth: number;
    kernelDepth: number;
    activeTape: unknown;
    activeScope: unknown;
    scopeStack: unknown[];
    numDataMovesStack: unknown[];
  };
}

interface Watched extends TensorInfo {
  readonly id: number;
  readonly size: number;
}

interface Watch {
  readonly reference: WeakRef<Watched>;
  /** What the engine reads of a tensor that it disposes. */
  readonly remains: Watched;
}

/** What the guard watches, and for whom. */
export interface GuardOptions {
  readonly tf: Tf;
  readonly flags: Int32Array;
  readonly current: () => Run | undefined;
}

/**
 * Stopped cells throw at their next operation, so that tfjs unwinds in good order. Tensors that were
 * on their way then (within `fit`, say) belong to nobody: they are told from the learner's by the
 * garbage collector, which finds only those.
 */
export function guardTensors({ tf, flags, current }: GuardOptions): TensorGuard {
  const engine = tf.engine() as unknown as Engine;
  const watches = new Map<number, Watch>();
  // JavaScript stops anywhere without harm; compiled code would leave its heap half changed.
  const isCompiled = tf.getBackend() !== 'cpu';
  let depth = 0;

  const runKernelFunc = engine.runKernelFunc.bind(engine);
  const trackTensor = engine.trackTensor.bind(engine);
  const disposeTensor = engine.disposeTensor.bind(engine);
  engine.runKernelFunc = (params) => {
    if (
      Atomics.load(flags, Flag.interrupt) !== 0 &&
      (runContext.getStore() ?? current())?.isStopped === true
    ) {
      throw new Interrupted();
    }
    depth += 1;
    if (depth === 1 && isCompiled) {
      Atomics.store(flags, Flag.busy, 1);
    }
    try {
      return runKernelFunc(params);
    } finally {
      depth -= 1;
      if (depth === 0) {
        Atomics.store(flags, Flag.busy, 0);
      }
    }
  };
  engine.trackTensor = (tensor, backend) => {
    trackTensor(tensor, backend);
    if (current() !== undefined) {
      const { id, dataId, dtype, shape, size } = tensor;
      watches.set(id, {
        reference: new WeakRef(tensor),
        remains: { id, dataId, dtype, shape, size },
      });
    }
  };
  engine.disposeTensor = (tensor) => {
    watches.delete(tensor.id);
    disposeTensor(tensor);
  };
  watchTraining(tf);

  return {
    begin: () => watches.clear(),
    restore: (run) => {
      depth = 0;
      Atomics.store(flags, Flag.busy, 0);
      Object.assign(engine.state, {
        gradientDepth: 0,
        kernelDepth: 0,
        activeTape: null,
        activeScope: null,
        scopeStack: [],
        numDataMovesStack: [],
      });
      for (const model of run.training) {
        model.isTraining = false;
        closeHistory(model);
      }
      run.training.clear();
    },
    sweep: () => {
      collectGarbage();
      for (const [id, { reference, remains }] of watches) {
        if (reference.deref() === undefined) {
          watches.delete(id);
          disposeTensor(remains);
        }
      }
    },
  };
}

/** Notes which models are within `fit`: cut off, they would refuse to be trained again. */
function watchTraining(tf: Tf): void {
  const prototype = tf.LayersModel.prototype as unknown as Record<
    'fit' | 'fitDataset',
    (...values: unknown[]) => Promise<unknown>
  >;
  for (const name of ['fit', 'fitDataset'] as const) {
    const original = prototype[name];
    prototype[name] = async function (this: TrainingModel, ...values) {
      const run = runContext.getStore();
      run?.training.add(this);
      try {
        return await original.apply(this, values);
      } finally {
        run?.training.delete(this);
        if (run?.isStopped === true) {
          closeHistory(this);
        }
      }
    };
  }
}

/** Epochs that are over have their losses still as tensors; `fit` reads them at its very end. */
function closeHistory({ history }: TrainingModel): void {
  for (const values of Object.values(history?.history ?? {})) {
    for (const [index, value] of values.entries()) {
      if (typeof value !== 'number') {
        values[index] = readNumber(value);
        value.dispose();
      }
    }
  }
}

function readNumber(scalar: Tensor): number {
  try {
    return scalar.dataSync()[0] ?? NaN;
  } catch {
    // Some backends cannot read at once, and what was cut off may be gone.
    return NaN;
  }
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
