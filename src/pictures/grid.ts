/** Where something stands. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What an arrow key asks for. */
export type Arrow = 'left' | 'right' | 'up' | 'down';

/** The neighbour of a box: the next or last in their order, or the nearest of the row above or below. */
export function neighbourOf(
  boxes: readonly Box[],
  index: number,
  arrow: Arrow,
): number | undefined {
  const here = boxes[index];
  if (here === undefined) {
    return undefined;
  }
  if (arrow === 'left' || arrow === 'right') {
    const next = index + (arrow === 'left' ? -1 : 1);
    return boxes[next] === undefined ? undefined : next;
  }
  const sign = arrow === 'down' ? 1 : -1;
  const middle = (box: Box) => box.y + box.height / 2;
  const beyond = boxes.flatMap((box, place) => {
    const distance = sign * (middle(box) - middle(here));
    const isApart = distance > Math.min(box.height, here.height) / 2;
    return isApart ? [{ box, place, distance }] : [];
  });
  const nearest = Math.min(...beyond.map(({ distance }) => distance));
  const centre = here.x + here.width / 2;
  const away = ({ box }: { readonly box: Box }) => Math.abs(box.x + box.width / 2 - centre);
  return beyond
    .filter(({ box, distance }) => distance < nearest + box.height / 2)
    .reduce<(typeof beyond)[number] | undefined>(
      (best, each) => (best === undefined || away(each) < away(best) ? each : best),
      undefined,
    )?.place;
}
