import type { ReceptiveField } from '../../protocol/architecture';
import type { ConcatPayload, Lane } from '../../protocol/concat';
import { exactCount, shapeText, shortCount } from '../format';
import { joinWords, rangeText, resultName } from './channels';

const layerCount = (count: number) => `${count} ${count === 1 ? 'layer' : 'layers'}`;

/** `3×3`, `3×3, stride 2`. */
export function fieldText({ size, stride }: ReceptiveField): string {
  const step = stride[0] === stride[1] ? String(stride[0]) : stride.join('×');
  return `${size.join('×')}${step === '1' ? '' : `, stride ${step}`}`;
}

/** How many times as much a branch would cost without its reduction. */
export function timesText(naive: number, reduced: number): string {
  return reduced === 0 ? '' : `${Number((naive / reduced).toPrecision(2))}×`;
}

/** A lane in words. */
export function laneWords(payload: ConcatPayload, index: number): string {
  const lane = payload.lanes[index];
  if (lane === undefined) {
    return '';
  }
  const { name, layers, range, params, macs, naive } = lane;
  const channels = payload.operation === 'add' ? '' : `, channels ${rangeText(range)}`;
  const what =
    layers.length === 0
      ? 'handed on unchanged'
      : `${layerCount(layers.length)}, ${shortCount(params)} weights, ${shortCount(macs)} multiply-adds`;
  const without =
    naive === undefined ? '' : `; ${shortCount(naive.macs)} multiply-adds without its reduction`;
  return `${name}${channels}: ${what}${without}`;
}

/** The name of a lane, or of the sum after the last. */
export function placeName(payload: ConcatPayload, lane: number): string {
  return payload.lanes[lane]?.name ?? resultName(payload);
}

/** A channel in words. */
export function channelWords(
  payload: ConcatPayload,
  tile: { readonly lane: number; readonly local: number; readonly global: number },
): string {
  const { lanes, operation, outputShape } = payload;
  const count = outputShape.at(-1) ?? 0;
  const lane = lanes[tile.lane];
  if (operation === 'add' || lane === undefined) {
    return `channel ${tile.global} of ${count}, ${placeName(payload, tile.lane)}`;
  }
  const own = lane.range[1] - lane.range[0];
  return `channel ${tile.global} of ${count}, from ${lane.name}, its channel ${tile.local} of ${own}`;
}

/** `concatenation of 4 branches to 28×28×256`. */
export function totalsText(payload: ConcatPayload): string {
  return `${joinWords(payload)} to ${shapeText(payload.outputShape)}`;
}

/** What to write to see another join. */
export function nextCode({ next, siblings, image }: ConcatPayload): string | undefined {
  const other = next ?? siblings[0];
  return other === undefined
    ? undefined
    : `await show.concat(model, '${other}'${image === undefined ? '' : ', image'})`;
}

/** Columns of the table of lanes. */
export const laneColumns = [
  'Branch',
  'Channels',
  'Layers',
  'Weights',
  'Multiply-adds',
  'Weights without reduction',
  'Multiply-adds without reduction',
  'Sees of its input',
  'Sees of the image',
] as const;

/** A row of the table of lanes. */
export function laneRow(lane: Lane): readonly (string | number)[] {
  const { name, range, layers, params, macs, naive, localField, receptiveField } = lane;
  return [
    name,
    rangeText(range),
    layers.map(({ id, what }) => (what === '' ? id : `${id} (${what})`)).join(' → ') || 'none',
    params,
    macs,
    naive?.params ?? '',
    naive?.macs ?? '',
    localField ? fieldText(localField) : '',
    receptiveField ? fieldText(receptiveField) : '',
  ];
}

/** A cell for a reader. */
export function cellText(value: string | number): string {
  return typeof value === 'number' ? exactCount(value) : value;
}
