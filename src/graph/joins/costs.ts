import type { GraphNode } from '../../protocol/architecture';
import { kernelSize } from '../counts';
import type { Layer } from '../tensorflow';

/** Weights and multiply-adds for one example. */
export interface Cost {
  readonly params: number;
  readonly macs: number;
}

/** Their numbers are linear in the channels that they read. */
const convolutions = new Set(['Conv2D', 'PaddedConv2D', 'GroupedConv2D']);
const slim = new Set(['normalization', 'activation', 'dropout']);

/** A convolution's window as `3x3`; `undefined` for all other layers. */
export function kernelOf({ className, config }: GraphNode): string | undefined {
  const { kernel } = config;
  return convolutions.has(className) && typeof kernel === 'string' ? kernel : undefined;
}

/** The sum over layers. */
export function costOf(layers: readonly GraphNode[]): Cost {
  return layers.reduce(
    (sum, { params, macs }) => ({ params: sum.params + params, macs: sum.macs + macs }),
    { params: 0, macs: 0 },
  );
}

/** A 1x1 convolution that leaves fewer channels for a larger one after it. */
export interface Reduction {
  readonly reduce: GraphNode;
  /** Normalization and activation of what it leaves. */
  readonly between: readonly GraphNode[];
  readonly conv: GraphNode;
  /** How many times more channels the larger one would read without it. */
  readonly factor: number;
}

/** The first reduction of a branch. */
export function reductionIn(
  layers: readonly GraphNode[],
  nodeOf: (id: string) => GraphNode,
): Reduction | undefined {
  for (const conv of layers) {
    const kernel = kernelOf(conv);
    if (kernel === undefined || kernel === '1x1') {
      continue;
    }
    const between: GraphNode[] = [];
    const before = ({ inputs: [id] }: GraphNode) => layers.find((each) => each.id === id);
    let reduce = before(conv);
    while (reduce !== undefined && slim.has(reduce.category)) {
      between.push(reduce);
      reduce = before(reduce);
    }
    const [read] = reduce?.inputs ?? [];
    if (reduce === undefined || kernelOf(reduce) !== '1x1' || read === undefined) {
      continue;
    }
    const wide = nodeOf(read).outputShape.at(-1) ?? 0;
    const narrow = reduce.outputShape.at(-1) ?? 0;
    if (wide > narrow && narrow > 0) {
      return { reduce, between, conv, factor: wide / narrow };
    }
  }
  return undefined;
}

/**
 * What a branch would cost without its reduction, the larger convolution reading all channels that
 * the 1x1 reads (figure 2a of Szegedy et al. 2014 beside 2b).
 */
export function naiveCost(
  cost: Cost,
  { reduce, between, conv, factor }: Reduction,
  layerOf: (id: string) => Layer,
): Cost {
  const gone = costOf([reduce, ...between]);
  // Weights of a shared layer are counted at its first use.
  const kernel = conv.params === 0 ? 0 : kernelSize(layerOf(conv.id));
  return {
    params: cost.params - gone.params + kernel * (factor - 1),
    macs: cost.macs - gone.macs + conv.macs * (factor - 1),
  };
}
