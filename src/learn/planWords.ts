import { bytesInWords } from './bytes';
import type { Room } from './room';

/** What a plan says in a sentence or two. */
interface Said {
  readonly name: string;
  readonly cost: { readonly batchSize: number; readonly peakBytes: number };
  readonly isTraining: boolean;
  readonly room: Room;
  /** Where there is no room: a batch that there is room for; 0 if none is small enough. */
  readonly smaller?: number | undefined;
}

/** `vgg16 at batch 32 needs about 12.3 GiB to train; this machine has 8.0 GiB (...).` */
export function planInWords({ name, cost, isTraining, room, smaller }: Said): string {
  const { batchSize, peakBytes } = cost;
  const need =
    `${name} at batch ${batchSize} needs about ${bytesInWords(peakBytes)} ` +
    `to ${isTraining ? 'train' : 'predict'}`;
  const machine =
    room.total === null
      ? `; ${room.limit}`
      : `; this machine has ${bytesInWords(room.total)} (${room.limit})`;
  return `${need}${machine}.${adviceInWords(smaller)}`;
}

function adviceInWords(smaller: number | undefined): string {
  if (smaller === undefined) {
    return '';
  }
  return smaller === 0
    ? ' Not even one example at a time would fit.'
    : ` A batch of ${smaller} would fit.`;
}
