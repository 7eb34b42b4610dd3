import type { Run, Training } from '../../protocol/trainingGuards';
import { countAxis, linearAxis, logAxis, timeAxis, type Axis } from '../axis';
import { alongOf, belowLog, plotLines, shownRuns, type Line } from './lines';
import { bestPoint, marksOf, type BestPoint, type Mark } from './marks';
import type { TrainingOptions } from './options';

/** One metric's plot in numbers; pixels are the drawer's. */
export interface Plot {
  readonly metric: string;
  readonly isLog: boolean;
  readonly x: Axis;
  readonly y: Axis;
  readonly xName: string;
  /** Thinned to what can be seen. */
  readonly lines: readonly Line[];
  readonly marks: readonly Mark[];
  readonly best: BestPoint | undefined;
  /** What is not drawn and why; empty when all is. */
  readonly remark: string;
}

/** Where the plot itself lies in its picture, in pixels. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The room around a plot: marks above, values to the left, steps below. */
export function frameOf(width: number, height: number): Frame {
  return { width, height, left: 48, right: Math.max(60, width - 12), top: 20, bottom: height - 36 };
}

/** The pixel of a value. */
export const across = ({ from, to }: Axis, { left, right }: Frame, value: number) =>
  left + ((value - from) / (to - from)) * (right - left);
/** The pixel of a value; what is higher stands higher. */
export const upright = ({ from, to }: Axis, { top, bottom }: Frame, value: number) =>
  bottom - ((value - from) / (to - from)) * (bottom - top);

/** Ends that a growing axis may have: it moves seldom, and never by more than half. */
const ends = [1, 1.5, 2, 3, 4, 6, 8, 10];

function grown(now: number): number {
  const power = 10 ** Math.floor(Math.log10(now));
  const end = ends.find((each) => each * power >= now * 1.02) ?? 15;
  return end * power;
}

/** How far a run reaches along the plot: a running one a little ahead, at most to its plan. */
function reach(run: Run, { along }: TrainingOptions): number {
  const last = (samples: Run['batches']) => alongOf(run, samples, along).at(-1) ?? 0;
  const now = Math.max(last(run.batches), last(run.epochMeans), last(run.validation));
  if (run.status !== 'running' || now <= 0) {
    return now;
  }
  const total = run.epochs * run.stepsPerEpoch;
  const planned = { step: total, epoch: run.epochs, time: now + (run.secondsLeft ?? Infinity) };
  return Math.max(now, Math.min(planned[along], grown(now)));
}

function xAxis(runs: readonly Run[], options: TrainingOptions, columns: number): Axis {
  const to = runs.reduce((most, run) => Math.max(most, reach(run, options)), 0);
  const count = Math.max(2, Math.min(8, Math.floor(columns / 48)));
  return options.along === 'time'
    ? timeAxis(to, count)
    : countAxis(to, count, options.along === 'step');
}

function range(lines: readonly Line[]): readonly [number, number] | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (const { y } of lines) {
    for (const value of y) {
      low = value < low ? value : low;
      high = value > high ? value : high;
    }
  }
  return low <= high ? [low, high] : undefined;
}

const names = { step: 'step', epoch: 'epoch', time: 'time' } as const;

/** The plot of a metric, for a picture whose plot is `columns` pixels wide. */
export function layoutPlot(
  training: Training,
  metric: string,
  options: TrainingOptions,
  columns: number,
): Plot {
  const isLog = options.log.has(metric);
  const shown = shownRuns(training, options).map(([, run]) => run);
  const x = xAxis(shown, options, columns);
  const lines = plotLines(training, metric, options, { from: x.from, to: x.to, columns });
  const [low, high] = range(lines) ?? (isLog ? [-1, 0] : [0, 1]);
  const left = isLog ? belowLog(training, metric, options) : 0;
  const those = left === 1 ? 'One value of 0 or less has' : `${left} values of 0 or less have`;
  return {
    metric,
    isLog,
    x,
    y: isLog ? logAxis(low, high) : linearAxis(low, high),
    xName: names[options.along],
    lines,
    marks: marksOf(training, options),
    best: bestPoint(training, metric, options),
    remark: left === 0 ? '' : `${those} no place on a logarithmic axis.`,
  };
}
