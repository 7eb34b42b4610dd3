import { nodesOf, type Flow } from '../../graph/structure/flow';
import { isOpenBlock, layersIn } from '../../graph/structure/fold';
import type { GraphNode } from '../../protocol/architecture';
import { isSlim } from './describe';
import { gutterOf, lanesOf, shareOut, shortcutDepth } from './lanes';
import { busSources, layersOf, nodeIdAt, type Layered } from './layered';
import type { Slot } from './layers';
import type { Box, LaidNode } from './layout';
import { leastWidth, nodeHeight, sizes } from './measure';
import type { LaidEdge } from './route';

/** Gives every part of a flow its place; what it placed stands in `nodes`, `blocks`, `edges`. */
export class Placer {
  readonly nodes: LaidNode[] = [];
  readonly blocks: Box[] = [];
  readonly edges: LaidEdge[] = [];
  readonly #leastWidths = new Map<Flow, number>();
  readonly #tight: boolean;

  constructor(tight: boolean) {
    this.#tight = tight;
  }

  leastWidth(flow: Flow): number {
    const known = this.#leastWidths.get(flow);
    if (known !== undefined) {
      return known;
    }
    const width = this.#measure(flow);
    this.#leastWidths.set(flow, width);
    return width;
  }

  #measure(flow: Flow): number {
    switch (flow.kind) {
      case 'edge':
        return 0;
      case 'node':
        return leastWidth(flow.node, this.#tight);
      case 'series':
        return gutterOf(flow) + Math.max(...flow.parts.map((part) => this.#contentWidth(part)));
      case 'parallel':
      case 'layered':
        return gutterOf(flow) + this.#contentWidth(flow);
    }
  }

  /** Without the gutter, which the flow around it has already. */
  #contentWidth(flow: Flow): number {
    if (flow.kind === 'series') {
      return Math.max(...flow.parts.map((part) => this.#contentWidth(part)));
    }
    if (flow.kind === 'layered') {
      const widths = layersOf(flow).layers.map((layer) => this.#layerWidth(flow, layer));
      return Math.max(0, ...widths);
    }
    if (flow.kind !== 'parallel') {
      return this.leastWidth(flow);
    }
    const lanes = lanesOf(flow);
    const [only] = lanes;
    if (lanes.length === 1 && only !== undefined) {
      return this.#contentWidth(only);
    }
    const widths = lanes.map((lane) => this.leastWidth(lane));
    return widths.reduce((sum, width) => sum + width + sizes.laneGap, -sizes.laneGap);
  }

  /** Places a flow with its own gutter; returns the bottom. */
  place(flow: Flow, x: number, y: number, width: number): number {
    const gutter = gutterOf(flow);
    return this.#content(flow, x + gutter, y, width - gutter);
  }

  #content(flow: Flow, x: number, y: number, width: number): number {
    switch (flow.kind) {
      case 'edge':
        return y;
      case 'node':
        return this.#block([flow.node], x, y, width);
      case 'series':
        return this.#series(flow.parts, x, y, width);
      case 'parallel':
        return this.#parallel(flow, x, y, width);
      case 'layered':
        return this.#layered(flow, x, y, width);
    }
  }

  /** Slim layers join the block of the layer they follow. */
  #series(parts: readonly Flow[], x: number, y: number, width: number): number {
    let bottom = y;
    let block: GraphNode[] = [];
    let first = true;
    const below = (gap: number) => {
      const top = first ? bottom : bottom + gap;
      first = false;
      return top;
    };
    const finish = () => {
      if (block.length > 0) {
        bottom = this.#block(block, x, below(sizes.gap), width);
        block = [];
      }
    };
    parts.forEach((part, index) => {
      if (part.kind === 'node') {
        const joins = isSlim(part.node) && parts[index - 1]?.kind === 'edge' && block.length > 0;
        if (!joins) {
          finish();
        }
        block.push(part.node);
      } else if (part.kind !== 'edge') {
        finish();
        const fans = part.kind !== 'parallel' || lanesOf(part).length > 1;
        const gap = fans ? sizes.fanGap : sizes.gap;
        bottom = this.#content(part, x, below(gap), width) + gap - sizes.gap;
      }
    });
    finish();
    return bottom;
  }

  #block(nodes: readonly GraphNode[], x: number, y: number, width: number): number {
    const block = this.blocks.length;
    const wide = width >= sizes.wide;
    let top = y + sizes.blockPadding;
    for (const node of nodes) {
      const height = nodeHeight(node, width);
      const slim = isSlim(node) || isOpenBlock(node);
      const middle = wide || slim ? height / 2 : 14;
      const port = [x + sizes.port, top + middle] as const;
      this.nodes.push({ node, x, y: top, width, height, wide, slim, port, block });
      top += height;
    }
    const bottom = top + sizes.blockPadding;
    this.blocks.push({ x, y, width, height: bottom - y });
    return bottom;
  }

  #parallel(flow: Flow & { kind: 'parallel' }, x: number, y: number, width: number): number {
    const lanes = lanesOf(flow);
    const [only] = lanes;
    const bottom =
      lanes.length === 1 && only !== undefined
        ? this.#content(only, x, y, width)
        : this.#lanes(lanes, x, y, width);
    for (const branch of flow.branches) {
      if (branch.kind === 'edge' && branch.from !== undefined && branch.to !== undefined) {
        const depth = shortcutDepth(flow);
        const step = Math.min(sizes.shortcut, 120 / depth);
        this.edges.push({
          from: branch.from,
          to: branch.to,
          shortcut: x - depth * step,
          points: [],
        });
      }
    }
    return bottom;
  }

