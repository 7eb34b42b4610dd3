import type { LayersModel } from '@tensorflow/tfjs';
import { checkOptions, whole, type Rule } from '../../../zoo/options';
import type { Tf } from '../../../zoo';
import type { ImageSet } from '../../data/types';
import { expectModel } from '../../expectModel';
import type { LessonHost } from '../../host';
import { checkSet } from '../checkSet';
import { predictions, type Predicted } from '../evaluate';
import { headsOf, type Heads } from '../heads';

/** What goes through a set in batches. */
export interface BatchOptions {
  /** Images at a time. Default 32. */
  readonly batchSize?: number;
}

/** A set and the model that it goes through. */
export interface SetPass {
  readonly caller: string;
  readonly model: LayersModel;
  readonly set: ImageSet;
  readonly batchSize: number;
}

/** Stops a model or a set that cannot be measured; gives the model's heads. */
export function expectPass({ caller, model, set }: Omit<SetPass, 'batchSize'>): Heads {
  expectModel(caller, model);
  const heads = headsOf(caller, model);
  checkSet(set, { caller, what: 'set', model, classes: heads.classes });
  return heads;
}

/** All predictions for a set, telling the cell's status how far it is. */
export async function* passOver(
  tf: Tf,
  host: LessonHost,
  { caller, model, set, batchSize }: SetPass,
): AsyncGenerator<Predicted> {
  const heads = expectPass({ caller, model, set });
  const { signal } = host;
  const check = (): void => signal.throwIfAborted();
  let done = 0;
  for await (const batch of predictions(tf, set, { model, heads, batchSize, check })) {
    yield batch;
    done += batch.labels.length;
    if (done < set.size) {
      host.progress(`${caller}: ${done} of ${set.size} images`, done / set.size);
    }
  }
}

/** Stops options that a function has not. */
export function checkBatchOptions<Options extends BatchOptions>(
  caller: string,
  options: Options,
  rules: { readonly [Name in keyof Required<Omit<Options, 'batchSize'>>]: Rule },
): void {
  checkOptions<BatchOptions>(caller, options, { ...rules, batchSize: whole() });
}
