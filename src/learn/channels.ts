/** Channels to show: a list of indices, or all of `{ from, to }`, `to` included. */
export type Channels = readonly number[] | { readonly from: number; readonly to: number };

/**
 * The channels that were asked for, rising, each once.
 *
 * @throws Error when there is none of them; it names what was received and how many there are.
 */
export function chosenChannels(
  caller: string,
  channels: Channels,
  count: number,
): readonly number[] {
  const isRange = !Array.isArray(channels);
  const { from, to } = isRange ? (channels as { from: number; to: number }) : { from: 0, to: 0 };
  const list: readonly number[] = isRange ? [from, to] : channels;
  const isKnown = (index: unknown) =>
    Number.isInteger(index) && Number(index) >= 0 && Number(index) < count;
  if (list.length === 0 || !list.every(isKnown) || (isRange && from > to)) {
    throw new RangeError(
      `${caller}: channels should be a list of indices or { from, to }, each 0 to ${count - 1}. ` +
        `Received ${JSON.stringify(channels)}`,
    );
  }
  return isRange
    ? Array.from({ length: to - from + 1 }, (_, index) => from + index)
    : [...new Set(list)].sort((a, b) => a - b);
}
