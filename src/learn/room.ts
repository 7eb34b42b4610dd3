import type { LayersModel } from '@tensorflow/tfjs';
import { madeBytes } from '../blueprint';
import type { Tf } from '../zoo';
import { bytesInWords } from './bytes';
import type { Machine } from './host';

/** The memory that a model can have. */
export interface Room {
  readonly backend: string;
  /** Bytes of the machine's memory; `null` where they cannot be known. */
  readonly total: number | null;
  /** Bytes that the model can have in all, its weights included; `null` where they cannot be known. */
  readonly available: number | null;
  /** What sets that, in words. */
  readonly limit: string;
  /** Bytes that one tensor may have; absent where only all of them together are bounded. */
  readonly largest?: number;
}

/** The memory that a use of a model takes. */
interface Need {
  readonly peakBytes: number;
  /** Of its largest tensor. */
  readonly largestBytes: number;
}

/** What is there for a model, beside what other tensors hold. */
export function roomFor(
  tf: Tf,
  { backend, total, free, end, largest }: Machine,
  model: LayersModel,
): Room {
  const held = tf.memory().numBytes;
  const others = Math.max(0, held - madeBytes(tf, model));
  // What tensors hold now is not free, and theirs to use.
  const bounds = [
    ...(end === undefined
      ? []
      : [{ bytes: end, limit: `the ${backend} backend's heap ends at ${bytesInWords(end)}` }]),
    ...(free === undefined
      ? []
      : [{ bytes: free + held, limit: `${bytesInWords(free)} of it are free` }]),
  ];
  const [tightest] = bounds.toSorted((a, b) => a.bytes - b.bytes);
  const besides = others < 2 ** 20 ? '' : `, and other tensors hold ${bytesInWords(others)}`;
  return {
    backend,
    total: total ?? null,
    available: tightest === undefined ? null : Math.max(0, tightest.bytes - others),
    limit:
      tightest === undefined
        ? `how much memory the ${backend} backend has cannot be known`
        : tightest.limit + besides,
    ...(largest !== undefined && { largest }),
  };
}

/** Whether there is room for so much; also where nothing is known. */
export function hasRoom(room: Room, need: Need): boolean {
  return boundsOf(room).every(({ of, bytes }) => need[of] <= bytes);
}

/** Whether a tensor is larger than one may be, whatever room there is for all. */
export function hasTooLarge({ largest = Infinity }: Room, { largestBytes }: Need): boolean {
  return largestBytes > largest;
}

interface Bound {
  readonly of: keyof Need;
  readonly bytes: number;
}

function boundsOf({ available, largest }: Room): readonly Bound[] {
  return [
    ...(available === null ? [] : [{ of: 'peakBytes', bytes: available } as const]),
    ...(largest === undefined ? [] : [{ of: 'largestBytes', bytes: largest } as const]),
  ];
}

/** Examples at a time, and the memory that they take. */
interface BatchCost extends Need {
  readonly batchSize: number;
}

/**
 * The largest power of two of examples for which there is room, from what many and what one take; 0
 * where there is none for one, `undefined` where the model was built for a fixed number. The need
 * grows with the batch ever faster or evenly, so it lies below a straight line between the two.
 */
export function largestBatch(many: BatchCost, one: BatchCost, room: Room): number | undefined {
  const bounds = boundsOf(room);
  if (bounds.length === 0 || (one.batchSize === many.batchSize && one.batchSize > 1)) {
    return undefined;
  }
  if (!hasRoom(room, one) || many.batchSize === 1) {
    return 0;
  }
  const batches = bounds.map(({ of, bytes }) => {
    const each = (many[of] - one[of]) / (many.batchSize - 1);
    // What is no more for many than for one, such as a weight, bounds nothing.
    return each <= 0 ? Infinity : 1 + (bytes - one[of]) / each;
  });
  return 2 ** Math.floor(Math.log2(Math.min(...batches)));
}
