import type { LayersModel } from '@tensorflow/tfjs';
import { nameOf, optimizerNames, type DryRun, type DryRunOptions, type Shares } from '../blueprint';
import type { Shape } from '../protocol/architecture';
import type { Tf } from '../zoo';
import { checkOptions, whole, type Rule, type Rules } from '../zoo/options';
import { assess } from './assess';
import { expectModel } from './expectModel';
import type { LessonHost, Machine } from './host';
import { showsItself } from './planDisplay';
import type { Room } from './room';

/** What is planned. */
export interface PlanOptions extends Pick<DryRunOptions, 'loss' | 'inputShape'> {
  /** Examples at a time. Default 32. */
  readonly batchSize?: number;
  /** Default: the model's own if it is compiled, otherwise 'sgd'. */
  readonly optimizer?: NonNullable<DryRunOptions['optimizer']>;
}

/** What one way of using a model costs. */
export interface PlannedCost {
  /** Multiply-adds of convolutions and matrix products for the batch. */
  readonly macs: number;
  /** The most memory that is in use at a time: weights, what is computed, and what the backend adds. */
  readonly peakBytes: number;
}

/** What one layer costs. */
export interface PlannedLayer {
  readonly name: string;
  readonly className: string;
  readonly outputShape: Shape;
  readonly params: number;
  /** Multiply-adds for the batch. */
  readonly macs: number;
  /** Multiply-adds of a training step. */
  readonly trainingMacs: number;
  /** Bytes that it keeps until its gradients have been computed. */
  readonly activationBytes: number;
}

/** What a model will cost, computed without computing it. */
export interface Plan {
  /** A sentence. */
  readonly summary: string;
  readonly model: string;
  readonly batchSize: number;
  readonly optimizer: string;
  readonly backend: string;
  readonly inference: PlannedCost;
  /** One step; `null` where no weight is trained. */
  readonly training: PlannedCost | null;
  /** What memory is used for when a training step needs most. */
  readonly memory: Shares;
  readonly machine: Room;
  readonly layers: readonly PlannedLayer[];
}

const optimizer: Rule = {
  allowed: `one of ${optimizerNames.join(', ')}, or made by tf.train`,
  holds: (value) =>
    (typeof value === 'string' && (optimizerNames as readonly string[]).includes(value)) ||
    (typeof value === 'object' && value !== null && 'applyGradients' in value),
};

const anything: Rule = { allowed: 'as in model.compile', holds: () => true };

const rules: Rules<PlanOptions> = {
  batchSize: whole(),
  optimizer,
  loss: anything,
  inputShape: {
    allowed: 'the sizes of one example, or a list of them for several inputs',
    holds: Array.isArray,
  },
};

/** Says what models will cost in the cells of a host. */
export function createPlanner(tf: Tf, host: Pick<LessonHost, 'machine'>) {
  return (model: LayersModel, options: PlanOptions = {}): Plan => {
    expectModel('plan', model);
    checkOptions('plan', options, rules);
    return showsItself(planModel(tf, host.machine(), model, options));
  };
}

/** What `plan` computes, as data alone. */
export function planModel(
  tf: Tf,
  machine: Machine,
  model: LayersModel,
  { batchSize = 32, ...options }: PlanOptions = {},
): Plan {
  const own = model.optimizer as LayersModel['optimizer'] | undefined;
  const { optimizer: chosen = own ?? 'sgd' } = options;
  const given = { ...options, batchSize, optimizer: chosen };
  const predicting = assess(tf, machine, model, given);
  const training = isTrained(model)
    ? assess(tf, machine, model, { ...given, training: true })
    : undefined;
  const { cost: inference } = predicting;
  const dear = training ?? predicting;
  return {
    summary: dear.sentence,
    model: model.name,
    batchSize: inference.batchSize,
    optimizer: nameOf(chosen),
    backend: machine.backend,
    inference: costOf(inference),
    training: training ? costOf(training.cost) : null,
    memory: dear.cost.memory,
    machine: dear.room,
    layers: inference.layers.map((layer, index) => {
      const trained = training?.cost.layers[index];
      return {
        name: layer.name,
        className: layer.className,
        outputShape: layer.outputShape,
        params: layer.params,
        macs: layer.macs,
        trainingMacs: trained?.macs ?? 0,
        activationBytes: (trained ?? layer).activationBytes,
      };
    }),
  };
}

function costOf({ macs, peakBytes }: DryRun): PlannedCost {
  return { macs, peakBytes };
}

function isTrained(model: LayersModel): boolean {
  return model.trainableWeights.length > 0;
}
