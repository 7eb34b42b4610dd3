import type { Delta, Training } from '../../protocol/trainingGuards';
import { drawTraining } from '../../pictures/training/file';
import {
  mostPlots,
  toggled,
  usualOptions,
  type Along,
  type TrainingOptions,
} from '../../pictures/training/options';
import { frameOf, layoutPlot, type Frame, type Plot } from '../../pictures/training/plot';
import { nearestStep, walk, type Walk } from '../../pictures/training/readout';
import { windows } from '../../pictures/training/smooth';
import { trainingCsv } from '../../pictures/training/table';
import { addStyles, mount, patch } from '../shared/dom';
import type { Send } from '../shared/messages';
import { saveAs, type Format } from '../shared/save';
import { Announcer, news } from './announce';
import { Feed } from './feed';
import { listen, type Actions } from './input';
import { view, type ViewState } from './markup';
import { PlotCharts } from './plotCharts';
import { ThemeColours } from './palette';
import { css, tableCss } from './styles';
import { table } from './table';

/** A view can be made while its cell is hidden and has no width yet. */
const usualWidth = 380;
const plotHeight = 236;
/** Milliseconds between two drawings of what comes: ten a second. */
const pause = 100;
/** Milliseconds after which a snapshot that has not come is asked for again. */
const patience = 1000;

/** One picture of training on the page: keeps what is known, draws it, answers pointer and keys. */
export class TrainingView implements Actions {
  readonly #root: HTMLElement;
  readonly #send: Send;
  readonly #feed: Feed;
  readonly #colours: ThemeColours;
  readonly #observer: ResizeObserver;
  readonly #announcer = new Announcer((text) => this.#say(text));
  readonly #listening = new AbortController();
  readonly #charts = new PlotCharts();
  #options: TrainingOptions;
  #hasChosenWindow = false;
  #cursor: number | undefined;
  #table = false;
  #isStopping = false;
  #isResting = false;
  #width = 0;
  #plots: readonly Plot[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #drawn = -Infinity;
  #asked = -Infinity;

  constructor(host: HTMLElement, training: Training, send: Send) {
    this.#send = send;
    this.#feed = new Feed(training);
    this.#options = usualOptions(training);
    addStyles(document, css);
    host.replaceChildren();
    this.#root = mount(view(this.#state()), host);
    const shadow = this.#part('.table').attachShadow({ mode: 'open' });
    addStyles(shadow, tableCss);
    this.#colours = new ThemeColours(this.#root, () => this.#schedule());
    listen(this.#root, this, this.#listening.signal);
    // In the next frame: a size changed while sizes are observed is reported as an error.
    this.#observer = new ResizeObserver(() => {
      requestAnimationFrame(() => this.isOnPage && this.#fitWidth());
    });
    this.#observer.observe(this.#root);
    this.#draw();
  }

  get viewId(): string {
    return this.#feed.training.viewId;
  }

  isIn(host: HTMLElement): boolean {
    return this.#root.parentElement === host;
  }

  get isOnPage(): boolean {
    return this.#root.isConnected;
  }

  /** Leaves the page, and keeps what is known and chosen. */
  leavePage(): void {
    this.#isResting = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#announcer.dispose();
    this.#charts.dispose();
    this.#root.remove();
  }

  /** Comes back to the page, in any element. */
  moveTo(host: HTMLElement): void {
    this.#isResting = false;
    host.replaceChildren(this.#root);
    this.#draw();
  }

  /** Shows a newer payload in place; an older one changes nothing. */
  update(training: Training): void {
    const before = this.#feed.training;
    if (this.#feed.replace(training)) {
      if (training.runId === before.runId && training.seq < before.seq) {
        // Begun again, or replayed: the extension knows the newest.
        this.askForSnapshot();
      }
      if (training.runId !== before.runId) {
        this.#isStopping = false;
        this.#options = this.#hasChosenWindow
          ? this.#options
          : { ...this.#options, window: usualOptions(training).window };
      }
      this.#changed(before);
    }
  }

  /** Adds what is new; what does not follow waits for a snapshot, which is asked for. */
  add(delta: Delta): void {
    const before = this.#feed.training;
    const result = this.#feed.add(delta);
    if (result === 'gap') {
      this.askForSnapshot();
    } else if (result === 'next') {
      this.#changed(before);
    }
  }

  /** Asks the extension for the newest payload, unless it has just been asked. */
  askForSnapshot(): void {
    const now = performance.now();
    if (now - this.#asked >= patience) {
      this.#asked = now;
      this.#send?.({ type: 'hello', viewId: this.viewId });
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#announcer.dispose();
    this.#listening.abort();
    this.#observer.disconnect();
    this.#colours.dispose();
    this.#charts.dispose();
    this.#root.remove();
  }

  #changed(before: Training) {
    const { training } = this.#feed;
    this.#isStopping &&= training.runs.at(-1)?.status === 'running';
    const told = news(before, training, this.#options);
    if (told !== undefined) {
      this.#announcer.announce(told);
    }
    this.#schedule();
  }

  #schedule() {
    const wait = this.#drawn + pause - performance.now();
    if (this.#timer === undefined && !this.#isResting) {
      this.#timer = setTimeout(() => this.#draw(), Math.max(0, wait));
    }
  }

  // Drawing

  #part(selector: string): HTMLElement {
    const found = this.#root.querySelector<HTMLElement>(selector);
    if (found === null) {
      throw new Error(`the view should have a part ${selector}. Received none`);
    }
    return found;
  }

  #frame(): Frame {
    return frameOf(this.#width || usualWidth, plotHeight);
  }

  #state(): ViewState {
    const running = this.#feed.training.runs.at(-1)?.status === 'running';
    return {
      training: this.#feed.training,
      options: this.#options,
      plots: this.#plots,
      frame: this.#frame(),
      cursor: this.#cursor,
      table: this.#table,
      canStop: running && this.#send !== undefined,
      isStopping: this.#isStopping,
    };
  }

