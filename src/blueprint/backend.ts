import type { TensorInfo } from '@tensorflow/tfjs';
import type { KernelCall, Outcome, ShapeKernel } from './kernels';
import type { Meter, Owner, Purpose } from './meter';
import { bytesOf, type DataId, type DataType, type Holder, type Tf } from './tensorflow';
import type { Attachment, BackendTraits } from './traits';

/** Data that is not there. */
interface Entry {
  references: number;
  readonly bytes: number;
  purpose: Purpose;
  readonly owner: Owner;
  /** Bytes that a kernel left with it, by kind. */
  readonly attached: Map<string, number>;
}

interface EntryOptions {
  readonly references?: number;
  readonly purpose?: Purpose | undefined;
}

/** Where a dry run keeps its account. */
export interface Account {
  readonly meter: Meter;
  readonly traits: BackendTraits;
}

/** A backend whose tensors have shapes and types and nothing else. */
export class BlueprintBackend implements Holder {
  readonly #tf: Tf;
  readonly #account: Account | undefined;
  readonly #entries = new WeakMap<DataId, Entry>();
  #size = 0;

  constructor(tf: Tf, account?: Account) {
    this.#tf = tf;
    this.#account = account;
  }

  /** Runs a kernel: its results come to be, on paper. */
  run(
    name: string,
    general: ShapeKernel | undefined,
    call: Omit<KernelCall, 'tf'>,
  ): TensorInfo | TensorInfo[] {
    const traits = this.#account?.traits;
    const kernel = traits?.kernels?.[name] ?? general;
    if (kernel === undefined) {
      throw new Error(`The blueprint does not know the operation ${name}.`);
    }
    const whole: KernelCall = { ...call, tf: this.#tf };
    const outcome = kernel(whole);
    const results = outcome.results.map((result) => this.#realize(result));
    if (this.#account) {
      const { meter } = this.#account;
      meter.compute(outcome.macs ?? 0);
      this.#attach(traits?.attached?.[name]?.(whole));
      const scratch = traits?.scratch?.[name]?.(whole) ?? 0;
      meter.add('backend', undefined, scratch);
      meter.add('backend', undefined, -scratch);
    }
    const [only] = results;
    return outcome.isList === true || only === undefined ? results : only;
  }

  /** Makes data, for a purpose of its own if it has one. */
  reserve(shape: readonly number[], dtype: DataType, purpose?: Purpose): DataId {
    const dataId = {};
    this.#add(dataId, bytesOf(shape, dtype), { purpose });
    return dataId;
  }

  /** Data that has been made for one purpose serves another now. */
  assign(dataId: DataId, purpose: Purpose): void {
    const entry = this.#entries.get(dataId);
    if (entry) {
      this.#count(entry, -1);
      entry.purpose = purpose;
      this.#count(entry, 1);
    }
  }

  write(_values: unknown, shape: number[], dtype: DataType): DataId {
    return this.reserve(shape, dtype);
  }

  move(
    dataId: DataId,
    _values: unknown,
    shape: number[],
    dtype: DataType,
    references: number,
  ): void {
    this.#add(dataId, bytesOf(shape, dtype), { references });
  }

  readSync(_dataId: DataId): unknown {
    throw new Error(
      'This tensor has a shape and no values: it was made on the blueprint backend, which only ' +
        'counts. To compute, choose another one, e.g. await tf.setBackend("wasm").',
    );
  }

  // tfjs awaits it: what is thrown has to be a rejection.
  // eslint-disable-next-line @typescript-eslint/require-await
  async read(dataId: DataId): Promise<unknown> {
    return this.readSync(dataId);
  }

  incRef(dataId: DataId): void {
    const entry = this.#entries.get(dataId);
    if (entry) {
      entry.references += 1;
    } else {
      // Of another backend: its memory is not this one's.
      this.#add(dataId, 0, {});
    }
  }

  refCount(dataId: DataId): number {
    return this.#entries.get(dataId)?.references ?? 0;
  }

  disposeData(dataId: DataId, force = false): boolean {
    const entry = this.#entries.get(dataId);
    if (!entry) {
      return true;
    }
    entry.references -= 1;
    if (!force && entry.references > 0) {
      return false;
    }
    this.#entries.delete(dataId);
    this.#size -= 1;
    this.#count(entry, -1);
    for (const bytes of entry.attached.values()) {
      this.#account?.meter.add('backend', undefined, -bytes);
    }
    return true;
  }

  numDataIds(): number {
    return this.#size;
  }

  memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  // Layers remember it for the backend that will compute.
  epsilon(): number {
    return 1e-7;
  }

  floatPrecision(): 32 {
    return 32;
  }

  timerAvailable(): boolean {
    return false;
  }

  time(query: () => void): Promise<{ kernelMs: number }> {
    query();
    return Promise.resolve({ kernelMs: 0 });
  }

  dispose(): void {
    // There is nothing to free.
  }

  #realize({ shape, dtype, sharedWith }: Outcome['results'][number]): TensorInfo {
    if (sharedWith === undefined) {
      return { dataId: this.reserve(shape, dtype), shape, dtype };
    }
    this.incRef(sharedWith.dataId);
    return { dataId: sharedWith.dataId, shape, dtype };
  }

  #add(dataId: DataId, bytes: number, { references = 1, purpose }: EntryOptions): void {
    const { meter } = this.#account ?? {};
    const entry: Entry = {
      references,
      bytes,
      purpose: purpose ?? meter?.purpose ?? 'activations',
      owner: meter?.owner,
      attached: new Map(),
    };
    this.#entries.set(dataId, entry);
    this.#size += 1;
    this.#count(entry, 1);
  }

  #count({ purpose, owner, bytes }: Entry, sign: 1 | -1): void {
    this.#account?.meter.add(purpose, owner, sign * bytes);
  }

  #attach(attachment: Attachment | undefined): void {
    const entry = attachment && this.#entries.get(attachment.to.dataId);
    if (entry && !entry.attached.has(attachment.kind)) {
      entry.attached.set(attachment.kind, attachment.bytes);
      this.#account?.meter.add('backend', undefined, attachment.bytes);
    }
  }
}
