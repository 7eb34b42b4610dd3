import { foldOf, isOpenBlock } from '../../graph/structure/fold';
import { shortCount } from '../format';
import { fitName, fitParts, fitText, textWidth } from '../text';
import { element, type Element } from '../tree';
import type { Change } from './changes';
import { columnsOf } from './columns';
import { isFrozen, outputText, titleOf, whatParts } from './describe';
import type { DrawScale } from './draw';
import { chip, glyph, volume } from './glyphs';
import type { LaidNode } from './layout';
import { cardBarsWidth, cardLines, sizes } from './measure';
import { bar, textAt, twisty } from './parts';

/** What the layer does, and then what it was in the run before. */
function whatText(
  laid: LaidNode,
  change: Change | undefined,
  [x, y, end]: readonly [number, number, number],
): readonly Element[] {
  const look = laid.slim ? 'slim-what' : 'what';
  const { node } = laid;
  const parts = [...(isFrozen(node) ? ['frozen'] : []), ...whatParts(node, change?.key)];
  // A slim layer that only follows a change has its mark and its label; words would be noise.
  const told = laid.slim && change?.kind === 'changed' && change.key === undefined;
  const room = end - x;
  const short = change?.short ?? '';
  const long = textWidth(parts.join(', '), sizes.font) + textWidth(short, 10.5, 'bold') + 8;
  // What a layer does matters more than the size that it had.
  const isConsequence = change?.kind === 'changed' && change.key === undefined && long > room;
  const was = told ? '' : fitText(isConsequence ? 'changed' : short, room * 0.7, 10.5, 'bold');
  const wasWidth = was === '' ? 0 : textWidth(was, 10.5, 'bold') + 8;
  const what = fitParts(parts, end - x - wasWidth, sizes.font);
  const text = element(
    'text',
    { class: look, x, y: y + sizes.font * 0.36 },
    what,
    change !== undefined &&
      was !== '' &&
      element('tspan', { class: `was-${change.kind}`, dx: what === '' ? 0 : 7 }, was),
  );
  return what === '' && was === '' ? [] : [text];
}

function wideRow(laid: LaidNode, scale: DrawScale, change: Change | undefined) {
  const { node, slim } = laid;
  const y = laid.port[1];
  const columns = columnsOf(laid, scale);
  const name = fitName(titleOf(node), scale.names - 10, sizes.nameFont, 'bold');
  const thick = slim ? 5 : 9;
  const shape = fitText(outputText(node), scale.shapes, sizes.font);
  const showsShape = !slim || node.category === 'reshape' || change !== undefined;
  const nameText = textAt(
    slim ? 'slim-name' : 'name',
    laid.x + sizes.name,
    y,
    slim ? sizes.font : 12.5,
    name,
  );
  if (node.id === scale.failed) {
    return [nameText, ...whatText(laid, change, [columns.what, y, laid.x + laid.width - 10])];
  }
  const isCaption = isOpenBlock(node);
  const look = isCaption ? 'caption-number' : 'number';
  const count = (x: number, value: number) =>
    value > 0 && textAt(look, x - 6, y, sizes.font, shortCount(value));
  // An open block's sums stand beside the bars of what is in it.
  const barOf = (x: number, value: number, most: number, solid?: number) =>
    isCaption ? [] : bar([x, y], [columns.bar, thick], value, most, solid);
  return [
    nameText,
    ...whatText(laid, change, [columns.what, y, columns.whatEnd]),
    ...(slim || columns.volume === undefined
      ? []
      : volume(node, [columns.volume, y], scale.volume)),
    showsShape && textAt(slim ? 'slim-what' : 'shape', columns.shape, y, sizes.font, shape),
    count(columns.weights, node.params),
    ...barOf(columns.weights, node.params, scale.params, node.trainableParams),
    count(columns.macs, node.macs),
    ...barOf(columns.macs, node.macs, scale.macs),
  ];
}

function slimRow(laid: LaidNode, change: Change | undefined) {
  const y = laid.port[1];
  const x = laid.x + sizes.name;
  const room = laid.width - sizes.name - 8;
  const most = Math.min(room, Math.max(70, room * 0.6));
  const name = fitName(titleOf(laid.node), most, sizes.font, 'normal');
  const after = x + textWidth(name, sizes.font) + 8;
  const end = laid.x + laid.width - 8;
  return [
    textAt('slim-name', x, y, sizes.font, name),
    ...(end - after > 40 ? whatText(laid, change, [after, y, end]) : []),
  ];
}