  /** Lays out and draws all of it. */
  #draw() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { training } = this.#feed;
    const { left, right } = this.#frame();
    this.#plots = training.metrics
      .slice(0, mostPlots)
      .map((metric) => layoutPlot(training, metric, this.#options, right - left));
    this.#patch();
    if (this.#measure()) {
      this.#draw();
      return;
    }
    if (!this.#table) {
      this.#charts.draw(this.#root, this.#plots, this.#frame(), this.#colours.palette);
    }
    this.#drawTable();
    this.#drawn = performance.now();
  }

  /** What stands around the canvases: all of it, in its newest state. */
  #patch() {
    patch(this.#root, view(this.#state()));
    for (const toolbar of this.#root.querySelectorAll('[role=toolbar]')) {
      const tools = [...toolbar.querySelectorAll<HTMLElement>('[data-action]')];
      if (tools[0] !== undefined && !tools.some(({ tabIndex }) => tabIndex === 0)) {
        tools[0].tabIndex = 0;
      }
    }
  }

  #drawTable() {
    const { shadowRoot } = this.#part('.table');
    if (shadowRoot !== null && this.#table) {
      const wrap =
        shadowRoot.firstElementChild ?? shadowRoot.appendChild(document.createElement('div'));
      patch(wrap, { tag: 'div', attrs: {}, children: [table(this.#feed.training)] });
    }
  }

  /** Takes the plots' width; whether it has changed. A hidden view keeps the width it had. */
  #measure(): boolean {
    const width = this.#root.querySelector('.frame')?.clientWidth ?? 0;
    const isNew = width > 0 && width !== this.#width;
    this.#width = isNew ? width : this.#width;
    return isNew;
  }

  #fitWidth() {
    if (this.#measure()) {
      this.#draw();
    }
  }

  // What the learner does

  #choose(options: Partial<TrainingOptions>) {
    this.#options = { ...this.#options, ...options };
    this.#draw();
  }

  along(along: Along): void {
    this.#choose({ along });
  }

  smooth(place: number): void {
    this.#hasChosenWindow = true;
    this.#choose({ window: windows[place] ?? 1 });
  }

  toggleLog(within: Element): void {
    const plot = this.#plotOf(within);
    if (plot !== undefined) {
      this.#choose({ log: toggled(this.#options.log, plot.metric) });
      this.#say(`${plot.metric}: ${plot.isLog ? 'linear' : 'logarithmic'} axis`);
    }
  }

  toggleRun(index: number): void {
    const name = this.#feed.training.runs[index]?.name;
    if (name !== undefined) {
      this.#choose({ hidden: toggled(this.#options.hidden, name) });
    }
  }

  toggleTable(): void {
    this.#table = !this.#table;
    const focused = document.activeElement;
    this.#draw();
    // What is hidden cannot keep the focus.
    if (
      focused !== null &&
      focused.closest('.plots,.above') !== null &&
      this.#root.contains(focused)
    ) {
      this.#part('[data-action=table]').focus();
    }
    this.#say(this.#table ? 'Table' : 'Curves');
  }

  stop(): void {
    this.#isStopping = true;
    this.#send?.({ type: 'stop', viewId: this.viewId });
    this.#patch();
    this.#say('Stopping');
  }

  save(format: Format, link: HTMLAnchorElement, event: Event): void {
    const { training } = this.#feed;
    const saved = {
      title: `${training.title} training`,
      svg: () => drawTraining(training, this.#options),
      csv: () => trainingCsv(training),
    };
    saveAs(saved, format, link, event).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      this.#say(`The picture could not be saved: ${reason}`);
    });
  }

  point(within: Element, x: number | undefined): void {
    const plot = this.#plotOf(within);
    const { left, right } = this.#frame();
    if (plot === undefined || x === undefined) {
      this.#readOut(undefined);
      return;
    }
    const pixel = x - within.getBoundingClientRect().left;
    const place = plot.x.from + ((pixel - left) / (right - left)) * (plot.x.to - plot.x.from);
    this.#readOut(nearestStep(this.#feed.training, this.#options, place));
  }

  walk(way: Walk): void {
    this.#readOut(walk(this.#feed.training, this.#options, this.#cursor, way));
  }

  leave(): boolean {
    const wasUsed = this.#cursor !== undefined;
    this.#readOut(undefined);
    return wasUsed;
  }

  #readOut(step: number | undefined) {
    if (step !== this.#cursor) {
      this.#cursor = step;
      this.#patch();
    }
  }

  #plotOf(within: Element): Plot | undefined {
    const sections = [...this.#root.querySelectorAll('.plot')];
    return this.#plots[sections.findIndex((section) => section.contains(within))];
  }

  #say(text: string) {
    this.#part('.for-readers').textContent = text;
  }
}
