import { createLessonFiles } from '../../src/kernel/server/lessonFiles';
import type { LessonHost, Machine } from '../../src/learn';
import type { CellIdentity, ViewMessage } from '../../src/protocol/kernel';
import type { MimeBundle } from '../../src/protocol/mime';

/** A kernel's side of the contract that notes what it is told; its files are those of `folder`. */
export class RecordingHost implements LessonHost {
  readonly displayed: MimeBundle[] = [];
  readonly updates: { readonly displayId: string; readonly bundle: MimeBundle }[] = [];
  readonly messages: { readonly mime: string; readonly message: ViewMessage }[] = [];
  readonly notices: string[] = [];
  readonly lines: { readonly message: string; readonly fraction: number | undefined }[] = [];
  /** Called with every message to a view. */
  onMessage: (message: ViewMessage) => void = () => undefined;
  abort = new AbortController();
  run = 1;
  cellId = 'cell-1';
  readonly files: LessonHost['files'];
  readonly #stops = new Map<string, Set<() => void>>();

  constructor(folder = '.') {
    this.files = createLessonFiles({ folder, ownFolder: 'dist/kernel' });
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  display(bundle: MimeBundle): string {
    return `display-${this.displayed.push(bundle)}`;
  }

  updateDisplay(displayId: string, bundle: MimeBundle): void {
    this.updates.push({ displayId, bundle });
  }

  postToView(mime: string, message: ViewMessage): void {
    this.messages.push({ mime, message });
    this.onMessage(message);
  }

  onStop(viewId: string, listener: () => void): () => void {
    const listeners = this.#stops.get(viewId) ?? new Set();
    this.#stops.set(viewId, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** What the stop button of a view does. */
  stop(viewId: string): void {
    this.#stops.get(viewId)?.forEach((listener) => listener());
  }

  progress(message: string, fraction?: number): void {
    this.lines.push({ message, fraction });
  }

  currentCell(): CellIdentity {
    return { cellId: this.cellId, uri: `cell:${this.cellId}`, label: 'Cell 1' };
  }

  callSite(): undefined {
    return undefined;
  }

  runNumber(): number {
    return this.run;
  }

  notice(text: string): void {
    this.notices.push(text);
  }

  machine(): Machine {
    return { backend: 'cpu', traits: {}, total: 8 * 2 ** 30, free: 4 * 2 ** 30 };
  }
}
