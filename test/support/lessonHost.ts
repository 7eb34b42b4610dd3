import { createLessonFiles } from '../../src/kernel/server/lessonFiles';
import type { LessonHost, Machine } from '../../src/learn';
import type { MimeBundle } from '../../src/protocol/mime';

/** A cell that keeps what is shown and said in it; its files are those of `folder`. */
export class RecordingHost implements LessonHost {
  readonly displayed: MimeBundle[] = [];
  readonly notices: string[] = [];
  readonly reports: { readonly message: string; readonly fraction: number | undefined }[] = [];
  readonly stop = new AbortController();
  readonly signal = this.stop.signal;
  readonly files: LessonHost['files'];

  constructor(folder = '.') {
    this.files = createLessonFiles({ folder, ownFolder: 'dist/kernel' });
  }

  display(bundle: MimeBundle): string {
    return `display-${this.displayed.push(bundle)}`;
  }

  notice(text: string): void {
    this.notices.push(text);
  }

  progress(message: string, fraction?: number): void {
    this.reports.push({ message, fraction });
  }

  updateDisplay(): void {
    throw new Error('not asked for');
  }

  postToView(): void {
    throw new Error('not asked for');
  }

  onStop(): () => void {
    throw new Error('not asked for');
  }

  machine(): Machine {
    return { backend: 'cpu', traits: {} };
  }

  currentCell() {
    return { cellId: 'cell', uri: 'cell:1', label: 'Cell 1' };
  }

  callSite(): undefined {
    return undefined;
  }

  runNumber(): number {
    return 1;
  }
}
