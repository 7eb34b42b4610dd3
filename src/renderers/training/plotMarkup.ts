import { lastUpTo } from '../../pictures/training/history';
import { drawAxes, drawMarks } from '../../pictures/training/draw';
import { runSample, sampleWidth } from '../../pictures/training/legend';
import { fillOf } from '../../pictures/training/looks';
import { across, upright, type Frame, type Plot } from '../../pictures/training/plot';
import { placeAlong, readOut, walkable, type ReadOut } from '../../pictures/training/readout';
import { element, type Element } from '../../pictures/tree';
import type { ViewState } from './markup';

function layer(look: string, { width, height }: Frame, ...drawn: readonly Element[]): Element {
  const viewBox = `0 0 ${width} ${height}`;
  return element('svg', { class: look, width, height, viewBox, 'aria-hidden': 'true' }, ...drawn);
}

/** The line at the step that is read out, and the points on the lines there. */
function cursor(plot: Plot, { cursor: step, training, options, frame }: ViewState): Element {
  if (step === undefined) {
    return element('g', {});
  }
  const place = placeAlong(training, options, step);
  const x = Math.round(across(plot.x, frame, place)) + 0.5;
  const dots = plot.lines
    .filter(({ kind }) => kind === 'smoothed' || kind === 'validation')
    .flatMap((line) => {
      const at = lastUpTo(line.x, place);
      const y = line.y[at] ?? NaN;
      const cx = across(plot.x, frame, line.x[at] ?? 0);
      const cy = upright(plot.y, frame, y);
      return Number.isNaN(y)
        ? []
        : [element('circle', { class: `dot ${fillOf(line.colour)}`, cx, cy, r: 4 })];
    });
  return element(
    'g',
    {},
    element('path', { class: 'cursor', d: `M${x} ${frame.top}V${frame.bottom}` }),
    ...dots,
  );
}

function values({ heading, rows }: ReadOut, { training, options }: ViewState): Element {
  const isSmooth = options.window > 1;
  const head = ['batch', ...(isSmooth ? ['smoothed'] : []), 'epoch', 'validation'];
  const cell = (text: string, look = 'value') => element('span', { class: look }, text);
  return element(
    'div',
    { class: `readout${isSmooth ? '' : ' plain'}`, 'aria-hidden': 'true' },
    element('div', { class: 'where' }, heading),
    element(
      'div',
      { class: 'row head', hidden: rows.length > 0 ? undefined : '' },
      cell('', 'name'),
      ...head.map((text) => cell(text)),
    ),
    ...rows
      .toReversed()
      .map(({ run, name, batch, smoothed, epoch, validation }) =>
        element(
          'div',
          { class: 'row', key: name },
          element(
            'span',
            { class: 'name', title: name },
            element(
              'svg',
              { width: sampleWidth, height: 12, viewBox: `0 0 ${sampleWidth} 12` },
              runSample(run, training.runs.length, 6),
            ),
            element('span', {}, name),
          ),
          ...[batch, ...(isSmooth ? [smoothed] : []), epoch, validation].map((text) => cell(text)),
        ),
      ),
  );
}

/** One metric: its name, its plot, and under the plot the values at the cursor. */
export function plotSection(plot: Plot, state: ViewState): Element {
  const { frame, training, options, cursor: step } = state;
  const { metric, isLog } = plot;
  const told = readOut(training, metric, options, step);
  const [first, last] = walkable(training, options);
  const log = 'Logarithmic axis (L)';
  return element(
    'section',
    { class: 'plot', key: metric, 'aria-label': metric },
    element(
      'div',
      { class: 'plot-head' },
      element('h4', {}, metric),
      element(
        'button',
        {
          ...{ type: 'button', 'data-action': 'log', tabindex: -1, title: log },
          ...{ 'aria-label': `${metric}: ${log}`, 'aria-pressed': String(isLog) },
        },
        'log',
      ),
    ),
    element(
      'div',
      {
        ...{ class: 'frame', tabindex: 0, role: 'slider', 'aria-orientation': 'horizontal' },
        ...{ 'aria-label': `${metric} over ${plot.xName}s`.replace('times', 'time') },
        ...{ 'aria-valuemin': first, 'aria-valuemax': last, 'aria-valuenow': step ?? last },
        'aria-valuetext': told.text,
      },
      layer('axes', frame, drawAxes(plot, frame)),
      element('canvas', { 'aria-hidden': 'true' }),
      layer('marks', frame, drawMarks(plot, frame), cursor(plot, state)),
    ),
    values(told, state),
    element('div', { class: 'remark', hidden: plot.remark === '' ? '' : undefined }, plot.remark),
  );
}
