import type { LayersModel } from '@tensorflow/tfjs';
import { dryRun, type DryRun, type DryRunOptions } from '../blueprint';
import type { Tf } from '../zoo';
import type { Machine } from './host';
import { planInWords } from './planWords';
import { hasRoom, largestBatch, roomFor, type Room } from './room';

/** What a prediction or a training step costs, and whether there is room for it. */
export interface Assessment {
  readonly cost: DryRun;
  readonly room: Room;
  readonly fits: boolean;
  /** All of it in a sentence or two. */
  readonly sentence: string;
}

/** Counts one way of using a model, and holds it against the machine. */
export function assess(
  tf: Tf,
  machine: Machine,
  model: LayersModel,
  options: Omit<DryRunOptions, 'traits'>,
): Assessment {
  const { training: isTraining = false } = options;
  const run = (batchSize = options.batchSize ?? 32) =>
    dryRun(tf, model, { ...options, batchSize, traits: machine.traits });
  const cost = run();
  const room = roomFor(tf, machine, model);
  const fits = hasRoom(room, cost);
  const smaller = fits ? undefined : largestBatch(cost, run(1), room);
  const sentence = planInWords({ name: model.name, cost, isTraining, room, smaller });
  return { cost, room, fits, sentence };
}
