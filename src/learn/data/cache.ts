/** What was made or decoded lately, by index; the oldest goes when the room is spent. */
export interface ByteCache {
  readonly get: (index: number) => Uint8Array | undefined;
  readonly set: (index: number, bytes: Uint8Array) => void;
}

/** Keeps at most `room` bytes. */
export function createByteCache(room: number): ByteCache {
  const kept = new Map<number, Uint8Array>();
  let used = 0;
  return {
    get: (index) => {
      const bytes = kept.get(index);
      if (bytes !== undefined) {
        // A map keeps the order of insertion: the one used last goes to the end.
        kept.delete(index);
        kept.set(index, bytes);
      }
      return bytes;
    },
    set: (index, bytes) => {
      used += bytes.length - (kept.get(index)?.length ?? 0);
      kept.delete(index);
      kept.set(index, bytes);
      for (const [oldest, { length }] of kept) {
        if (used <= room || oldest === index) {
          break;
        }
        kept.delete(oldest);
        used -= length;
      }
    },
  };
}
