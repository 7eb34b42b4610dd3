import type { Measured } from './measured';

/** What an epoch measured. */
export interface EpochRow {
  /** From 1. */
  readonly epoch: number;
  /** Steps that were done at its end. */
  readonly step: number;
  /** Since the run began. */
  readonly seconds: number;
  readonly loss: number;
  readonly accuracy?: number;
  readonly top5?: number;
  readonly validationLoss?: number;
  readonly validationAccuracy?: number;
  readonly validationTop5?: number;
}

/** Epochs that are over, with the validation at their ends. */
export function epochRows(
  epochMeans: Measured,
  validation: Measured,
  stepsPerEpoch: number,
): EpochRow[] {
  const validated = new Map(validation.steps.map((step, row) => [step, row]));
  return epochMeans.steps.map((step, row) => {
    const means = epochMeans.at(row);
    const at = validated.get(step);
    const checked = at === undefined ? undefined : validation.at(at);
    const value = (of: Readonly<Record<string, number>> | undefined, metric: string, as: string) =>
      of?.[metric] === undefined ? {} : { [as]: of[metric] };
    return {
      epoch: Math.round(step / stepsPerEpoch),
      step,
      seconds: epochMeans.seconds[row] ?? 0,
      loss: means['loss'] ?? NaN,
      ...value(means, 'accuracy', 'accuracy'),
      ...value(means, 'top5', 'top5'),
      ...value(checked, 'loss', 'validationLoss'),
      ...value(checked, 'accuracy', 'validationAccuracy'),
      ...value(checked, 'top5', 'validationTop5'),
    };
  });
}

/** The epoch with the best validation: the highest accuracy, of equals the lowest loss. */
export function bestEpoch(rows: readonly EpochRow[]): EpochRow | undefined {
  const score = (row: EpochRow): readonly [number, number] =>
    row.validationLoss === undefined
      ? [-(row.accuracy ?? 0), row.loss]
      : [-(row.validationAccuracy ?? 0), row.validationLoss];
  return rows.reduce<EpochRow | undefined>((best, row) => {
    if (best === undefined) {
      return row;
    }
    const [[accuracy, loss], [bestAccuracy, bestLoss]] = [score(row), score(best)];
    const isBetter = accuracy < bestAccuracy || (accuracy === bestAccuracy && loss < bestLoss);
    return isBetter ? row : best;
  }, undefined);
}
