import type { ComparisonPayload } from '../../protocol/comparison';
import { element, type Element } from '../../pictures/tree';
import { addStyles, mount, patch } from '../shared/dom';
import type { Send } from '../shared/messages';
import type { View } from '../shared/renderer';
import { comparisonCss, tableCss } from './styles';
import { ArchitectureView, freshMemory, type Memory } from './view';

/** What survives when a comparison's element goes and comes again. */
export interface ComparisonMemory {
  readonly payload: ComparisonPayload;
  readonly before: Memory;
  readonly after: Memory;
}

/** What a view remembers of a comparison that was never looked at. */
export function freshComparison(payload: ComparisonPayload): ComparisonMemory {
  const { before, after } = payload;
  return {
    payload,
    before: freshMemory(before),
    after: { ...freshMemory(after), baseline: before, isCompared: true },
  };
}

function headline(summary: string, areEqual: boolean): Element {
  const mark = element('span', { class: 'mark', 'aria-hidden': 'true' }, areEqual ? '=' : '≠');
  return element('div', { class: 'headline' }, mark, element('span', {}, summary));
}

function frame(): Element {
  return element(
    'div',
    { class: 'tsnb-comparison', role: 'group' },
    element('div', { class: 'told' }),
    element(
      'div',
      { class: 'pair' },
      element('div', { class: 'side' }),
      element('div', { class: 'side' }),
    ),
    element('div', { class: 'tables' }),
  );
}

function tables({ tables: all }: ComparisonPayload): Element {
  return element(
    'div',
    {},
    ...all.map(({ columns, rowLabels, rows }) =>
      element(
        'table',
        {},
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            ...['', ...columns].map((title) => element('th', { scope: 'col' }, title)),
          ),
        ),
        element(
          'tbody',
          {},
          ...rows.map((row, index) =>
            element(
              'tr',
              {},
              element('th', { scope: 'row' }, rowLabels[index] ?? ''),
              ...row.map((text) => element('td', { class: lookOf(text) }, text)),
            ),
          ),
        ),
      ),
    ),
  );
}

const lookOf = (text: string) => (/^[-+]?[\d,.]+$/.test(text) ? 'number' : 'words');

/** Two architectures side by side: the second one marked against the first. */
export class ComparisonView implements View {
  readonly #root: HTMLElement;
  readonly #before: ArchitectureView;
  readonly #after: ArchitectureView;
  readonly #shadow: ShadowRoot;
  #payload: ComparisonPayload;

  constructor(host: HTMLElement, { payload, before, after }: ComparisonMemory, send: Send) {
    this.#payload = payload;
    addStyles(document, comparisonCss);
    host.replaceChildren();
    this.#root = mount(frame(), host);
    const [left, right] = this.#root.querySelectorAll<HTMLElement>('.side');
    const below = this.#root.querySelector('.tables');
    if (left === undefined || right === undefined || below === null) {
      throw new Error('a comparison should have two sides and tables. Received less');
    }
    this.#shadow = below.attachShadow({ mode: 'open' });
    addStyles(this.#shadow, tableCss);
    this.#shadow.append(document.createElement('div'));
    this.#before = new ArchitectureView(left, before, send);
    this.#after = new ArchitectureView(right, after, send);
    this.#tell();
  }

  get viewId(): string {
    return this.#payload.viewId;
  }

  get memory(): ComparisonMemory {
    return { payload: this.#payload, before: this.#before.memory, after: this.#after.memory };
  }

  isIn(host: HTMLElement): boolean {
    return this.#root.parentElement === host;
  }

  get isOnPage(): boolean {
    return this.#root.isConnected;
  }

  update(payload: ComparisonPayload): void {
    this.#payload = payload;
    this.#before.compareWith(undefined, payload.before);
    this.#after.compareWith(payload.before, payload.after);
    this.#tell();
  }

  dispose(): void {
    this.#before.dispose();
    this.#after.dispose();
    this.#root.remove();
  }

  #tell() {
    const { summary, tables: found } = this.#payload;
    this.#root.setAttribute('aria-label', summary);
    const told = this.#root.querySelector('.told');
    if (told !== null) {
      patch(told, element('div', { class: 'told' }, headline(summary, found.length === 0)));
    }
    const first = this.#shadow.firstElementChild;
    if (first !== null) {
      patch(first, tables(this.#payload));
    }
  }
}
