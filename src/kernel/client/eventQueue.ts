/** An async iterable that is fed from outside. */
export class EventQueue<Item> implements AsyncIterable<Item> {
  #items: Item[] = [];
  #wake: (() => void) | undefined;
  #hasEnded = false;
  #failure: Error | undefined;

  push(item: Item): void {
    if (!this.#hasEnded) {
      this.#items.push(item);
      this.#wake?.();
    }
  }

  end(): void {
    this.#hasEnded = true;
    this.#wake?.();
  }

  /** The iteration rejects after the items pushed so far. */
  fail(failure: Error): void {
    this.#failure = failure;
    this.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for (;;) {
      const items = this.#items;
      this.#items = [];
      yield* items;
      if (this.#items.length > 0) {
        continue;
      }
      if (this.#hasEnded) {
        if (this.#failure !== undefined) {
          throw this.#failure;
        }
        return;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
