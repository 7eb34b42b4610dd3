import type { MatrixPayload } from '../../protocol/images';
import { exactCount, shortCount } from '../format';
import { fitText, textWidth } from '../text';
import { element, type Element } from '../tree';
import { fontSize, type MatrixLayout } from './layout';
import { cellWords, countAt, percent } from './measure';

function text(name: string, x: number, y: number, words: string, attrs: Element['attrs'] = {}) {
  return element('text', { class: name, x, y, ...attrs }, words);
}

/** A number as long as its cell is wide. */
function fitCount(count: number, width: number): string {
  const exact = exactCount(count);
  return textWidth(exact, fontSize) <= width - 4 ? exact : shortCount(count);
}

function drawCell(
  payload: MatrixPayload,
  layout: MatrixLayout,
  place: readonly [number, number],
): Element {
  const { cell, left, top, shown, sums, hasNumbers } = layout;
  const [row = 0, column = 0] = place.map((at) => shown[at] ?? 0);
  const count = countAt(payload, row, column);
  const whole = sums.rows[row] ?? 0;
  const part = whole === 0 ? 0 : count / whole;
  const x = left + place[1] * cell.width;
  const y = top + place[0] * cell.height;
  const box = { x: x + 0.5, y: y + 0.5, width: cell.width - 1, height: cell.height - 1 };
  const isRight = row === column;
  // Light enough that the number on it is read in every theme.
  const opacity = count === 0 ? 0 : 0.06 + 0.36 * Math.sqrt(part);
  const barHeight = hasNumbers ? 3 : 2;
  return element(
    'g',
    {
      key: `${row}/${column}`,
      class: isRight ? 'cell cell-right' : 'cell cell-wrong',
      role: 'gridcell',
      tabindex: -1,
      'aria-label': cellWords(payload, sums, [row, column]),
      'data-stop': place.join('/'),
    },
    element('rect', { class: 'heat', ...box, 'fill-opacity': opacity }),
    element('rect', {
      class: 'share',
      x: box.x + 1,
      y: y + cell.height - barHeight - 1.5,
      width: Math.max(0, (box.width - 2) * part),
      height: barHeight,
    }),
    element('rect', { class: isRight ? 'edge-right' : 'edge', ...box }),
    hasNumbers &&
      count > 0 &&
      text('count', x + cell.width / 2, y + cell.height / 2 + 3, fitCount(count, cell.width)),
  );
}

function drawNames(payload: MatrixPayload, layout: MatrixLayout): readonly Element[] {
  const { cell, left, top, shown, labelWidth, isTilted, tilt } = layout;
  const rowsEnd = top + shown.length * cell.height;
  return [
    text('axis', left, 12, fitText(payload.columnTitle, 260, fontSize)),
    text('axis', 0, 0, fitText(payload.rowTitle, Math.max(60, rowsEnd - top), fontSize), {
      'text-anchor': 'middle',
      transform: `translate(12 ${(top + rowsEnd) / 2}) rotate(-90)`,
    }),
    ...shown.map((index, place) =>
      text(
        'class-end',
        left - 6,
        top + (place + 0.5) * cell.height + 4,
        fitText(payload.classes[index] ?? '', labelWidth, fontSize),
      ),
    ),
    ...shown.map((index, place) => {
      const x = left + (place + 0.5) * cell.width;
      const words = fitText(payload.classes[index] ?? '', labelWidth, fontSize);
      return isTilted
        ? text('class', 0, 0, words, {
            transform: `translate(${x + 2} ${top - 6}) rotate(${-tilt})`,
          })
        : text('class-middle', x, top - 6, words);
    }),
  ];
}

function drawSums(payload: MatrixPayload, layout: MatrixLayout): readonly Element[] {
  const { cell, left, top, shown, sums, sumEnds, hasNumbers, isTilted } = layout;
  const bottom = top + shown.length * cell.height;
  const [totalEnd, shareEnd] = sumEnds;
  // Aslant names reach over the columns of sums.
  const head = isTilted ? bottom + 15 : top - 6;
  const perRow = shown.flatMap((index, place) => {
    const y = top + (place + 0.5) * cell.height + 4;
    const whole = sums.rows[index] ?? 0;
    return [
      text('number', totalEnd - 6, y, shortCount(whole)),
      text('number', shareEnd - 6, y, percent(countAt(payload, index, index), whole)),
    ];
  });
  const perColumn = hasNumbers
    ? shown.flatMap((index, place) => {
        const x = left + (place + 0.5) * cell.width;
        const whole = sums.columns[index] ?? 0;
        const part = percent(countAt(payload, index, index), whole);
        const fits = textWidth(part, 10) <= cell.width;
        const rounded = fits ? part : part.replace(/\.\d%$|%$/, '');
        return [
          text('number-middle', x, bottom + 15, shortCount(whole)),
          text('small-middle', x, bottom + 31, rounded),
        ];
      })
    : [];
  return [
    text('heading-end', totalEnd - 6, head, 'total'),
    text('heading-end', shareEnd - 6, head, 'recall'),
    ...perRow,
    ...(hasNumbers
      ? [
          text('heading-end', left - 6, bottom + 15, 'total'),
          text('heading-end', left - 6, bottom + 31, 'precision'),
        ]
      : []),
    ...perColumn,
  ];
}

/** The matrix as the content of an SVG. */
export function drawMatrix(payload: MatrixPayload, layout: MatrixLayout): readonly Element[] {
  const { shown } = layout;
  const rows = shown.map((index, row) =>
    element(
      'g',
      { key: index, role: 'row' },
      ...shown.map((_, column) => drawCell(payload, layout, [row, column])),
    ),
  );
  return [...drawNames(payload, layout), ...rows, ...drawSums(payload, layout)];
}
