import type { TensorInfo } from '@tensorflow/tfjs';

/** A tensor as the engine knows it. */
export interface Watched extends TensorInfo {
  readonly id: number;
  readonly size: number;
}

interface Watch {
  readonly reference: WeakRef<Watched>;
  /** What the engine reads of a tensor that it disposes. */
  readonly remains: Watched;
}

/** So many tensors are held as they are before they are held weakly. */
const maxYoung = 1024;

/**
 * Knows all tensors there are, and which of them were collected by the garbage collector. Weak
 * references cost far more than the operations that make most tensors, and most tensors are disposed
 * at once: so a young tensor is simply held, and only what stays gets a weak reference.
 */
export class TensorWatch {
  readonly #young = new Map<number, Watched>();
  readonly #old = new Map<number, Watch>();

  #hasAged = false;

  /** Whether tensors were made since the last look that have not been disposed. */
  get hasNew(): boolean {
    return this.#hasAged || this.#young.size > 0;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  add(tensor: Watched): void {
    this.#young.set(tensor.id, tensor);
    if (this.#young.size >= maxYoung) {
      this.age();
    }
  }

  delete({ id }: Watched): void {
    if (!this.#young.delete(id)) {
      this.#old.delete(id);
    }
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }

  /** From now on nothing is held here that nothing else holds. */
  age(): void {
    for (const tensor of this.#young.values()) {
      const { id, dataId, dtype, shape, size } = tensor;
      this.#old.set(id, {
        reference: new WeakRef(tensor),
        remains: { id, dataId, dtype, shape, size },
      });
    }
    this.#young.clear();
    this.#hasAged = true;
  }

  /** Takes out what is left of the tensors that were collected. */
  *takeCollected(): Iterable<Watched> {
    this.#hasAged = false;
    for (const [id, { reference, remains }] of this.#old) {
      if (reference.deref() === undefined) {
        this.#old.delete(id);
        yield remains;
      }
    }
  }
}
