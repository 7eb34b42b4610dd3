/** Who wants to hear what a learner does in a picture. */
export class ViewActions {
  readonly #listeners = new Map<string, Set<() => void>>();

  /** Calls back when the view's learner stops what it shows; returns the function that ends this. */
  readonly onStop = (viewId: string, listener: () => void): (() => void) => {
    const listeners = this.#listeners.get(viewId) ?? new Set();
    this.#listeners.set(viewId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) {
        this.#listeners.delete(viewId);
      }
    };
  };

  stop(viewId: string): void {
    this.#listeners.get(viewId)?.forEach((listener) => listener());
  }
}
