import type { Training } from '../../protocol/trainingGuards';
import { notesOf } from '../../pictures/training/marks';
import type { TrainingOptions } from '../../pictures/training/options';
import { epochsDone, epochText, stateText } from '../../pictures/training/words';

/** Milliseconds that a reader has for one announcement. */
const pause = 4000;

/** What a listener should hear of what has come: a new epoch, a new note, an end. */
export function news(
  before: Training,
  after: Training,
  options: TrainingOptions,
): string | undefined {
  const is = after.runs.at(-1);
  if (is === undefined) {
    return undefined;
  }
  const last = before.runs.at(-1);
  const was = last?.name === is.name && before.runId === after.runId ? last : undefined;
  const known = new Set(was && notesOf(before, options).map(({ text }) => text));
  const parts = [
    epochsDone(is) > (was === undefined ? 0 : epochsDone(was)) ? epochText(after) : undefined,
    ...notesOf(after, options)
      .filter(({ label, text }) => label !== '' && !known.has(text))
      .map(({ text }) => text),
    is.status !== 'running' && was?.status === 'running' ? stateText(is) : undefined,
  ];
  const told = parts.filter((part) => part !== undefined);
  return told.length === 0 ? undefined : told.join('. ').replace(/\.\./g, '.');
}

/** Says news politely, the newest only and not too often. */
export class Announcer {
  readonly #say: (text: string) => void;
  #next: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  announce(text: string): void {
    if (this.#timer !== undefined) {
      this.#next = text;
      return;
    }
    this.#say(text);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const next = this.#next;
      this.#next = undefined;
      if (next !== undefined) {
        this.announce(next);
      }
    }, pause);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#next = undefined;
  }
}
