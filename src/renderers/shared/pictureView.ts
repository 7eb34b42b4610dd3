import { neighbourOf, type Arrow } from '../../pictures/grid';
import { element, type Element as Tree } from '../../pictures/tree';
import { addStyles, mount, patch } from './dom';
import { tableCss } from './pictureCss';
import type { View, Viewed } from './renderer';
import { saveAs, type Format } from './save';

/** What survives when a view's element goes and comes again. */
export interface PictureMemory<Choice> {
  readonly isTable: boolean;
  /** Stop of the focus or the pointer; absent while nothing is looked at. */
  readonly current: string | undefined;
  readonly choice: Choice;
}

/** What a kind of picture is, besides how it is drawn. */
export interface PictureParts {
  readonly css: string;
  /** The texts that the picture can be saved as. */
  readonly svg: () => string;
  readonly csv: () => string;
  readonly fileTitle: () => string;
}

const formats: readonly Format[] = ['svg', 'png', 'csv'];

const formatOf = ({ dataset }: HTMLAnchorElement): Format =>
  formats.find((format) => format === dataset['save']) ?? 'svg';

const arrows: { readonly [key: string]: Arrow } = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/**
 * A picture whose parts are walked with arrows: one tab stop, the focus moving among elements with
 * `data-stop`; what is looked at stands in a panel. Subclasses draw.
 */
export abstract class PictureView<Payload extends Viewed, Choice> implements View {
  protected payload: Payload;
  #memory: PictureMemory<Choice>;
  #root: HTMLElement | undefined;
  readonly #parts: PictureParts;
  readonly #listening = new AbortController();
  #observer: ResizeObserver | undefined;

  protected constructor(payload: Payload, memory: PictureMemory<Choice>, parts: PictureParts) {
    this.payload = payload;
    this.#memory = memory;
    this.#parts = parts;
  }

  /** The whole view; what it looks like follows from payload and memory. */
  protected abstract tree(): Tree;
  protected abstract tableTree(): Tree;
  /** The panel about what is looked at. */
  protected abstract details(): Tree;
  /** Paints canvases after the tree was drawn. */
  protected abstract painted(): void;
  /** Paints the panel's canvases. */
  protected abstract detailsPainted(): void;
  /** A button of its own. */
  protected abstract act(action: string): void;
  /** The payload is new. */
  protected abstract taken(): void;

