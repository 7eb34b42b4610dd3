import type { ArchitectureGraph } from '../../protocol/architecture';
import { compareGraphs, noChanges, type Changes } from '../../pictures/architecture/changes';
import { nodeLabel } from '../../pictures/architecture/describe';
import {
  foldChanges,
  foldGraph,
  foldOf,
  openAround,
  openAtFirst,
  openOnOneScreen,
  type Open,
} from '../../pictures/architecture/fold';
import { layoutArchitecture, type ArchitectureLayout } from '../../pictures/architecture/layout';
import { neighbour, type Direction } from '../../pictures/architecture/navigate';
import { architectureSvg } from '../../pictures/architecture/index';
import { architectureCsv } from '../../pictures/architecture/table';
import { addStyles, mount, patch } from '../shared/dom';
import type { Send } from '../shared/messages';
import type { View } from '../shared/renderer';
import { saveAs, type Format } from '../shared/save';
import { details, view, type ViewState } from './markup';
import type { Camera } from './panzoom';
import { listen, type Actions } from './input';
import { Lens, usualWidth } from './lens';
import { css, tableCss } from './styles';
import { table } from './table';

/** What survives when a view's element goes and comes again: reruns, moved cells. */
export interface Memory {
  readonly graph: ArchitectureGraph;
  /** The last payload of the run before, or the model that this one is compared with. */
  readonly baseline: ArchitectureGraph | undefined;
  /** Set when the baseline is another model. */
  readonly isCompared: boolean;
  readonly chosen: string | undefined;
  readonly table: boolean;
  /** Absent until the learner zooms or moves: then the view keeps fitting itself. */
  readonly camera: Camera | undefined;
  /** Absent until the learner opens or closes a block. */
  readonly open: Open | undefined;
}

/** More at once would be slow to draw and impossible to read. */
export const mostNodes = 2000;

/** What a view remembers of a graph that was never looked at. */
export function freshMemory(graph: ArchitectureGraph): Memory {
  return {
    graph,
    baseline: undefined,
    isCompared: false,
    chosen: undefined,
    table: false,
    camera: undefined,
    open: undefined,
  };
}

let created = 0;

/** One architecture on the page: keeps the payload, draws it, answers pointer and keys. */
export class ArchitectureView implements Actions, View {
  readonly #root: HTMLElement;
  readonly #send: Send;
  readonly #idPrefix: string;
  readonly #observer: ResizeObserver;
  readonly #listening = new AbortController();
  #memory: Memory;
  #changes: Changes = noChanges;
  /** The graph with its closed blocks folded. */
  #picture: ArchitectureGraph;
  #layout: ArchitectureLayout;
  readonly #lens: Lens;
  #current: string | undefined;

  constructor(host: HTMLElement, memory: Memory, send: Send) {
    created += 1;
    this.#idPrefix = `tsnb-${created}`;
    this.#send = send;
    this.#memory = memory;
    this.#changes = this.#compare();
    this.#picture = foldGraph(memory.graph, this.#open);
    this.#layout = layoutArchitecture(this.#picture, usualWidth);
    this.#lens = new Lens((selector) => this.#part(selector), this.#layout, memory.camera);
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
    return { ...this.#memory, camera: this.#lens.camera };
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

  /** Shows a newer payload against another model. */
  compareWith(baseline: ArchitectureGraph | undefined, graph: ArchitectureGraph): void {
    this.#take(graph, baseline);
  }

  #take(graph: ArchitectureGraph, baseline: ArchitectureGraph | undefined) {
    this.#memory = { ...this.#memory, graph, baseline };
    this.#changes = this.#compare();
    this.#layOut();
    this.#draw();
  }

  #compare(): Changes {
    const { graph, baseline, isCompared } = this.#memory;
    return compareGraphs(baseline, graph, isCompared ? baseline?.name : undefined);
  }

