import type { Training } from '../../protocol/trainingGuards';
import { paint } from '../paint';
import { paperRect, svgAttributes } from '../paper';
import { fitText, textWidth } from '../text';
import { element, toMarkup, type Element } from '../tree';
import { drawAxes, drawLine, drawMarks } from './draw';
import { kindNames, kindSample, lineKinds, runSample, sampleWidth } from './legend';
import { fileColours, looks } from './looks';
import { notesOf } from './marks';
import { mostPlots, type TrainingOptions } from './options';
import { frameOf, layoutPlot, type Plot } from './plot';
import { windowText } from './smooth';
import { settingsText, stateText } from './words';

const margin = 16;
const picture = { width: 800, plotHeight: 230, gap: 20 } as const;
const inside = picture.width - 2 * margin;
/** More notes than this are told by their number. */
const mostNotes = 10;

const line = (look: string, y: number, text: string, x = margin, size = 12) =>
  element('text', { class: look, x, y }, fitText(text, picture.width - margin - x, size));

/** A text of known width cut into lines, at spaces. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.slice(0, 1000).split(/\s+/)) {
    const joined = lines.length === 0 ? word : `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length > 0 && textWidth(joined, 12) <= width) {
      lines[lines.length - 1] = joined;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

/** Stacks what each drawer makes; a drawer answers with how high its part is. */
class Stack {
  readonly parts: Element[] = [];
  height: number = margin;

  add(height: number, ...parts: readonly Element[]): void {
    this.parts.push(element('g', { transform: `translate(0 ${this.height})` }, ...parts));
    this.height += height;
  }
}

function addPlots(stack: Stack, training: Training, options: TrainingOptions) {
  const metrics = training.metrics.slice(0, mostPlots);
  const perRow = Math.max(1, Math.min(metrics.length, 2));
  const width = (inside - picture.gap * (perRow - 1)) / perRow;
  const frame = frameOf(width, picture.plotHeight);
  const drawn = metrics.map((metric) =>
    layoutPlot(training, metric, options, frame.right - frame.left),
  );
  for (let row = 0; row < drawn.length; row += perRow) {
    const plots = drawn.slice(row, row + perRow).map((plot: Plot, column) => {
      const title = `${plot.metric}${plot.isLog ? ' (logarithmic)' : ''}`;
      return element(
        'g',
        { transform: `translate(${margin + column * (width + picture.gap)} 0)` },
        element('text', { class: 'plot-title', x: 0, y: 12 }, fitText(title, width, 13, 'bold')),
        element(
          'g',
          { transform: 'translate(0 14)' },
          drawAxes(plot, frame),
          ...plot.lines.map((each) => drawLine(each, plot, frame)),
          drawMarks(plot, frame),
        ),
        plot.remark !== '' &&
          element('text', { class: 'aside', x: 0, y: picture.plotHeight + 26 }, plot.remark),
      );
    });
    stack.add(picture.plotHeight + (drawn.some(({ remark }) => remark !== '') ? 44 : 26), ...plots);
  }
  return drawn;
}

function addKey(
  stack: Stack,
  training: Training,
  options: TrainingOptions,
  plots: readonly Plot[],
) {
  const kinds = lineKinds.filter((kind) =>
    plots.some(({ lines }) =>
      lines.some((each) => each.kind === kind && each.run === training.runs.length - 1),
    ),
  );
  let x = margin;
  const key = kinds.flatMap((kind) => {
    const name = kind === 'smoothed' ? `training, ${windowWords(options.window)}` : kindNames[kind];
    const at = x;
    x += sampleWidth + 8 + textWidth(name, 12) + 16;
    return [
      element('g', { transform: `translate(${at} 0)` }, kindSample(kind, 8)),
      element('text', { class: 'aside', x: at + sampleWidth + 8, y: 12 }, name),
    ];
  });
  stack.add(22, ...key);
  if (training.runs.length > 1) {
    training.runs.forEach((run, index) => {
      if (options.hidden.has(run.name)) {
        return;
      }
      const settings = settingsText(training, run);
      const words = `${run.name}${settings === '' ? '' : ` (${settings})`}: ${stateText(run)}`;
      stack.add(
        20,
        element(
          'g',
          { transform: `translate(${margin} 0)` },
          runSample(index, training.runs.length, 8),
        ),
        line('words', 12, words, margin + sampleWidth + 8),
      );
    });
  }
}

/** What the smoothed line shows, in words. */
export function windowWords(window: number): string {
  return window <= 1 ? 'every batch' : `smoothed over ${windowText(window)}`;
}

function addNotes(stack: Stack, training: Training, options: TrainingOptions) {
  const notes = notesOf(training, options);
  stack.add(6);
  for (const { label, text } of notes.slice(0, mostNotes)) {
    const lines = wrapped(text, inside - 30);
    stack.add(
      18 * lines.length,
      element('text', { class: 'aside', x: margin + 8, y: 12, 'text-anchor': 'middle' }, label),
      ...lines.map((each, index) => line('words', 12 + 18 * index, each, margin + 24)),
    );
  }
  if (notes.length > mostNotes) {
    stack.add(18, line('aside', 12, `and ${notes.length - mostNotes} more notes`, margin + 24));
  }
}

/** The picture of checked runs as the learner wants to see them. */
export function drawTraining(training: Training, options: TrainingOptions): string {
  const stack = new Stack();
  const last = training.runs.at(-1);
  stack.add(24, line('title', 15, training.title, margin, 18));
  if (last !== undefined) {
    const settings = training.runs.length === 1 ? settingsText(training, last) : '';
    const said = [stateText(last), ...(settings === '' ? [] : [settings])];
    said.forEach((text) => stack.add(19, line('aside', 12, text)));
  }
  stack.add(8);
  addKey(stack, training, options, addPlots(stack, training, options));
  addNotes(stack, training, options);
  const { width } = picture;
  const height = Math.ceil(stack.height + margin);
  const tree = element(
    'svg',
    svgAttributes(width, height),
    element('title', {}, training.title),
    element('desc', {}, training.summary),
    paperRect(width, height),
    ...stack.parts,
  );
  return toMarkup(paint(tree, looks, fileColours));
}
