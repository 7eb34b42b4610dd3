/** A stretch of output of one stream. */
export type StreamSink = (name: 'stdout' | 'stderr', text: string) => void;

/** Bounds of what one cell may print. */
export interface StreamLimits {
  readonly characters: number;
  readonly lines: number;
}

const defaultLimits: StreamLimits = { characters: 10_000_000, lines: 100_000 };
/** Sent at once up to that many times per window: a synchronous loop gets no timer to send later. */
const promptSends = 32;
const windowMs = 50;
const batchSize = 16_000;
const tailSize = 16_000;
const tailLines = 20;

// Taken before the kernel puts its own timers in place: these belong to no cell.
const { setTimeout: later, clearTimeout: forget } = globalThis;

/**
 * What one cell prints: in order, in batches, and bounded. A flood keeps its head and its last
 * lines; what was between is counted.
 */
export class StreamBuffer {
  readonly #sink: StreamSink;
  readonly #limits: StreamLimits;
  #pending: string[] = [];
  #pendingSize = 0;
  #name: 'stdout' | 'stderr' = 'stdout';
  #windowStart = 0;
  #sends = 0;
  #timer: NodeJS.Timeout | undefined;
  #characters = 0;
  #lines = 0;
  #dropped = { characters: 0, lines: 0, tail: '' };

  constructor(sink: StreamSink, limits: StreamLimits = defaultLimits) {
    this.#sink = sink;
    this.#limits = limits;
  }

  write(name: 'stdout' | 'stderr', text: string): void {
    const kept = this.#take(text);
    if (kept === '') {
      return;
    }
    if (name !== this.#name) {
      this.flush();
      this.#name = name;
    }
    this.#pending.push(kept);
    this.#pendingSize += kept.length;
    const now = Date.now();
    if (now - this.#windowStart >= windowMs) {
      this.#windowStart = now;
      this.#sends = 0;
      this.flush();
    } else if (this.#sends < promptSends || this.#pendingSize >= batchSize) {
      this.flush();
    } else {
      this.#timer ??= later(() => this.flush(), windowMs);
    }
  }

  /** Sends what has been written so far. */
  flush(): void {
    forget(this.#timer);
    this.#timer = undefined;
    if (this.#pendingSize === 0) {
      return;
    }
    const text = this.#pending.join('');
    this.#pending = [];
    this.#pendingSize = 0;
    this.#sends += 1;
    this.#sink(this.#name, text);
  }

  /** Sends the rest, and says what a flood lost. */
  end(): void {
    this.flush();
    const { characters, lines, tail } = this.#dropped;
    if (characters === 0) {
      return;
    }
    this.#dropped = { characters: 0, lines: 0, tail: '' };
    const last = tail.split('\n').slice(-tailLines - 1);
    const shown = last.join('\n');
    const size = `${(characters / 1e6).toFixed(1)} MB, ${lines.toLocaleString('en')} lines`;
    const notice = `\n... too much output: ${size} are left out or shortened; the last lines were:\n`;
    this.#sink('stdout', `${notice}${shown}`);
  }

  /** The part of a text that fits within the limits; the rest is counted and its end remembered. */
  #take(text: string): string {
    const room = this.#limits.characters - this.#characters;
    const newlines = countLines(text);
    if (text.length <= room && this.#lines + newlines <= this.#limits.lines) {
      this.#characters += text.length;
      this.#lines += newlines;
      return text;
    }
    const isFirst = this.#dropped.characters === 0;
    const kept = isFirst
      ? text.slice(0, Math.min(room, endOfLines(text, this.#limits.lines - this.#lines)))
      : '';
    // What follows a first dropped piece is dropped too, be it ever so short: no holes.
    this.#characters = this.#limits.characters;
    this.#lines = this.#limits.lines;
    const rest = text.slice(kept.length);
    this.#dropped = {
      characters: this.#dropped.characters + rest.length,
      lines: this.#dropped.lines + countLines(rest),
      tail: (this.#dropped.tail + rest.slice(-tailSize)).slice(-tailSize),
    };
    return kept;
  }
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    count += 1;
  }
  return count;
}

/** Where the first `lines` lines of a text end. */
function endOfLines(text: string, lines: number): number {
  let at = 0;
  for (let line = 0; line < lines; line += 1) {
    const next = text.indexOf('\n', at);
    if (next === -1) {
      return text.length;
    }
    at = next + 1;
  }
  return at;
}