  get #open(): Open {
    const { graph, open } = this.#memory;
    return open ?? openAtFirst(graph);
  }

  #layOut() {
    this.#picture = foldGraph(this.#memory.graph, this.#open);
    this.#layout = layoutArchitecture(this.#picture, this.#lens.width);
    this.#lens.layout = this.#layout;
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
      picture: this.#picture,
      changes: foldChanges(this.#changes, graph),
      layout: this.#layout,
      chosen,
      around: chosen === undefined ? [] : openAround(graph, this.#open, chosen),
      isFolded: this.#open !== 'all',
      table: asTable,
      canReveal: this.#send !== undefined,
      idPrefix: this.#idPrefix,
      overflows: this.#lens.overflows,
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
    const { nodes } = this.#picture;
    if (!nodes.some(({ id }) => id === this.#current)) {
      this.#current = nodes[0]?.id;
    }
    this.#markCurrent();
    this.#lens.look();
    this.#rove();
  }

  #fitWidth() {
    if (this.#lens.measure()) {
      this.#layOut();
      this.#draw();
    }
  }

  pan(x: number, y: number): boolean {
    return this.#lens.pan(x, y);
  }

  zoom(factor: number, at?: readonly [number, number]): void {
    const chosen = this.#layout.nodes.find(({ node }) => node.id === this.#memory.chosen);
    const scale = this.#lens.zoom(factor, at, chosen);
    this.#say(`Zoom ${Math.round(100 * scale)} percent`);
  }

  fit(): void {
    this.#say(this.#lens.fit() ? 'The whole model' : 'Reading size');
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
    this.#lens.reveal(laid);
    target.focus({ preventScroll: this.#lens.overflows });
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

  /** To the left of all lanes lies the beginning of the open block around. */
  go(direction: Direction): boolean {
    const here = this.#current ?? '';
    const outside = direction === 'left' ? this.#around(here).at(-1) : undefined;
    const next = neighbour(this.#layout, here, direction) ?? outside;
    if (next === undefined) {
      return false;
    }
    this.#focus(next);
    return true;
  }

  #around(id: string): readonly string[] {
    return openAround(this.#memory.graph, this.#open, id);
  }

  jump(id: string): void {
    this.#focus(id);
  }

  // Blocks

  /** Opens or closes a block; whether there is one of that id in the picture. */
  toggle(id: string | undefined = this.#current): boolean {
    const laid = this.#layout.nodes.find(({ node }) => node.id === id);
    const fold = laid && foldOf(laid.node);
    const open = this.#open;
    if (laid === undefined || fold === undefined || open === 'all') {
      return false;
    }
    const { id: block, name } = laid.node;
    const others = [...open].filter((each) => each !== block);
    const top = this.#lens.topOf(laid);
    const hadFocus = this.#root.contains(document.activeElement);
    this.#fold(new Set(fold.isOpen ? others : [...others, block]));
    const after = this.#layout.nodes.find(({ node }) => node.id === block);
    if (after !== undefined) {
      this.#lens.keepTop(after, top);
    }
    if (hadFocus) {
      this.#focus(block);
    }
    this.#say(`${name} ${fold.isOpen ? 'closed' : 'open'}`);
    return true;
  }

  /** All layers, or the outer blocks. */
  toggleFolding(): void {
    const { graph } = this.#memory;
    if (this.#open === 'all') {
      this.#fold(openOnOneScreen(graph));
      this.#say('Folded to blocks');
    } else if (graph.nodes.length > mostNodes) {
      this.#say(`More than ${mostNodes} layers are not drawn at once`);
    } else {
      this.#fold('all');
      this.#say('All layers');
    }
  }

  #fold(open: Open) {
    this.#memory = { ...this.#memory, open };
    this.#layOut();
    this.#draw();
  }

  /** Enter and Space on a layer: what the panel shows, in words. */
  readAloud(): void {
    const node = this.#picture.nodes.find(({ id }) => id === this.#current);
    if (node !== undefined) {
      this.choose(node.id);
      this.#say(nodeLabel(node));
    }
  }

  // Commands

  showSource(): void {
    const { chosen } = this.#memory;
    const source = this.#picture.nodes.find(({ id }) => id === (chosen ?? this.#current))?.source;
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
    const { graph } = this.#memory;
    const saved = {
      title: graph.name,
      svg: () => architectureSvg(graph, this.#open),
      csv: () => architectureCsv(graph),
    };
    saveAs(saved, format, link, event).catch((error: unknown) => {
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
