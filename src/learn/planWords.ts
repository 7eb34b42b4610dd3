import { bytesInWords } from './bytes';
import { hasTooLarge, type Room } from './room';

/** What a plan says in a sentence or two. */
interface Said {
  readonly name: string;
  readonly cost: Readonly<Record<'batchSize' | 'peakBytes' | 'largestBytes', number>>;
  readonly isTraining: boolean;
  readonly room: Room;
  /** Where there is no room: a batch that there is room for; 0 if none is small enough. */
  readonly smaller?: number | undefined;
}

/** `vgg16 at batch 32 needs about 12.3 GiB to train; this machine has 8.0 GiB (...).` */
export function planInWords({ name, cost, isTraining, room, smaller }: Said): string {
  const { batchSize, peakBytes, largestBytes } = cost;
  const use = `to ${isTraining ? 'train' : 'predict'}`;
  const { largest } = room;
  if (largest !== undefined && hasTooLarge(room, cost)) {
    return (
      `${name} at batch ${batchSize} needs a tensor of ${bytesInWords(largestBytes)} ${use}; ` +
      `the ${room.backend} backend allows one at most ${bytesInWords(largest)} here.` +
      adviceInWords(smaller)
    );
  }
  const need = `${name} at batch ${batchSize} needs about ${bytesInWords(peakBytes)} ${use}`;
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
