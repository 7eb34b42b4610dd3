import type { ArchitectureGraph } from '../../protocol/architecture';
import { compareGraphs, noChanges, type Changes } from '../../pictures/architecture/changes';
import { nodeLabel } from '../../pictures/architecture/describe';
import { layoutArchitecture, type ArchitectureLayout } from '../../pictures/architecture/layout';
import { neighbour, type Direction } from '../../pictures/architecture/navigate';
import { addStyles, mount, patch } from '../shared/dom';
import type { Send } from '../shared/messages';
import { saveAs, type Format } from './export';
import { details, view, type ViewState } from './markup';
import { contain, seenHeight, show, wholeScale, widthScale, zoomAt, type Camera } from './panzoom';
import { listen, type Actions } from './input';
import { css, tableCss } from './styles';
import { table } from './table';

/** What survives when a view's element goes and comes again: reruns, moved cells. */
export interface Memory {
  readonly graph: ArchitectureGraph;
  /** The last payload of the run before. */
  readonly baseline: ArchitectureGraph | undefined;
  readonly chosen: string | undefined;
  readonly table: boolean;
  /** Absent until the learner zooms or moves: then the view keeps fitting itself. */
  readonly camera: Camera | undefined;
}

// A view can be made while its cell is hidden and has no width yet.
const usualWidth = 740;

let created = 0;

/** One architecture on the page: keeps the payload, draws it, answers pointer and keys. */
export class ArchitectureView implements Actions {
  readonly #root: HTMLElement;
  readonly #send: Send;
  readonly #idPrefix: string;
  readonly #observer: ResizeObserver;
  readonly #listening = new AbortController();
  #memory: Memory;
  #changes: Changes = noChanges;
  #layout: ArchitectureLayout;
  #width = 0;
  #current: string | undefined;

  constructor(host: HTMLElement, memory: Memory, send: Send) {
    created += 1;
    this.#idPrefix = `tsnb-${created}`;
    this.#send = send;
    this.#memory = memory;
    this.#changes = compareGraphs(memory.baseline, memory.graph);
    this.#layout = layoutArchitecture(memory.graph, usualWidth);
    addStyles(document, css);
    host.replaceChildren();
    this.#root = mount(view(this.#state()), host);
    this.#root.tabIndex = 0;
    const shadow = this.#part('.table').attachShadow({ mode: 'open' });
    addStyles(shadow, tableCss);
    listen(this.#root, this, this.#listening.signal);
    // In the next frame: a size changed while sizes are observed is reported as an error.
    this.#observer = new ResizeObserver(() => {
      requestAnimationFrame(() => this.isOnPage && this.#fitWidth());
    });
    this.#observer.observe(this.#part('.viewport'));
    this.#fitWidth();
    this.#draw();
  }

  get memory(): Memory {
    return this.#memory;
  }

  get viewId(): string {
    return this.#memory.graph.viewId;
  }

  isIn(host: HTMLElement): boolean {
    return this.#root.parentElement === host;
  }

  get isOnPage(): boolean {
    return this.#root.isConnected;
  }

  /** Shows a newer payload in place. What differs from the last run is marked. */
  update(graph: ArchitectureGraph): void {
    const before = this.#memory.graph;
    if (graph.runId === before.runId && graph.seq < before.seq) {
      return;
    }
    const baseline = graph.runId === before.runId ? this.#memory.baseline : before;
    this.#take(graph, baseline);
    if (this.#changes.summary !== '') {
      this.#say(this.#changes.summary);
    }
  }

  /** Shows what the extension holds, in place of a stale payload: no run has passed between. */
  replace(graph: ArchitectureGraph): void {
    const before = this.#memory.graph;
    if (graph.runId !== before.runId || graph.seq > before.seq) {
      this.#take(graph, undefined);
    }
  }

  dispose(): void {
    this.#listening.abort();
    this.#observer.disconnect();
    this.#root.remove();
  }

