import { exactCount } from '../../pictures/format';
import type { Training } from '../../protocol/trainingGuards';
import {
  kindNames,
  kindSample,
  lineKinds,
  runSample,
  sampleWidth,
} from '../../pictures/training/legend';
import { notesOf } from '../../pictures/training/marks';
import { mostPlots, type TrainingOptions } from '../../pictures/training/options';
import type { Frame, Plot } from '../../pictures/training/plot';
import { windows, windowText } from '../../pictures/training/smooth';
import { settingsText, stateText } from '../../pictures/training/words';
import { element, type Element } from '../../pictures/tree';
import { header, shown } from './headMarkup';
import { plotSection } from './plotMarkup';

/** All that the view shows, as data. */
export interface ViewState {
  readonly training: Training;
  readonly options: TrainingOptions;
  readonly plots: readonly Plot[];
  readonly frame: Frame;
  /** The step that is read out; the latest if absent. */
  readonly cursor: number | undefined;
  readonly table: boolean;
  /** Whether somebody listens who could stop the training. */
  readonly canStop: boolean;
  /** Whether the learner has asked for it. */
  readonly isStopping: boolean;
}

function sample(drawn: Element): Element {
  return element(
    'svg',
    { width: sampleWidth, height: 16, viewBox: `0 0 ${sampleWidth} 16`, 'aria-hidden': 'true' },
    drawn,
  );
}

function key({ training, options, plots }: ViewState): Element {
  const last = training.runs.length - 1;
  const kinds = lineKinds.filter((kind) =>
    plots.some(({ lines }) => lines.some((line) => line.kind === kind && line.run === last)),
  );
  const name = (kind: (typeof lineKinds)[number]) =>
    kind === 'smoothed' && options.window <= 1 ? 'training, every batch' : kindNames[kind];
  return element(
    'ul',
    { class: 'key', 'aria-label': 'Lines' },
    ...kinds.map((kind) => element('li', { key: kind }, sample(kindSample(kind, 8)), name(kind))),
  );
}

function smoothing({ options, training }: ViewState): Element {
  const place = Math.max(
    0,
    windows.findIndex((window) => window >= options.window),
  );
  const text = windowText(options.window);
  const hasBatches = training.runs.some(({ batches }) => batches.steps.length > 0);
  return element(
    'label',
    { class: 'smoothing', hidden: shown(hasBatches) },
    element('span', {}, 'Smoothing'),
    element('input', {
      ...{ type: 'range', min: 0, max: windows.length - 1, step: 1, value: place },
      ...{ 'data-action': 'window', 'aria-label': 'Smoothing', 'aria-valuetext': text },
    }),
    element('span', { class: 'window', 'aria-hidden': 'true' }, text),
  );
}

function runs({ training, options }: ViewState): Element {
  return element(
    'div',
    {
      ...{ class: 'runs', role: 'toolbar', 'aria-label': 'Runs: show or hide' },
      hidden: shown(training.runs.length > 1),
    },
    ...training.runs.map((run, index) => {
      const settings = settingsText(training, run);
      const isShown = !options.hidden.has(run.name);
      return element(
        'button',
        {
          ...{ key: run.name, type: 'button', tabindex: -1, 'data-action': 'run' },
          ...{ 'data-run': String(index), 'aria-pressed': String(isShown) },
          title: `${isShown ? 'Hide' : 'Show'} ${run.name}. ${stateText(run)}`,
        },
        sample(runSample(index, training.runs.length, 8)),
        element('span', { class: 'name' }, run.name),
        element('span', { class: 'settings', hidden: shown(settings !== '') }, settings),
      );
    }),
  );
}

function notes({ training, options }: ViewState): Element {
  const told = notesOf(training, options);
  return element(
    'ul',
    { class: 'notes', 'aria-label': 'Notes', hidden: shown(told.length > 0) },
    ...told.map(({ label, text, kind }) =>
      element(
        'li',
        { class: kind },
        element('span', { class: 'label' }, label === '' ? '·' : label),
        element('span', {}, text),
      ),
    ),
  );
}

function hint({ training, options }: ViewState): string {
  const run = training.runs.at(-1);
  const kept = run?.batches.steps.length ?? 0;
  const left = training.metrics.length - mostPlots;
  return [
    options.window <= 1
      ? 'Every batch as it was measured.'
      : `Smoothed over ${windowText(options.window)}: an average that looks only back, so what is drawn stays.`,
    ...(run !== undefined && kept > 0 && kept < run.step
      ? [`${exactCount(kept)} of ${exactCount(run.step)} batches are kept here.`]
      : []),
    ...(left > 0 ? [`${left} more metrics are in the table.`] : []),
  ].join(' ');
}

/** The whole view, without the table's rows. */
export function view(state: ViewState): Element {
  const { training, table, plots } = state;
  return element(
    'div',
    { class: 'tsnb-training', role: 'group', 'aria-label': `${training.title}, training curves` },
    header(state),
    element(
      'div',
      { class: 'above', hidden: shown(!table && plots.length > 0) },
      key(state),
      smoothing(state),
      runs(state),
    ),
    element(
      'div',
      { class: 'plots', hidden: shown(!table) },
      ...plots.map((plot) => plotSection(plot, state)),
    ),
    element('div', { class: 'hint', hidden: shown(!table && plots.length > 0) }, hint(state)),
    element('div', { class: 'table', hidden: shown(table) }),
    notes(state),
    element('div', { class: 'for-readers', role: 'status', 'aria-live': 'polite' }),
  );
}
