import type { BarRow, BarsPayload } from '../../protocol/bars';
import { barsCsv, barsSvg, cellText, noteText } from '../../pictures/bars';
import { drawBars, drawReadout } from '../../pictures/bars/draw';
import { layoutBars, type BarsLayout } from '../../pictures/bars/layout';
import { looks } from '../../pictures/bars/looks';
import { looksToCss } from '../../pictures/paint';
import { element, type Element } from '../../pictures/tree';
import { patch } from '../shared/dom';
import { pictureCss } from '../shared/pictureCss';
import { PictureView, type PictureMemory } from '../shared/pictureView';
import { drawing, pictureFrame, tableOf } from '../shared/tools';

const scope = '.tsnb-bars';
const css = `${pictureCss(scope)}
${looksToCss(looks, scope)}
${scope} .picture-side{overflow-x:auto}
${scope} .details dl{display:grid;grid-template-columns:auto 1fr;gap:2px 10px}
${scope} .details dl>div{display:contents}
@container (min-width:700px){${scope} .details{flex-basis:240px}}
${scope} .row{cursor:pointer}
${scope} .row[data-current] .reach{fill:$hover;stroke:$focus}
${scope} .row:focus-visible .reach{stroke-width:2}
`;

type Choice = Record<string, never>;
const usualWidth = 700;

/** Numbers as bars, a row each, all of which can be walked, read in a panel and as a table. */
export class BarsView extends PictureView<BarsPayload, Choice> {
  #layout: BarsLayout;

  constructor(host: HTMLElement, payload: BarsPayload, memory: PictureMemory<Choice> | undefined) {
    super(payload, memory ?? { isTable: false, current: undefined, choice: {} }, {
      css,
      svg: () => barsSvg(this.payload),
      csv: () => barsCsv(this.payload),
      fileTitle: () => this.payload.title,
    });
    this.#layout = layoutBars(payload, usualWidth);
    this.start(host);
  }

  protected taken(): void {
    // The next tree lays the new payload out.
  }

  protected tree(): Element {
    const { payload, isTable } = this;
    this.#layout = layoutBars(payload, this.width || usualWidth);
    const { title, summary } = payload;
    return pictureFrame(
      'bars',
      { title, note: noteText(payload), label: `${title}. ${summary}`, isTable },
      [
        drawing(
          this.#layout,
          { role: 'listbox', label: title },
          ...drawBars(this.#layout),
          this.#readout(),
        ),
      ],
      this.details(),
    );
  }

  get #looked() {
    return this.#layout.bars.find(({ key }) => key === this.current);
  }

  #readout(): Element {
    return drawReadout(this.#layout, this.#looked);
  }

  protected tableTree(): Element {
    const { summary, rowTitle, columns, rows } = this.payload;
    return tableOf(
      summary,
      [rowTitle, ...columns],
      rows.map(({ label, cells }) => [label, ...cells]),
      cellText,
    );
  }

  protected details(): Element {
    const looked = this.#looked?.row;
    return element(
      'aside',
      { class: 'details', 'aria-label': 'Details' },
      looked === undefined
        ? element(
            'div',
            { key: 'hint' },
            element('p', {}, this.payload.summary),
            factList(this.#extremes()),
            element('p', {}, 'Point at a bar, or walk with the arrow keys, to read its numbers.'),
          )
        : element(
            'div',
            { key: 'looked-at' },
            element('h4', {}, looked.label),
            factList(
              this.payload.columns.map((name, index) => [
                name,
                cellText(looked.cells[index] ?? ''),
              ]),
            ),
          ),
    );
  }

  /** The longest and the shortest bar. */
  #extremes(): readonly (readonly [string, string])[] {
    const valued = this.payload.rows.filter(
      (row): row is BarRow & { readonly value: number } => row.value !== null,
    );
    const [first] = valued;
    if (first === undefined) {
      return [];
    }
    const most = valued.reduce((best, row) => (row.value > best.value ? row : best), first);
    const least = valued.reduce((best, row) => (row.value < best.value ? row : best), first);
    return [
      ['Largest', `${most.text} in ${most.label}`],
      ['Smallest', `${least.text} in ${least.label}`],
    ];
  }

  protected painted(): void {
    // It has no canvases.
  }

  protected detailsPainted(): void {
    patch(this.part('.readout'), this.#readout());
  }

  protected act(): void {
    // It has no buttons of its own.
  }
}

function factList(facts: readonly (readonly [name: string, value: string])[]): Element {
  return element(
    'dl',
    {},
    ...facts.map(([name, value]) =>
      element('div', {}, element('dt', {}, name), element('dd', {}, value)),
    ),
  );
}