  protected start(host: HTMLElement): void {
    addStyles(document, this.#parts.css);
    host.replaceChildren();
    const root = mount(this.tree(), host);
    this.#root = root;
    root.tabIndex = 0;
    addStyles(this.part('.table').attachShadow({ mode: 'open' }), tableCss);
    this.#listen(root);
    let width = root.clientWidth;
    // In the next frame: a size changed while sizes are observed is reported as an error.
    this.#observer = new ResizeObserver(() => {
      requestAnimationFrame(() => {
        if (this.isOnPage && root.clientWidth !== width) {
          width = root.clientWidth;
          this.draw();
        }
      });
    });
    this.#observer.observe(root);
    this.draw();
  }

  get viewId(): string {
    return this.payload.viewId;
  }

  get memory(): PictureMemory<Choice> {
    return this.#memory;
  }

  get isOnPage(): boolean {
    return this.#root?.isConnected === true;
  }

  isIn(host: HTMLElement): boolean {
    return this.#root?.parentElement === host;
  }

  update(payload: Payload): void {
    const { runId, seq } = this.payload;
    if (payload.runId === runId && payload.seq < seq) {
      return;
    }
    this.payload = payload;
    this.taken();
    this.draw();
  }

  dispose(): void {
    this.#listening.abort();
    this.#observer?.disconnect();
    this.#root?.remove();
  }

  protected get choice(): Choice {
    return this.#memory.choice;
  }

  protected get current(): string | undefined {
    return this.#memory.current;
  }

  protected get isTable(): boolean {
    return this.#memory.isTable;
  }

  protected get width(): number {
    return this.#root?.querySelector<HTMLElement>('.picture-side')?.clientWidth ?? 0;
  }

  protected choose(choice: Choice): void {
    this.#memory = { ...this.#memory, choice };
    this.draw();
  }

  protected part(selector: string): HTMLElement {
    const found = this.#root?.querySelector<HTMLElement>(selector);
    if (!found) {
      throw new Error(`the view should have a part ${selector}. Received none`);
    }
    return found;
  }

  protected draw(): void {
    if (this.#root === undefined) {
      return;
    }
    patch(this.#root, this.tree());
    // The first drawing tells how wide the picture may be.
    patch(this.#root, this.tree());
    const shadow = this.part('.table').shadowRoot;
    if (shadow !== null && this.isTable) {
      const wrap = shadow.firstElementChild ?? document.createElement('div');
      shadow.append(wrap);
      patch(wrap, element('div', {}, this.tableTree()));
    }
    if (!this.isTable) {
      this.painted();
      this.#lookAt(this.current);
    }
    this.#rove();
  }

  // Looking

  #stops(): readonly (HTMLElement | SVGElement)[] {
    return [...(this.#root?.querySelectorAll<HTMLElement | SVGElement>('[data-stop]') ?? [])];
  }

  #stop(key: string | undefined) {
    return this.#stops().find(({ dataset }) => dataset['stop'] === key);
  }

  #lookAt(key: string | undefined) {
    this.#memory = { ...this.#memory, current: key };
    for (const stop of this.#stops()) {
      const isCurrent = stop.dataset['stop'] === key;
      stop.toggleAttribute('data-current', isCurrent);
      if (stop.getAttribute('role') === 'option') {
        stop.setAttribute('aria-selected', String(isCurrent));
      }
    }
    this.drawDetails();
  }

  /** Draws the panel beside the picture anew. */
  protected drawDetails(): void {
    patch(this.part('.details'), this.details());
    this.detailsPainted();
  }

  #focus(stop: HTMLElement | SVGElement | undefined) {
    stop?.focus();
  }

  #rove() {
    const root = this.#root;
    const focused = document.activeElement;
    const isInside = focused !== null && focused !== root && root?.contains(focused) === true;
    // While the focus is inside, the root is no stop, or Shift+Tab could not leave.
    if (root !== undefined) {
      root.tabIndex = isInside ? -1 : 0;
    }
    for (const button of root?.querySelectorAll('.tools button,.tools a') ?? []) {
      button.setAttribute('tabindex', isInside ? '0' : '-1');
    }
  }

  protected say(text: string): void {
    this.part('.for-readers').textContent = text;
  }

  // Events

  #listen(root: HTMLElement) {
    const { signal } = this.#listening;
    const stopAt = (event: Event) =>
      event.target instanceof Element
        ? event.target.closest<HTMLElement | SVGElement>('[data-stop]')
        : null;
    root.addEventListener(
      'focusin',
      (event) => {
        const stop = stopAt(event);
        if (stop !== null) {
          this.#lookAt(stop.dataset['stop']);
        }
        this.#rove();
      },
      { signal },
    );
    root.addEventListener('focusout', () => requestAnimationFrame(() => this.#rove()), { signal });
    root.addEventListener(
      'focus',
      () => {
        if (!this.isTable) {
          this.#focus(this.#stop(this.current) ?? this.#stops()[0]);
        }
      },
      { signal },
    );
    root.addEventListener(
      'pointerover',
      (event) => {
        const stop = stopAt(event);
        if (
          stop !== null &&
          event.pointerType !== 'touch' &&
          stop.dataset['stop'] !== this.current
        ) {
          this.#lookAt(stop.dataset['stop']);
        }
      },
      { signal },
    );
    root.addEventListener('click', (event) => this.#click(event, stopAt(event)), { signal });
    root.addEventListener('keydown', (event) => this.#key(event), { signal });
  }

  #click(event: MouseEvent, stop: HTMLElement | SVGElement | null) {
    const at = event.target instanceof Element ? event.target : undefined;
    const action = at?.closest<HTMLElement>('[data-action]')?.dataset['action'];
    const link = at?.closest<HTMLAnchorElement>('a[data-save]');
    if (link) {
      saveAs({ ...this.#parts, title: this.#parts.fileTitle() }, formatOf(link), link, event).catch(
        (error: unknown) => {
          const reason = error instanceof Error ? error.message : String(error);
          this.say(`The picture could not be saved: ${reason}`);
        },
      );
    } else if (action === 'table') {
      this.#toggleTable();
    } else if (action !== undefined) {
      this.act(action);
    } else if (stop !== null) {
      this.#focus(stop);
    }
  }

  #key(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const stops = this.#stops();
    const index = stops.findIndex((stop) => stop === document.activeElement);
    const arrow = arrows[event.key];
    let isUsed = true;
    if (event.key === 't' || event.key === 'T') {
      this.#toggleTable();
    } else if (index >= 0 && arrow !== undefined) {
      const boxes = stops.map((stop) => stop.getBoundingClientRect());
      this.#focus(stops[neighbourOf(boxes, index, arrow) ?? index]);
    } else if (index >= 0 && event.key === 'Home') {
      this.#focus(stops[0]);
    } else if (index >= 0 && event.key === 'End') {
      this.#focus(stops.at(-1));
    } else if (index >= 0 && (event.key === 'Enter' || event.key === ' ')) {
      this.say(stops[index]?.getAttribute('aria-label') ?? '');
    } else {
      // Enter and Space press buttons; the notebook would edit the cell.
      isUsed = false;
      if (event.key === 'Enter' || event.key === ' ') {
        event.stopPropagation();
      }
    }
    if (isUsed) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  #toggleTable() {
    this.#memory = { ...this.#memory, isTable: !this.isTable };
    const hadFocus = this.#root?.contains(document.activeElement) === true;
    this.draw();
    if (hadFocus && this.isTable) {
      this.part('[data-action=table]').focus();
    } else if (hadFocus) {
      this.#focus(this.#stop(this.current) ?? this.#stops()[0]);
    }
    this.say(this.isTable ? 'Table' : 'Picture');
  }
}
