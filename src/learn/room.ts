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
}

/** What is there for a model, beside what other tensors hold. */
export function roomFor(tf: Tf, { backend, total, free, end }: Machine, model: LayersModel): Room {
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
  };
}

/** Whether there is room for so many bytes; also where nothing is known. */
export function hasRoom({ available }: Room, bytes: number): boolean {
  return available === null || bytes <= available;
}

/** Examples at a time, and the memory that they take. */
interface BatchCost {
  readonly batchSize: number;
  readonly peakBytes: number;
}

/**
 * The largest power of two of examples for which there is room, from what many and what one take; 0
 * where there is none for one, `undefined` where the model was built for a fixed number. The need
 * grows with the batch ever faster or evenly, so it lies below a straight line between the two.
 */
export function largestBatch(
  many: BatchCost,
  one: BatchCost,
  { available }: Room,
): number | undefined {
  if (available === null || (one.batchSize === many.batchSize && one.batchSize > 1)) {
    return undefined;
  }
  if (one.peakBytes > available || many.batchSize === 1) {
    return 0;
  }
  const each = (many.peakBytes - one.peakBytes) / (many.batchSize - 1);
  return 2 ** Math.floor(Math.log2(1 + (available - one.peakBytes) / each));
}