/** Two small bars with their numbers, and words where no heading explains them. */
function cardBars(
  laid: LaidNode,
  scale: DrawScale,
  [x, y, width]: readonly [number, number, number],
) {
  const { node } = laid;
  const half = width / 2 - 4;
  const cell = (at: number, value: number, most: number, word: string, solid: number) => {
    const words = `${shortCount(value)} ${word}`;
    const fits = word !== '' && textWidth(words, sizes.smallFont) <= half + 2;
    return value <= 0
      ? []
      : [
          textAt('small', at, y, sizes.smallFont, fits ? words : shortCount(value)),
          ...bar([at, y + 9], [half, 4], value, most, solid),
        ];
  };
  const [weights, macs] = scale.headed ? ['', ''] : ['weights', 'MACs'];
  return [
    ...cell(x, node.params, scale.params, weights, node.trainableParams),
    ...cell(x + half + 8, node.macs, scale.macs, macs, node.macs),
  ];
}

function card(laid: LaidNode, scale: DrawScale, change: Change | undefined) {
  const { node, x, width } = laid;
  const lines = cardLines(node, width);
  const left = x + sizes.name;
  const right = x + width - 10;
  const room = width - sizes.name - 8;
  const isBroad = textWidth(outputText(node), sizes.font) > room;
  const shapeFont = isBroad ? sizes.smallFont : sizes.font;
  const shape = fitText(outputText(node), room, shapeFont);
  const shapeWidth = lines.shapeBeside ? textWidth(shape, sizes.font) + 8 : 0;
  const name = fitName(titleOf(node), right - left - shapeWidth, sizes.nameFont, 'bold');
  const first = laid.port[1];
  let y = first + 15;
  const parts: (Element | false)[] = [
    textAt('name', left, first, 12.5, name),
    lines.shapeBeside && textAt('shape-end', right, first, sizes.font, shape),
  ];
  if (lines.oneLine) {
    const after = left + textWidth(name, sizes.nameFont, 'bold') + 10;
    parts.push(...whatText(laid, change, [after, first, right - shapeWidth]));
    return parts;
  }
  if (lines.what || lines.barsBeside) {
    const beside = scale.headed ? cardBarsWidth.headed : cardBarsWidth.worded;
    const end = lines.barsBeside ? right - beside - 8 : right;
    parts.push(...whatText(laid, change, [left, y, end]));
    if (lines.barsBeside) {
      parts.push(...cardBars(laid, scale, [right - beside, y - 2, beside]));
    }
    y += 14;
  }
  if (!lines.shapeBeside) {
    parts.push(textAt(isBroad ? 'small' : 'shape', left, y, shapeFont, shape));
    y += 14;
  }
  if (lines.bars && !lines.barsBeside) {
    parts.push(...cardBars(laid, scale, [x + 8, y + 1, width - 16]));
  }
  return parts;
}

/** One node: its ground (for focus and pointer), sign, texts and bars. */
export function drawNode(
  laid: LaidNode,
  scale: DrawScale,
  change: Change | undefined,
): readonly Element[] {
  const { node, x, y, width, height, slim } = laid;
  const box = { x: x + 1.5, y, width: width - 3, height, rx: 4 };
  const [portX, portY] = laid.port;
  const content = laid.wide
    ? wideRow(laid, scale, change)
    : slim
      ? slimRow(laid, change)
      : card(laid, scale, change);
  const fold = foldOf(node);
  const sign = [
    ...(slim ? [glyph(node, 'slim-glyph', [portX, portY, 12])] : chip(node, portX, portY)),
    ...(fold === undefined ? [] : twisty(laid, fold, scale.interactive)),
  ];
  return [
    scale.interactive && element('rect', { class: 'hit', ...box }),
    isFrozen(node) && element('rect', { ...box, fill: `url(#${scale.hatch})` }),
    node.id === scale.failed && element('rect', { class: 'failed', ...box }),
    change !== undefined &&
      element('rect', { class: `mark-${change.kind}`, x, y, width: 3, height, rx: 1.5 }),
    ...sign,
    ...content,
  ].filter((part) => part !== false);
}
