import { parseComparison, type ComparisonPayload } from '../../protocol/comparison';
import { element, type Element } from '../../pictures/tree';
import { addStyles, mount, patch } from '../shared/dom';
import type { Send } from '../shared/messages';
import { comparisonCss, tableCss } from './styles';
import { ArchitectureView, freshMemory, type Memory } from './view';

interface ComparisonMemory {
  readonly payload: ComparisonPayload;
  readonly before: Memory;
  readonly after: Memory;
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
class ComparisonView {
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

/** All comparisons of a page. */
export class Comparisons {
  readonly #send: Send;
  readonly #views = new Map<string, ComparisonView>();
  readonly #memories = new Map<string, ComparisonMemory>();

  constructor(send: Send) {
    this.#send = send;
  }

  /** Draws a payload into its output, in place when it is drawn there already. */
  render(id: string, host: HTMLElement, payload: ComparisonPayload): void {
    for (const [key, view] of this.#views) {
      const isSame = view.viewId === payload.viewId;
      if (view.isIn(host) ? !isSame : isSame && !view.isOnPage) {
        this.forget(key);
      }
    }
    const own = [...this.#views.values()].find((view) => view.isIn(host));
    if (own !== undefined) {
      own.update(payload);
      return;
    }
    this.forget(id);
    const { viewId, before, after } = payload;
    const memory = this.#memories.get(viewId);
    const fresh = {
      payload,
      before: freshMemory(before),
      after: { ...freshMemory(after), baseline: before, isCompared: true },
    };
    const made = new ComparisonView(host, memory ?? fresh, this.#send);
    this.#views.set(id, made);
    if (memory === undefined) {
      // A webview that starts again replays old payloads: ask for the newest.
      this.#send?.({ type: 'hello', viewId });
    } else {
      made.update(payload);
    }
  }

  /** Shows what the extension holds. */
  replace(viewId: string, payload: unknown): void {
    const shown = [...this.#views.values()].filter((view) => view.viewId === viewId);
    if (shown.length > 0) {
      try {
        const comparison = parseComparison(payload);
        shown.forEach((view) => view.update(comparison));
      } catch {
        // What is shown stays: it could be drawn.
      }
    }
  }

  /** Of one output, or of all. */
  forget(id: string | undefined): void {
    for (const key of id === undefined ? [...this.#views.keys()] : [id]) {
      const view = this.#views.get(key);
      if (view !== undefined) {
        this.#memories.set(view.viewId, view.memory);
        view.dispose();
        this.#views.delete(key);
      }
    }
  }
}
