import { Aside } from './aside';
import { BlueprintBackend } from './backend';
import { registerKernels } from './install';
import { everyLayer, placedLayers, rememberFields } from './layers';
import { Ledger, type LayerCost } from './ledger';
import { Meter, type Shares } from './meter';
import { builtModel, inputsOf } from './model';
import { expectOptimizer, type OptimizerLike } from './optimizers';
import { skipOnes, skipRandomNumbers } from './shortcuts';
import { engineOf, type DataType, type LayersModel, type Tensor, type Tf } from './tensorflow';
import { trainingStep } from './trainingStep';
import type { BackendTraits } from './traits';

/** What is run, and how. */
export interface DryRunOptions {
  /** Examples at a time. A model that was built for a fixed number takes that. Default 32. */
  readonly batchSize?: number;
  /** A whole training step rather than a prediction. Default false. */
  readonly training?: boolean;
  /** For training. Default 'sgd'. */
  readonly optimizer?: OptimizerLike;
  /** For training. Default: the model's own if it is compiled, otherwise what fits its outputs. */
  readonly loss?: LayersModel['loss'];
  /** Sizes of one example where the model leaves them open; a list of them for several inputs. */
  readonly inputShape?: readonly number[] | readonly (readonly number[])[];
  /** What the backend needs that will compute. Default: its tensors and nothing else. */
  readonly traits?: BackendTraits;
}

/** What a prediction or a training step costs. */
export interface DryRun {
  readonly batchSize: number;
  /** Multiply-adds of convolutions and matrix products. */
  readonly macs: number;
  /** The most memory that is in use at a time; data that several tensors share counts once. */
  readonly peakBytes: number;
  /** Bytes of the largest tensor. */
  readonly largestBytes: number;
  /** What the memory is used for when it is most. */
  readonly memory: Shares;
  readonly layers: readonly LayerCost[];
}

/** From the second on they cost the same: in the first, optimizers make their variables. */
const steps = 2;

/**
 * Runs a prediction or a training step of a model on the blueprint backend, by the very code that
 * runs it in earnest, and says what it would cost. The model, its weights and all else in the engine
 * stay as they are.
 *
 * @throws RangeError or TypeError for options that cannot be used; also where the model leaves sizes
 *   open that `inputShape` does not say.
 * @throws Error that names the layer where something fails, e.g. because it asks for values.
 */
export function dryRun(tf: Tf, model: LayersModel, options: DryRunOptions = {}): DryRun {
  const { batchSize = 32, training = false, traits = {} } = options;
  expectOptimizer(options.optimizer ?? 'sgd');
  const base = builtModel(tf, model);
  const inputs = inputsOf(base, batchSize, options.inputShape);
  const meter = new Meter();
  const backend = new BlueprintBackend(tf, { meter, traits });
  const ledger = new Ledger(meter, placedLayers(tf, base));
  const make = (shape: readonly number[], dtype: DataType): Tensor =>
    engineOf(tf).makeTensorFromTensorInfo(
      { dataId: backend.reserve(shape, dtype), shape: [...shape], dtype },
      backend,
    );
  const layers = everyLayer(tf, base);
  const owned = new Set(
    [...layers].flatMap((layer) => layer.weights.map((weight) => weight.read())),
  );
  const aside = new Aside(tf, backend);
  try {
    aside.run(owned, () => {
      aside.onEnd(registerKernels(tf, traits));
      aside.onEnd(skipOnes(tf));
      // A layer that is not built yet may be by the time, and then stays so.
      for (const layer of [...layers].filter(({ built }) => built)) {
        aside.onEnd(rememberFields(layer));
        // States would be kept for the next batch, and those of the last one freed.
        Object.assign(layer, { _stateful: false });
      }
      skipRandomNumbers(tf, layers, make);
      ledger.watch(engineOf(tf));
      const xs = inputs.map(({ shape, dtype }) => make(shape, dtype));
      const step = training
        ? trainingStep(tf, base, {
            ...options,
            xs,
            make,
            meter,
            onForward: () => ledger.noteKept(),
          })
        : () => tf.dispose(base.predictOnBatch(xs));
      for (let count = 0; count < steps; count += 1) {
        meter.restartMacs();
        step();
        // New values of weights are weights, whatever they were computed as.
        for (const variable of owned) {
          backend.assign(variable.dataId, 'weights');
        }
      }
    });
  } catch (error) {
    const place = ledger.failedAt === undefined ? '' : ` at the layer ${ledger.failedAt}`;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`A dry run of ${model.name} failed${place}. ${reason}`, { cause: error });
  }
  return {
    batchSize: inputs[0]?.shape[0] ?? batchSize,
    macs: meter.macs,
    peakBytes: meter.peakBytes,
    largestBytes: meter.largestBytes,
    memory: meter.peak,
    layers: ledger.costs(),
  };
}
