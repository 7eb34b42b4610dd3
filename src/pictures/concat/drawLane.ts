import type { ConcatPayload, LaneLayer } from '../../protocol/concat';
import { shapeText, shortCount } from '../format';
import { fitText, textWidth } from '../text';
import { element, type Element } from '../tree';
import { rangeText } from './channels';
import type { ConcatLayout, PlacedLane } from './layout';
import { laneClass, laneFill, textAt } from './parts';
import { laneWords } from './words';

const slim: { readonly [className: string]: string } = {
  BatchNormalization: 'BN',
  AffineFreeBatchNormalization: 'BN',
  LocalResponseNormalization: 'LRN',
  Dropout: 'drop',
  ReLU: 'ReLU',
};

/** A part of a lane's chain: a box, or what follows it in small. */
interface Link {
  readonly words: string;
  readonly shape?: string;
  readonly width: number;
}

function slimName({ className, what }: LaneLayer): string | undefined {
  return className === 'Activation' ? (what === 'relu' ? 'ReLU' : what) : slim[className];
}

function boxWords({ className, what }: LaneLayer): string {
  const pooling = className.includes('Max') ? 'max pool ' : 'average pool ';
  const kind = /^(Padded)?(Max|Average)Pooling/.test(className) ? pooling : '';
  const parts = what
    .split(', ')
    .slice(0, 2)
    .map((part) => part.replace(/ filters$/, ''))
    .map((part) => (kind === '' ? part : part.replace(/^(max|average) /, '')));
  const words = `${kind}${parts.filter((part) => !/stride 1$/.test(part)).join(', ')}`;
  return words.trim() === '' ? className : words;
}

function linksOf(layers: readonly LaneLayer[]): readonly Link[] {
  const links: Link[] = [];
  for (const layer of layers) {
    const name = slimName(layer);
    const last = links.at(-1);
    if (name === undefined) {
      const words = fitText(boxWords(layer), 130, 11);
      const shape = shapeText(layer.outputShape);
      links.push({
        words,
        shape,
        width: Math.max(textWidth(words, 11), textWidth(shape, 10)) + 14,
      });
    } else if (last !== undefined && last.shape === undefined) {
      const words = `${last.words} ${name}`;
      links[links.length - 1] = { words, width: textWidth(words, 10) };
    } else {
      links.push({ words: name, width: textWidth(name, 10) });
    }
  }
  return links;
}

const arrow = 14;
const widthOf = (links: readonly Link[]) =>
  links.reduce((sum, { width }) => sum + width + arrow, 0) - arrow;

/** As many as fit: the small ones go first, then those in the middle. */
function fitLinks(links: readonly Link[], room: number): readonly Link[] {
  if (widthOf(links) <= room) {
    return links;
  }
  const boxes = links.filter(({ shape }) => shape !== undefined);
  for (let kept = boxes.length; kept > 1; kept -= 1) {
    const head = boxes.slice(0, Math.ceil(kept / 2));
    const tail = boxes.slice(boxes.length - Math.floor(kept / 2));
    const left = boxes.length - kept;
    const more = `${left} more`;
    const middle = left === 0 ? [] : [{ words: more, width: textWidth(more, 10) }];
    const fitted = [...head, ...middle, ...tail];
    if (widthOf(fitted) <= room) {
      return fitted;
    }
  }
  const words = fitText(`${boxes.length} layers`, room, 10);
  return [{ words, width: textWidth(words, 10) }];
}

function drawChain(links: readonly Link[], x: number, y: number): readonly Element[] {
  let left = x;
  return links.flatMap(({ words, shape, width }, index) => {
    const middle = left + width / 2;
    const here =
      shape === undefined
        ? [textAt('small-middle', middle, y + 18, words)]
        : [
            element('rect', { class: 'box', x: left, y: y + 0.5, width, height: 29, rx: 4 }),
            textAt('box-text', middle, y + 12.5, words),
            textAt('small-middle', middle, y + 25, shape),
          ];
    const end = left + width;
    left = end + arrow;
    return index === links.length - 1
      ? here
      : [
          ...here,
          element('path', { class: 'flow', d: `M${end + 2} ${y + 15}H${end + 8}` }),
          element('path', { class: 'arrow', d: `M${end + 12} ${y + 15}l-5-3v6z` }),
        ];
  });
}

interface Cost {
  readonly label: string;
  readonly value: number;
  readonly naive: number | undefined;
  readonly most: number;
}

function drawCost({ label, value, naive, most }: Cost, x: number, y: number): readonly Element[] {
  const [left, width] = [x + 52, 58];
  const long = (part: number) => (most === 0 ? 0 : (width * part) / most);
  const box = { x: left, y: y - 8, height: 9 };
  return [
    textAt('small-end', left - 5, y, label),
    element('rect', { class: 'track', ...box, width }),
    element('rect', { class: 'cost', ...box, width: long(value) }),
    ...(naive === undefined
      ? []
      : [element('rect', { class: 'naive', ...box, x: left + 0.5, width: long(naive) })]),
    textAt('small', left + width + 5, y, shortCount(naive ?? value)),
  ];
}

/** A lane's row. */
export function drawLane(
  payload: ConcatPayload,
  layout: ConcatLayout,
  placed: PlacedLane,
  { naive, idPrefix }: { readonly naive: boolean; readonly idPrefix: string },
): Element {
  const { index, y, width } = placed;
  const lane = payload.lanes[index];
  if (lane === undefined) {
    return element('g');
  }
  const { layers: left, thumbs, costs } = layout.columns;
  const { name, range, layers, params, macs } = lane;
  const channels = payload.operation === 'add' ? '' : `channels ${rangeText(range)}`;
  const shown = fitText(name, 200, 12.5, 'bold');
  const cost = (of: 'params' | 'macs') => ({
    value: lane[of],
    naive: naive ? lane.naive?.[of] : undefined,
    most: Math.max(
      ...payload.lanes.map((each) => (naive ? (each.naive?.[of] ?? each[of]) : each[of])),
    ),
  });
  const chain =
    layers.length === 0
      ? [textAt('small', left, y + 36, 'handed on unchanged')]
      : drawChain(fitLinks(linksOf(layers), thumbs - left - 8), left, y + 20);
  const hasCosts = costs < width && params + macs > 0;
  return element(
    'g',
    {
      key: `lane-${index}`,
      class: `lane ${laneClass(index)}`,
      role: 'option',
      tabindex: -1,
      'aria-label': laneWords(payload, index),
      'data-stop': `lane/${index}`,
    },
    element('rect', { class: 'hit', x: 0, y: y - 1, width, height: placed.height + 2, rx: 3 }),
    element('rect', {
      class: 'segment',
      fill: laneFill(idPrefix, index),
      ...{ x: 0.5, y: y + 2.5, width: 9, height: placed.height - 6, rx: 1 },
    }),
    textAt('name', left, y + 13, shown),
    textAt('small', left + textWidth(shown, 12.5, 'bold') + 10, y + 13, channels),
    ...chain,
    ...(hasCosts ? drawCost({ label: 'weights', ...cost('params') }, costs, y + 23) : []),
    ...(hasCosts ? drawCost({ label: 'MACs', ...cost('macs') }, costs, y + 39) : []),
  );
}
