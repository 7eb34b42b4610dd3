import { recoverEngine } from '../../blueprint';
import type { Tf } from '../backends';
import { Flag } from '../ladder';
import { engineOf } from './engine';
import { Interrupted, runContext } from './run';
import type { Run } from './run';
import { TensorStore } from './tensorStore';
import { endTraining, watchTraining } from './training';

/** Keeps tensorflow in order: when cells are stopped, and when they leave tensors behind. */
export interface TensorGuard {
  /** A cell starts. */
  begin(): void;
  /** A cell has ended: what it left to nobody is freed soon. */
  end(): void;
  /** Puts the engine back as it was between cells, after a cell was cut off. */
  restore(run: Run): void;
  /** Frees the tensors that nothing can reach any more. */
  sweep(): void;
}

/** What the guard watches, and for whom. */
export interface GuardOptions {
  readonly tf: Tf;
  readonly flags: Int32Array;
  readonly current: () => Run | undefined;
  /** Called when there may be fewer tensors than before, outside of cells too. */
  readonly onCollected: () => void;
  /** Called before each operation. */
  readonly onStep: () => void;
}

/**
 * Stopped cells throw at their next operation, so that tfjs unwinds in good order. Tensors that were
 * on their way then (within `fit`, say) belong to nobody, like those that a cell forgot and those of
 * a model whose name was given to another: they are told from the learner's by the garbage
 * collector, which finds only those.
 */
export function guardTensors({
  tf,
  flags,
  current,
  onCollected,
  onStep,
}: GuardOptions): TensorGuard {
  const engine = engineOf(tf);
  // JavaScript stops anywhere without harm; compiled code would leave its heap half changed.
  const isCompiled = tf.getBackend() !== 'cpu';
  // Holds the operations' inputs: a tensor that only its operation still needs is not collected.
  const running: unknown[] = [];

  const store = new TensorStore({ tf, engine, onCollected });
  const runKernelFunc = engine.runKernelFunc.bind(engine);
  engine.runKernelFunc = (params) => {
    if (
      Atomics.load(flags, Flag.interrupt) !== 0 &&
      (runContext.getStore() ?? current())?.isStopped === true
    ) {
      throw new Interrupted();
    }
    running.push(params);
    if (running.length === 1 && isCompiled) {
      Atomics.store(flags, Flag.busy, 1);
    }
    try {
      store.step();
      onStep();
      return runKernelFunc(params);
    } finally {
      running.pop();
      if (running.length === 0) {
        Atomics.store(flags, Flag.busy, 0);
      }
    }
  };
  watchTraining(tf);

  return {
    begin: () => store.begin(),
    end: () => store.end(),
    restore: (run) => {
      recoverEngine(tf);
      running.length = 0;
      Atomics.store(flags, Flag.busy, 0);
      Object.assign(engine.state, {
        gradientDepth: 0,
        kernelDepth: 0,
        activeTape: null,
        activeScope: null,
        scopeStack: [],
        numDataMovesStack: [],
      });
      endTraining(run);
    },
    sweep: () => store.collect(),
  };
}
