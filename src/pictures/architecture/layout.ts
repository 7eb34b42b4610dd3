import { flowOf } from '../../graph/structure/flow';
import type { ArchitectureGraph, GraphNode } from '../../protocol/architecture';
import { gutterOf } from './lanes';
import { sizes } from './measure';
import { Placer } from './place';
import { routeEdges, type LaidEdge } from './route';

/** A rectangle, in pixels at zoom 1. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a node is drawn. */
export interface LaidNode extends Box {
  readonly node: GraphNode;
  /** One row of aligned columns; otherwise a card of a few lines. */
  readonly wide: boolean;
  readonly slim: boolean;
  /** Where its glyph stands and connections run, x and y. */
  readonly port: readonly [number, number];
  /** Index of the block around it. */
  readonly block: number;
}

/** A drawing in numbers. */
export interface ArchitectureLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly LaidNode[];
  /** Frames around a layer and the slim ones tucked under it. */
  readonly blocks: readonly Box[];
  readonly edges: readonly LaidEdge[];
  /** Whether the trunk's rows share columns, with a heading above and a sum below. */
  readonly columns: boolean;
  /** Whether the trunk's cards have a heading for their bars. */
  readonly headed: boolean;
}

/** Heights of the heading and of the sum around rows with columns. */
export const frame = { heading: 22, sum: 44 } as const;

/** Places every node and routes every edge for an available width. */
export function layoutArchitecture(
  graph: ArchitectureGraph,
  available: number,
): ArchitectureLayout {
  const flow = flowOf(graph.nodes);
  const easy = new Placer(false);
  const placer = easy.leastWidth(flow) + 2 <= available ? easy : new Placer(true);
  const width = Math.max(placer.leastWidth(flow) + 2, Math.min(available, 1100));
  const columns = width - 2 - gutterOf(flow) >= sizes.wide && graph.nodes.length > 0;
  const headed = !columns && width - 2 - gutterOf(flow) >= sizes.roomy;
  const top = columns || headed ? frame.heading : 2;
  const bottom = placer.place(flow, 1, top, width - 2);
  const { nodes, blocks } = placer;
  return {
    width,
    height: bottom + (columns ? frame.sum : 2),
    nodes,
    blocks,
    edges: routeEdges(graph.nodes, nodes, blocks, placer.edges),
    columns,
    headed,
  };
}
