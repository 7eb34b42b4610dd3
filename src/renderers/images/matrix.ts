import type { MatrixPayload } from '../../protocol/images';
import { exactCount } from '../../pictures/format';
import { cutText, matrixCsv, matrixSvg } from '../../pictures/matrix';
import { drawMatrix } from '../../pictures/matrix/draw';
import { layoutMatrix, type MatrixLayout } from '../../pictures/matrix/layout';
import { looks } from '../../pictures/matrix/looks';
import {
  cellWords,
  countAt,
  mostConfused,
  percent,
  sumsOf,
  totalsText,
} from '../../pictures/matrix/measure';
import { looksToCss } from '../../pictures/paint';
import { element, type Element } from '../../pictures/tree';
import { pictureCss } from '../shared/pictureCss';
import { PictureView, type PictureMemory } from '../shared/pictureView';
import { drawing, pictureFrame, tableOf } from '../shared/tools';

const scope = '.tsnb-matrix';
const css = `${pictureCss(scope)}
${looksToCss(looks, scope)}
${scope} .picture-side{overflow-x:auto}
${scope} .cell{cursor:pointer;outline:none}
${scope} .cell[data-current] .edge,${scope} .cell[data-current] .edge-right{stroke:$focus;stroke-width:2}
${scope} .cell:focus-visible .edge,${scope} .cell:focus-visible .edge-right{stroke:$focus;stroke-width:3}
body.vscode-high-contrast ${scope} .heat{fill:none}
`;

type Choice = Record<string, never>;
const usualWidth = 700;

/** A confusion matrix: each cell in words, sums beside and below. */
export class MatrixView extends PictureView<MatrixPayload, Choice> {
  #layout: MatrixLayout;

  constructor(
    host: HTMLElement,
    payload: MatrixPayload,
    memory: PictureMemory<Choice> | undefined,
  ) {
    super(payload, memory ?? { isTable: false, current: undefined, choice: {} }, {
      css,
      svg: () => matrixSvg(this.payload),
      csv: () => matrixCsv(this.payload),
      fileTitle: () => this.payload.title,
    });
    this.#layout = layoutMatrix(payload, usualWidth);
    this.start(host);
  }

  protected taken(): void {
    // The next tree lays the new payload out.
  }

  protected tree(): Element {
    const { payload, isTable } = this;
    this.#layout = layoutMatrix(payload, this.width || usualWidth);
    const note = [totalsText(payload), cutText(payload)].filter((part) => part !== '').join(' · ');
    return pictureFrame(
      'matrix',
      { title: payload.title, note, label: `${payload.title}. ${payload.summary}`, isTable },
      [
        drawing(
          this.#layout,
          { role: 'grid', label: `${payload.rowTitle} by ${payload.columnTitle}` },
          ...drawMatrix(payload, this.#layout),
        ),
      ],
      this.details(),
    );
  }

  protected tableTree(): Element {
    const { payload } = this;
    const { classes, rowTitle, columnTitle } = payload;
    const sums = sumsOf(payload);
    const rows = classes.map((name, row) => [
      name,
      ...classes.map((_, column) => countAt(payload, row, column)),
      sums.rows[row] ?? 0,
      percent(countAt(payload, row, row), sums.rows[row] ?? 0),
    ]);
    const columns = [`${rowTitle} \\ ${columnTitle}`, ...classes, 'total', 'recall'];
    return tableOf(payload.summary, columns, rows);
  }

  protected details(): Element {
    const { payload } = this;
    const places = this.current?.split('/').map(Number);
    const [row, column] = (places ?? []).map((place) => this.#layout.shown[place]);
    const panel = (...children: readonly (Element | false)[]) =>
      element('aside', { class: 'details', 'aria-label': 'Details' }, ...children);
    if (row === undefined || column === undefined) {
      const sums = sumsOf(payload);
      const pairs = mostConfused(payload, 6);
      return panel(
        element(
          'div',
          { key: 'hint' },
          element('h4', {}, pairs.length === 0 ? 'Nothing is confused' : 'Confused most'),
          ...pairs.map((pair) =>
            element(
              'p',
              { class: 'strong' },
              `${payload.classes[pair.row] ?? ''} taken for ${payload.classes[pair.column] ?? ''}: ` +
                `${exactCount(pair.count)} of ${exactCount(sums.rows[pair.row] ?? 0)}`,
            ),
          ),
          element('p', {}, 'Point at a cell, or walk with the arrow keys, to read it in words.'),
        ),
      );
    }
    const { sums } = this.#layout;
    const right = (index: number) => countAt(payload, index, index);
    const facts = (index: number) =>
      element(
        'dl',
        {},
        element(
          'div',
          {},
          element('dt', {}, 'Recall'),
          element(
            'dd',
            {},
            `${percent(right(index), sums.rows[index] ?? 0)} of all ${payload.classes[index] ?? ''} are found`,
          ),
        ),
        element(
          'div',
          {},
          element('dt', {}, 'Precision'),
          element(
            'dd',
            {},
            `${percent(right(index), sums.columns[index] ?? 0)} of what is called ${payload.classes[index] ?? ''} is it`,
          ),
        ),
      );
    return panel(
      element(
        'div',
        { key: 'looked-at' },
        element('p', { class: 'strong' }, cellWords(payload, sums, [row, column])),
        facts(row),
        row !== column && facts(column),
      ),
    );
  }

  protected painted(): void {
    // It has no canvases.
  }

  protected detailsPainted(): void {
    // It has no canvases.
  }

  protected act(): void {
    // It has no buttons of its own.
  }
}
