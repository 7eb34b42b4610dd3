const tailSize = 8_000;

/** Sorts what a kernel prints past its channel: some is the cell's, some is Node's or V8's own. */
export class NativeOutput {
  #tail = '';
  #isDying = false;

  /** Last lines of stderr. */
  get tail(): string {
    return this.#tail;
  }

  /** The part of a text that a learner should see in the cell. */
  take(name: 'stdout' | 'stderr', text: string): string {
    if (name === 'stdout') {
      return text;
    }
    this.#tail = (this.#tail + text).slice(-tailSize);
    // Pages of native frames help no learner; the log and the exit's reason have them.
    this.#isDying ||= /<--- Last few GCs|^\s*#\s+Fatal error|FATAL ERROR:|Native stack trace/m.test(
      text,
    );
    return this.#isDying
      ? ''
      : text.replace(
          /^(Debugger attached|Waiting for the debugger to disconnect\.\.|Debugger listening on .*|For help, see: https:\/\/nodejs\.org.*)\.?\n/gm,
          '',
        );
  }
}
