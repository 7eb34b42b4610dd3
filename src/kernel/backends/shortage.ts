type Relief = () => void;

let relieve: Relief = () => undefined;

/** The memory of a backend has no room for a tensor. */
export class OutOfMemory extends Error {
  override readonly name = 'OutOfMemory';
}

/** Says what a backend whose memory is full may do before it gives up. */
export function onShortage(relief: Relief): void {
  relieve = relief;
}

/** Frees what can be freed. */
export function relieveShortage(): void {
  relieve();
}