  #lanes(lanes: readonly Flow[], x: number, y: number, width: number): number {
    const least = lanes.map((lane) => this.leastWidth(lane));
    const spare = width - least.reduce((sum, each) => sum + each + sizes.laneGap, -sizes.laneGap);
    const counts = lanes.map((lane) =>
      nodesOf(lane).reduce((sum, node) => sum + layersIn(node), 0),
    );
    const all = counts.reduce((sum, count) => sum + count, 0);
    // A side exit (an auxiliary head) leaves its width to the lane that is most of the network.
    const heavy = all >= 12 ? counts.findIndex((count) => count >= 0.7 * all) : -1;
    const equal = (width + sizes.laneGap) / lanes.length - sizes.laneGap;
    const widths = shareOut(least, Math.max(0, spare), heavy, equal);
    let left = x;
    let bottom = y;
    lanes.forEach((lane, index) => {
      const laneWidth = widths[index] ?? 0;
      bottom = Math.max(bottom, this.place(lane, left, y, laneWidth));
      left += laneWidth + sizes.laneGap;
    });
    return bottom;
  }

  #layerWidth(flow: Layered, layer: readonly Slot[]) {
    const widths = layer.map(({ item }) => {
      const content = item === undefined ? undefined : flow.items[item];
      return content === undefined ? 2 : this.leastWidth(content);
    });
    return widths.reduce((sum, each) => sum + each + sizes.laneGap, -sizes.laneGap);
  }

  #layered(flow: Layered, x: number, y: number, width: number): number {
    const { layers, isColumn, buses, links } = layersOf(flow);
    const gap = isColumn ? sizes.gap : sizes.fanGap * 2;
    let bottom = y - gap;
    const passages = new Map<number, [number, number][]>();
    for (const layer of layers) {
      const top = bottom + gap;
      const places = layer.filter(({ item }) => item !== undefined).length;
      const spare = Math.max(0, width - this.#layerWidth(flow, layer)) / Math.max(1, places);
      let left = x;
      bottom = top;
      for (const slot of layer) {
        const content = slot.item === undefined ? undefined : flow.items[slot.item];
        const slotWidth = content === undefined ? 2 : this.leastWidth(content) + spare;
        if (content !== undefined) {
          bottom = Math.max(bottom, this.place(content, left, top, slotWidth));
        } else if (slot.link !== undefined) {
          passages.set(slot.link, [...(passages.get(slot.link) ?? []), [left, top]]);
        }
        left += slotWidth + sizes.laneGap;
      }
    }
    const lanes = new Map(busSources(flow).map((from, lane) => [from, lane] as const));
    const step = Math.min(sizes.shortcut, 120 / Math.max(1, lanes.size));
    const isBus = new Set(buses);
    // A bare link between two nodes is the only kind that passes layers without an item.
    for (const [index, [from, to]] of links.entries()) {
      const [source, target] = [nodeIdAt(flow, from), nodeIdAt(flow, to)];
      if (source !== undefined && target !== undefined) {
        const points = passages.get(index) ?? [];
        const lane = lanes.size - (lanes.get(from) ?? 0);
        const shortcut = isBus.has(index) ? { shortcut: x - lane * step } : {};
        this.edges.push({ from: source, to: target, ...shortcut, points });
      }
    }
    return bottom;
  }
}
