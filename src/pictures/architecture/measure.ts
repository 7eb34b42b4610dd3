import { isOpenBlock } from '../../graph/structure/fold';
import type { GraphNode } from '../../protocol/architecture';
import { textWidth } from '../text';
import { isSlim, outputText, titleOf, whatParts } from './describe';

/** Sizes in pixels at zoom 1. */
export const sizes = {
  /** Between blocks of the flow. */
  gap: 8,
  /** Above and below lanes, where arrows fan out. */
  fanGap: 18,
  laneGap: 12,
  blockPadding: 2,
  row: 25,
  slim: 16,
  /** The beginning of an open block. */
  caption: 20,
  /** From a node's left edge to the centre of its glyph. */
  port: 19,
  name: 36,
  /** The widest gutter for one shortcut. */
  shortcut: 20,
  /** From here on a node is one row of aligned columns. */
  wide: 600,
  /** From here on a card's bars stand beside its text. */
  roomy: 320,
  nameFont: 12.5,
  font: 11.5,
  smallFont: 10,
} as const;

/** Room for both bars of a card: with words, or under a heading that has them. */
export const cardBarsWidth = { worded: 180, headed: 116 } as const;

/** What a card shows, line by line, for one width. */
export interface CardLines {
  /** Name, what it does and shape in one. */
  readonly oneLine: boolean;
  readonly shapeBeside: boolean;
  readonly what: boolean;
  readonly barsBeside: boolean;
  readonly bars: boolean;
  readonly height: number;
}

/** Which lines a node's card has, and how high that makes it. */
export function cardLines(node: GraphNode, width: number): CardLines {
  const shape = textWidth(outputText(node), sizes.font);
  const name = textWidth(titleOf(node), sizes.nameFont, 'bold');
  const parts = whatParts(node);
  const what = parts.length > 0;
  const bars = node.params > 0 || node.macs > 0;
  const onOne = sizes.name + name + textWidth(parts.join(', '), sizes.font) + shape + 28;
  const oneLine = !bars && width >= sizes.roomy && onOne <= width;
  const shapeBeside = width >= sizes.roomy || sizes.name + name + shape + 20 <= width;
  const barsBeside = bars && width >= sizes.roomy;
  const second = (what || barsBeside) && !oneLine;
  const height =
    (second || !shapeBeside || bars ? 23 : sizes.row) +
    (second ? 15 : 0) +
    (shapeBeside ? 0 : 14) +
    (bars && !barsBeside ? 20 : 0) +
    (second || bars ? 2 : 0);
  return { oneLine, shapeBeside, what, barsBeside, bars, height };
}

/** How high a node is at a width. */
export function nodeHeight(node: GraphNode, width: number): number {
  if (isOpenBlock(node)) {
    return sizes.caption;
  }
  if (isSlim(node)) {
    return sizes.slim;
  }
  return width >= sizes.wide ? sizes.row : cardLines(node, width).height;
}

/** The least width at which a node's card reads well; tight, at which it can be read at all. */
export function leastWidth(node: GraphNode, tight: boolean): number {
  if (tight) {
    return 116;
  }
  const name = textWidth(titleOf(node), isSlim(node) ? sizes.font : sizes.nameFont, 'bold');
  const what = textWidth(whatParts(node)[0] ?? '', sizes.font);
  return Math.min(210, Math.max(138, sizes.name + Math.max(name, what) + 12));
}