  #take(graph: ArchitectureGraph, baseline: ArchitectureGraph | undefined) {
    this.#memory = { ...this.#memory, graph, baseline };
    this.#changes = compareGraphs(baseline, graph);
    this.#layout = layoutArchitecture(graph, this.#width || usualWidth);
    this.#draw();
  }

  #part(selector: string): HTMLElement {
    const found = this.#root.querySelector<HTMLElement>(selector);
    if (found === null) {
      throw new Error(`the view should have a part ${selector}. Received none`);
    }
    return found;
  }

  #state(): ViewState {
    const { graph, chosen, table: asTable } = this.#memory;
    return {
      graph,
      changes: this.#changes,
      layout: this.#layout,
      chosen,
      table: asTable,
      canReveal: this.#send !== undefined,
      idPrefix: this.#idPrefix,
      overflows: this.#viewport().height < this.#drawnHeight() - 1,
    };
  }

  #draw() {
    const { graph } = this.#memory;
    patch(this.#root, view(this.#state()));
    const shadow = this.#part('.table').shadowRoot;
    if (shadow !== null && this.#memory.table) {
      const host = shadow.firstElementChild;
      if (host === null) {
        shadow.append(document.createElement('div'));
      }
      patch(shadow.firstElementChild ?? this.#root, { ...wrap, children: [table(graph)] });
    }
    if (!graph.nodes.some(({ id }) => id === this.#current)) {
      this.#current = graph.nodes[0]?.id;
    }
    this.#markCurrent();
    this.#look(this.#camera());
    this.#rove();
  }

  #fitWidth() {
    const width = this.#part('.viewport').clientWidth;
    if (width > 0 && Math.abs(width - this.#width) >= 1) {
      this.#width = width;
      this.#layout = layoutArchitecture(this.#memory.graph, width);
      this.#draw();
    }
  }

  // Camera

  #viewport() {
    return { width: this.#width || usualWidth, height: seenHeight(this.#drawnHeight()) };
  }

  /** At the scale that fits the width. */
  #drawnHeight(): number {
    const width = this.#width || usualWidth;
    return this.#layout.height * widthScale(this.#layout, { width, height: 0 });
  }

  #camera(): Camera {
    const fitting = { scale: widthScale(this.#layout, this.#viewport()), x: 0, y: 0 };
    return this.#memory.camera ?? fitting;
  }

  #look(camera: Camera) {
    const viewport = this.#viewport();
    const { scale, x, y } = contain(camera, this.#layout, viewport);
    const stage = this.#root.querySelector<SVGElement>('svg.stage');
    const frame = this.#part('.viewport');
    frame.style.height = `${viewport.height}px`;
    if (stage !== null) {
      stage.style.transform = `translate(${x}px,${y}px) scale(${scale})`;
    }
    const high = this.#layout.height * scale;
    const overflows = high > viewport.height + 1 || this.#layout.width * scale > viewport.width + 1;
    frame.classList.toggle('overflows', overflows);
    const thumb = this.#part('.thumb');
    thumb.hidden = high <= viewport.height + 1;
    thumb.style.height = `${Math.max(24, viewport.height * (viewport.height / high))}px`;
    thumb.style.top = `${(-y / high) * viewport.height}px`;
  }

  #move(camera: Camera): boolean {
    const before = contain(this.#camera(), this.#layout, this.#viewport());
    const after = contain(camera, this.#layout, this.#viewport());
    this.#memory = { ...this.#memory, camera: after };
    this.#look(after);
    return before.x !== after.x || before.y !== after.y || before.scale !== after.scale;
  }

  pan(x: number, y: number): boolean {
    const { scale, x: left, y: top } = contain(this.#camera(), this.#layout, this.#viewport());
    return this.#move({ scale, x: left + x, y: top + y });
  }

  zoom(factor: number, at?: readonly [number, number]): void {
    const camera = contain(this.#camera(), this.#layout, this.#viewport());
    this.#move(zoomAt(camera, factor, at ?? this.#attention(camera)));
    const { scale } = contain(this.#camera(), this.#layout, this.#viewport());
    this.#say(`Zoom ${Math.round(100 * scale)} percent`);
  }

  /** Where the learner looks: at the chosen layer, if it is in sight. */
  #attention({ scale, x, y }: Camera): readonly [number, number] {
    const { width, height } = this.#viewport();
    const laid = this.#layout.nodes.find(({ node }) => node.id === this.#memory.chosen);
    const middle = laid === undefined ? height / 2 : y + scale * (laid.y + laid.height / 2);
    const left = laid === undefined ? width / 2 : x + scale * laid.x;
    const isSeen = middle > 0 && middle < height && left >= -1 && left < width;
    return isSeen ? [left, middle] : [width / 2, height / 2];
  }

  /** The whole model; once more, back to reading size. */
  fit(): void {
    const viewport = this.#viewport();
    const whole = wholeScale(this.#layout, viewport);
    const isWhole = Math.abs(this.#camera().scale - whole) < 1e-6;
    if (isWhole) {
      this.#memory = { ...this.#memory, camera: undefined };
      this.#look(this.#camera());
    } else {
      this.#move({ scale: whole, x: 0, y: 0 });
    }
    this.#say(isWhole ? 'Reading size' : 'The whole model');
  }

  // Focus and choice

  #elementOf(id: string | undefined): SVGElement | undefined {
    const nodes = this.#root.querySelectorAll<SVGElement>('.node');
    return [...nodes].find((node) => node.dataset['id'] === id);
  }

  #markCurrent() {
    const { chosen } = this.#memory;
    for (const node of this.#root.querySelectorAll<SVGElement>('.node')) {
      const isCurrent = node.dataset['id'] === chosen;
      node.toggleAttribute('data-current', isCurrent);
      node.setAttribute('aria-selected', String(isCurrent));
    }
    this.#root.querySelectorAll('.edge').forEach((edge, index) => {
      const ends = this.#layout.edges[index];
      const touches = chosen !== undefined && (ends?.from === chosen || ends?.to === chosen);
      edge.toggleAttribute('data-current', touches);
    });
  }

  #rove() {
    const first = this.#root.querySelector<HTMLElement>('.tools [data-action]');
    const focused = document.activeElement;
    const inside = focused !== null && focused !== this.#root && this.#root.contains(focused);
    // While the focus is inside, the root is no stop, or Shift+Tab could not leave.
    this.#root.tabIndex = inside ? -1 : 0;
    first?.setAttribute('tabindex', '0');
  }

  focusChanged(): void {
    this.#rove();
  }

  /** From the root, where the editor puts the focus, on to the layer that had it last. */
  enter(): void {
    if (!this.#memory.table) {
      this.#focus(this.#current);
    }
  }

  #focus(id: string | undefined) {
    const laid = this.#layout.nodes.find(({ node }) => node.id === id);
    const target = this.#elementOf(id);
    if (laid === undefined || target === undefined) {
      return;
    }
    this.#current = laid.node.id;
    const camera = contain(this.#camera(), this.#layout, this.#viewport());
    const shown = show(camera, laid, this.#viewport());
    if (shown.x !== camera.x || shown.y !== camera.y) {
      this.#move(shown);
    }
    target.focus({ preventScroll: this.#viewport().height < this.#drawnHeight() });
  }

  choose(id: string | undefined): void {
    if (id !== undefined) {
      this.#current = id;
    }
    if (this.#memory.chosen !== id) {
      this.#memory = { ...this.#memory, chosen: id };
      patch(this.#part('.details'), details(this.#state()));
      this.#markCurrent();
    }
  }

  go(direction: Direction): boolean {
    const next = neighbour(this.#layout, this.#current ?? '', direction);
    if (next === undefined) {
      return false;
    }
    this.#focus(next);
    return true;
  }

  jump(id: string): void {
    this.#focus(id);
  }

  /** Enter and Space: what the panel shows, in words. */
  readAloud(): void {
    const node = this.#memory.graph.nodes.find(({ id }) => id === this.#current);
    if (node !== undefined) {
      this.choose(node.id);
      this.#say(nodeLabel(node));
    }
  }

  // Commands

  showSource(): void {
    const { graph, chosen } = this.#memory;
    const source = graph.nodes.find(({ id }) => id === (chosen ?? this.#current))?.source;
    if (source === undefined || this.#send === undefined) {
      this.#say('Where this layer was made is not known');
      return;
    }
    const { cellId, label, line, column } = source;
    this.#send({ type: 'reveal-source', cellId, label, line, column });
  }

  toggleTable(): void {
    this.#memory = { ...this.#memory, table: !this.#memory.table };
    const hadFocus = this.#root.contains(document.activeElement);
    this.#draw();
    if (hadFocus && this.#memory.table) {
      this.#root.tabIndex = 0;
      this.#root.focus();
    } else if (hadFocus) {
      this.#elementOf(this.#current)?.focus({ preventScroll: true });
    }
    this.#say(this.#memory.table ? 'Table' : 'Picture');
  }

  get showsTable(): boolean {
    return this.#memory.table;
  }

  save(format: Format, link: HTMLAnchorElement, event: Event): void {
    saveAs(this.#memory.graph, format, link, event).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      this.#say(`The picture could not be saved: ${reason}`);
    });
  }

  #say(text: string) {
    const status = this.#root.querySelector('.for-readers');
    if (status !== null) {
      status.textContent = text;
    }
  }
}

const wrap = { tag: 'div', attrs: {} } as const;
