import { fitText, textWidth } from '../text';
import { element, round, type Element } from '../tree';
import type { Line } from './lines';
import { fillOf, strokeOf } from './looks';
import { across, upright, type Frame, type Plot } from './plot';

/** Grid, ticks and the names of a plot's axes: what stands behind its lines. */
export function drawAxes(plot: Plot, frame: Frame): Element {
  const { left, right, top, bottom } = frame;
  const rows = plot.y.ticks.flatMap(({ value, text }) => {
    const y = Math.round(upright(plot.y, frame, value)) + 0.5;
    return [
      element('path', { class: 'grid', d: `M${left} ${y}H${right}` }),
      element('text', { class: 'tick-y', x: left - 6, y: y + 3.5 }, fitText(text, left - 8, 11)),
    ];
  });
  const columns = plot.x.ticks.map(({ value, text }) => ({
    x: round(across(plot.x, frame, value)),
    text,
  }));
  return element(
    'g',
    {},
    ...rows,
    element('path', { class: 'base', d: `M${left} ${bottom + 0.5}H${right}` }),
    ...columns.map(({ x }) =>
      element('path', { class: 'base', d: `M${Math.round(x) + 0.5} ${bottom}v4` }),
    ),
    ...columns.map(({ x, text }) => element('text', { class: 'tick', x, y: bottom + 16 }, text)),
    element('text', { class: 'axis-name', x: (left + right) / 2, y: bottom + 31 }, plot.xName),
    plot.lines.length === 0 &&
      element(
        'text',
        { class: 'empty', x: (left + right) / 2, y: (top + bottom) / 2 },
        plot.isLog && plot.remark !== '' ? 'Nothing above 0' : 'Nothing measured yet',
      ),
  );
}

/** Marks nearer than this share a chip. */
const nearest = 20;

/** Numbers of notes above a plot and the star of its best epoch: what stands before its lines. */
export function drawMarks(plot: Plot, frame: Frame): Element {
  const groups: { first: number; last: number; labels: string[] }[] = [];
  const marks = plot.marks.map(({ x, label }) => ({ x: across(plot.x, frame, x), label }));
  for (const { x, label } of marks.sort((a, b) => a.x - b.x)) {
    const before = groups.at(-1);
    if (before !== undefined && x - before.last < nearest) {
      before.last = x;
      before.labels.push(label);
    } else {
      groups.push({ first: x, last: x, labels: [label] });
    }
  }
  return element(
    'g',
    {},
    ...marks.map(({ x }) =>
      element('path', {
        class: 'note-line',
        d: `M${Math.round(x) + 0.5} ${frame.top}V${frame.bottom}`,
      }),
    ),
    ...groups.flatMap(({ first, last, labels }) => {
      const text =
        labels.length > 1 ? `${labels[0] ?? ''}–${labels.at(-1) ?? ''}` : (labels[0] ?? '');
      const width = Math.max(14, textWidth(text, 10, 'bold') + 8);
      const middle = Math.min(
        frame.width - width / 2 - 1,
        Math.max(width / 2 + 1, (first + last) / 2),
      );
      return [
        element('rect', {
          class: 'note-chip',
          x: middle - width / 2,
          y: frame.top - 17,
          width,
          height: 14,
          rx: 7,
        }),
        element('text', { class: 'note-text', x: middle, y: frame.top - 6.5 }, text),
      ];
    }),
    plot.best !== undefined &&
      element('path', {
        class: 'best',
        d: starPath(across(plot.x, frame, plot.best.x), upright(plot.y, frame, plot.best.y), 7.5),
      }),
  );
}

/** A star of five points. */
function starPath(x: number, y: number, size: number): string {
  const points = Array.from({ length: 10 }, (_, index) => {
    const radius = index % 2 === 0 ? size : size * 0.45;
    const angle = (Math.PI * index) / 5;
    return `${round(x + radius * Math.sin(angle))} ${round(y - radius * Math.cos(angle))}`;
  });
  return `M${points.join('L')}Z`;
}

/** Every how many of a line's points bear a marker, so that markers stay apart. */
export function markerStride({ x }: Line, plot: Plot, frame: Frame): number {
  const span = across(plot.x, frame, x.at(-1) ?? 0) - across(plot.x, frame, x[0] ?? 0);
  return Math.max(1, Math.ceil((x.length * 11) / Math.max(1, span)));
}

const half = 3.5;

function markerPath(shape: 'circle' | 'diamond', x: number, y: number): string {
  const h = shape === 'circle' ? 2.5 : half + 0.5;
  return shape === 'circle'
    ? `M${round(x - h)} ${round(y)}a${h} ${h} 0 1 0 ${2 * h} 0a${h} ${h} 0 1 0 ${-2 * h} 0Z`
    : `M${round(x)} ${round(y - h)}l${h} ${h}l${-h} ${h}l${-h} ${-h}Z`;
}

/** A line with its markers, its colour a token. */
export function drawLine(line: Line, plot: Plot, frame: Frame): Element {
  const stride = markerStride(line, plot, frame);
  let path = '';
  let markers = '';
  let isOn = false;
  line.y.forEach((value, index) => {
    if (Number.isNaN(value)) {
      isOn = false;
      return;
    }
    const x = across(plot.x, frame, line.x[index] ?? 0);
    const y = upright(plot.y, frame, value);
    // A tenth of a pixel: long runs have many points.
    path += `${isOn ? 'L' : 'M'}${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
    isOn = true;
    if (line.marker !== undefined && (line.y.length - 1 - index) % stride === 0) {
      markers += markerPath(line.marker, x, y);
    }
  });
  const stroke = strokeOf(line.colour);
  return element(
    'g',
    {},
    line.joined &&
      element('path', {
        ...{ d: path, fill: 'none', class: stroke, 'stroke-width': line.width },
        ...{
          'stroke-linejoin': 'round',
          'stroke-linecap': line.dash.length > 0 ? 'butt' : 'round',
        },
        'stroke-dasharray': line.dash.length > 0 ? line.dash.join(' ') : undefined,
      }),
    markers !== '' &&
      element('path', {
        ...{ d: markers, 'stroke-width': 1.75, 'stroke-linejoin': 'round' },
        class: `${stroke} ${fillOf(line.marker === 'diamond' ? 'paper' : line.colour)}`,
      }),
  );
}
