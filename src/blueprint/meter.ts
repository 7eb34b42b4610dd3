/** What memory is used for. */
export type Purpose = 'weights' | 'gradients' | 'optimizer' | 'activations' | 'backend';

/** Bytes by purpose. */
export type Shares = Readonly<Record<Purpose, number>>;

/** Whose memory and computation it is: the number of a layer; undefined where it is nobody's. */
export type Owner = number | undefined;

/** Bytes and multiply-adds of one owner. */
interface Part {
  bytes: number;
  macs: number;
}

/** Adds up what a dry run takes. */
export class Meter {
  /** What new tensors are for. */
  purpose: Purpose = 'activations';
  /** Whose they are. */
  owner: Owner;
  readonly #now: Record<Purpose, number> = none();
  readonly #parts = new Map<Owner, Part>();
  #total = 0;
  #peakTotal = 0;
  #peak: Shares = none();
  #largest = 0;
  #macs = 0;

  /** The most bytes that were in use at a time. */
  get peakBytes(): number {
    return this.#peakTotal;
  }

  /** What they were used for. */
  get peak(): Shares {
    return this.#peak;
  }

  /** The most bytes that were taken at once, for one tensor. */
  get largestBytes(): number {
    return this.#largest;
  }

  /** Multiply-adds of all owners. */
  get macs(): number {
    return this.#macs;
  }

  /** What one owner has at the moment, and has computed. */
  partOf(owner: Owner): Readonly<Part> {
    return this.#part(owner);
  }

  /** Forgets the multiply-adds so far. */
  restartMacs(): void {
    this.#macs = 0;
    for (const part of this.#parts.values()) {
      part.macs = 0;
    }
  }

  /** Counts multiply-adds of the current owner. */
  compute(macs: number): void {
    this.#macs += macs;
    this.#part(this.owner).macs += macs;
  }

  /** Takes memory, or gives it back when `bytes` is negative. */
  add(purpose: Purpose, owner: Owner, bytes: number): void {
    this.#now[purpose] += bytes;
    this.#part(owner).bytes += bytes;
    this.#total += bytes;
    this.#largest = Math.max(this.#largest, bytes);
    if (this.#total > this.#peakTotal) {
      this.#peakTotal = this.#total;
      this.#peak = { ...this.#now };
    }
  }

  #part(owner: Owner): Part {
    const part = this.#parts.get(owner) ?? { bytes: 0, macs: 0 };
    this.#parts.set(owner, part);
    return part;
  }
}

function none(): Record<Purpose, number> {
  return { weights: 0, gradients: 0, optimizer: 0, activations: 0, backend: 0 };
}
