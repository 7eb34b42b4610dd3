import type { LessonHost } from './host';

/** Which view a picture is: the first, second... of a cell's run is the same on its next run. */
export interface ViewPlace {
  readonly viewId: string;
  readonly runId: string;
}

/** Counts the pictures of each run of a cell. */
export function createViews(host: Pick<LessonHost, 'currentCell' | 'runNumber'>): () => ViewPlace {
  let run = -1;
  let shown = 0;
  return () => {
    const number = host.runNumber();
    if (number !== run) {
      run = number;
      shown = 0;
    }
    shown += 1;
    return {
      viewId: `${host.currentCell()?.cellId ?? 'no-cell'}/${shown}`,
      runId: String(number),
    };
  };
}
