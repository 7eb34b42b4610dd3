import type { ConcatPayload, Lane } from '../../protocol/concat';
import type { Ends, ScaleBy, Unpacked } from '../../pictures/concat/channels';
import { fieldText, nextCode, placeName, timesText } from '../../pictures/concat/words';
import { laneClass, laneFill } from '../../pictures/concat/parts';
import { exactCount, shortCount } from '../../pictures/format';
import { element, type Element } from '../../pictures/tree';
import { scaleBar } from '../shared/scaleBar';

/** The part of an image that one position sees, in pixels of the image; it may reach over its edges. */
export interface SeenBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A position of a map, from 0. */
export interface Position {
  readonly row: number;
  readonly column: number;
}

/** What a position of a lane's maps sees of the image. */
export function seenBox(
  { receptiveField }: Lane,
  { row: y, column: x }: Position,
): SeenBox | undefined {
  if (receptiveField === undefined) {
    return undefined;
  }
  const { size, stride, padding } = receptiveField;
  const at = (axis: 0 | 1, position: number) => position * stride[axis] - padding[axis];
  return { ...{ x: at(1, x), y: at(0, y) }, ...{ width: size[1], height: size[0] } };
}

function row(name: string, value: string): Element {
  return element('div', {}, element('dt', {}, name), element('dd', {}, value));
}

function swatch(lane: number, idPrefix: string): Element {
  return element(
    'svg',
    { class: laneClass(lane), width: 14, height: 14, viewBox: '0 0 14 14', 'aria-hidden': 'true' },
    element('rect', {
      class: 'segment',
      fill: laneFill(idPrefix, lane),
      ...{ x: 0.5, y: 0.5, width: 13, height: 13 },
    }),
  );
}

/** The head of a panel: a lane's sign, and what is looked at. */
export function panelTitle(title: string, lane: number | undefined, idPrefix: string): Element {
  return element(
    'h4',
    {},
    lane !== undefined && swatch(lane, idPrefix),
    element('span', {}, title),
  );
}

/** What a lane costs and sees. */
export function laneFacts(lane: Lane): Element {
  const { params, macs, naive, localField, receptiveField } = lane;
  const times = naive && timesText(naive.macs, macs);
  return element(
    'dl',
    {},
    row('Weights', exactCount(params)),
    row('Multiply-adds', exactCount(macs)),
    naive !== undefined &&
      row(
        'Without 1×1',
        `${shortCount(naive.params)} weights, ${shortCount(naive.macs)} multiply-adds` +
          (times === undefined || times === '' ? '' : `, ${times} as many`),
      ),
    localField !== undefined && row('Sees', `${fieldText(localField)} of its input`),
    receptiveField !== undefined && row('', `${fieldText(receptiveField)} of the image`),
  );
}

/** The layers of a lane, in the order of the flow. */
export function laneLayers({ layers }: Lane): Element {
  return layers.length === 0
    ? element('p', {}, 'Handed on unchanged.')
    : element(
        'ol',
        { class: 'layers' },
        ...layers.map(({ id, what }) => element('li', {}, what === '' ? id : `${id}: ${what}`)),
      );
}

/** What to do with the picture, while nothing is looked at. */
export function hint(payload: ConcatPayload, hasMaps: boolean): Element {
  const code = nextCode(payload);
  const key = (name: string) => element('kbd', {}, name);
  return element(
    'div',
    { key: 'hint' },
    element('h4', {}, 'Where is it from?'),
    element(
      'p',
      {},
      hasMaps
        ? 'Point at a channel, or walk with the arrow keys ('
        : 'Point at a branch, or walk with the arrow keys (',
      key('↑'),
      ' ',
      key('↓'),
      ' ',
      key('←'),
      ' ',
      key('→'),
      '), to see which branch it comes from and what it sees.',
    ),
    hasMaps &&
      element(
        'p',
        {},
        'Each position of a map sees another part of the image: move over the map, or with ',
        key('Shift'),
        ' and the arrow keys.',
      ),
    !hasMaps && element('p', {}, 'Give show.concat an image to see the maps that meet here.'),
    code !== undefined && element('p', {}, 'The next join: '),
    code !== undefined && element('code', {}, code),
  );
}

/** More scales than this are read one by one, at their channels. */
const mostScales = 8;

/** What the colours of the maps stand for. */
export function legend(
  payload: ConcatPayload,
  places: readonly Unpacked[],
  { scale, all }: { readonly scale: ScaleBy; readonly all: Ends },
): Element {
  const shown = (...children: readonly Element[]) =>
    element('div', { key: 'legend', class: 'legend' }, element('h4', {}, 'Colours'), ...children);
  if (scale === 'all') {
    return shown(scaleBar(...all));
  }
  if (scale === 'channel' || places.length > mostScales) {
    const own = scale === 'channel' ? 'map' : 'branch';
    return shown(element('p', {}, `Each ${own} from its own lowest value, dark, to its highest.`));
  }
  return shown(
    ...places.flatMap(({ maps }, lane) => [
      element('div', {}, placeName(payload, lane)),
      scaleBar(maps.low, maps.high),
    ]),
  );
}
