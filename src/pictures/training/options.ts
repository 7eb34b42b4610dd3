import type { Training } from '../../protocol/trainingGuards';
import { usualWindow } from './smooth';

/** What stands along the plots. */
export type Along = 'step' | 'epoch' | 'time';

/** How the learner wants to see the curves. */
export interface TrainingOptions {
  readonly along: Along;
  /** Batches to smooth over; 1 for none. */
  readonly window: number;
  /** Metrics with a logarithmic axis. */
  readonly log: ReadonlySet<string>;
  /** Names of the runs that are not drawn. */
  readonly hidden: ReadonlySet<string>;
}

/** How curves are first shown. */
export function usualOptions({ runs }: Training): TrainingOptions {
  const last = runs.at(-1);
  return {
    along: 'epoch',
    window: last === undefined ? 1 : usualWindow(last.epochs, last.stepsPerEpoch),
    log: new Set(),
    hidden: new Set(),
  };
}

/** More plots than this nobody compares; their numbers are in the table. */
export const mostPlots = 24;

/** The set with a name more, or less if it was in it. */
export function toggled(names: ReadonlySet<string>, name: string): ReadonlySet<string> {
  const others = [...names].filter((other) => other !== name);
  return new Set(names.has(name) ? others : [...others, name]);
}
