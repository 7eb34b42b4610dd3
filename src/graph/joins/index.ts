import type { GraphNode, ReceptiveField, Shape } from '../../protocol/architecture';
import { describeModel, type DescribeOptions } from '../describeModel';
import { layerUses, type LayerUse, type OutputOf } from '../layerUses';
import { receptiveFieldAfter, wholePixel } from '../receptiveField';
import { settingsOf, type Layer, type LayersModel } from '../tensorflow';
import { chooseJoin, operationOf, type JoinUse, type Operation } from './choose';
import { costOf, naiveCost, reductionIn, type Cost } from './costs';
import { Flow } from './flow';
import { namesOf } from './names';

/** A branch of a join. */
export interface JoinLane extends Cost {
  readonly name: string;
  /** The layers that no other branch has, in the order of the flow. */
  readonly layers: readonly GraphNode[];
  /** Its channels in the join's output, `[first, end)`. */
  readonly range: readonly [first: number, end: number];
  readonly naive?: Cost;
  readonly receptiveField?: ReceptiveField;
  /** What its end sees of where it begins. */
  readonly localField?: ReceptiveField;
  /** What it hands to the join. */
  readonly end: OutputOf;
}

/** What meets in one layer of a model. */
export interface Join {
  readonly id: string;
  readonly operation: Operation;
  readonly outputShape: Shape;
  /** Where the branches part. */
  readonly fork?: string;
  readonly lanes: readonly JoinLane[];
  /** Layers between fork and join that several branches have in common. */
  readonly shared: readonly GraphNode[];
  /** The other joins of the same operation, in the order of the flow. */
  readonly siblings: readonly string[];
  /** The first of them after this one. */
  readonly next?: string;
}

/** Where a branch ends, and where the walk back from there does. */
interface Branch {
  readonly end: OutputOf;
  readonly channels: number;
  readonly from: string | undefined;
}

/** The branches of a join and where all of them part. */
interface Parting {
  readonly branches: readonly Branch[];
  readonly fork: string | undefined;
}

/**
 * Finds the branches of a concatenation of channels or an addition, back to where they part. A
 * concatenation that hands on another (DenseNet's) is taken apart into all that went into it.
 *
 * @throws Error when there is no such layer; it lists those there are.
 */
export function describeJoin(
  model: LayersModel,
  layer?: string | Layer,
  options: Pick<DescribeOptions, 'sourceOf'> = {},
): Join {
  const { nodes } = describeModel(model, options);
  const { uses } = layerUses(model);
  const flow = new Flow(nodes);
  const useOf = new Map(uses.map((use) => [use.id, use]));
  const joins = uses.flatMap((use): readonly JoinUse[] => {
    const node = flow.node(use.id);
    const operation =
      use.inputs.length > 1 ? operationOf(use.layer, node.outputShape.length) : undefined;
    return operation === undefined ? [] : [{ use, node, operation }];
  });
  const chosen = chooseJoin(model, joins, layer);
  const { use, node, operation } = chosen;

  const { branches, fork } = branchesOf(chosen, flow, useOf);
  const lanes = lanesOf(branches, flow);
  const { names, shared } = lanes.summary(operation);
  let first = 0;
  const found = branches.map((branch, index): JoinLane => {
    const layers = lanes.own(index);
    const cost = costOf(layers);
    const reduction = reductionIn(layers, (id) => flow.node(id));
    const layerOf = (id: string) => layerNamed(useOf, id);
    const { receptiveField } = flow.node(branch.end.id);
    const localField = localFieldOf(lanes.all(index), useOf, flow);
    const start = operation === 'add' ? 0 : first;
    first += branch.channels;
    return {
      name: names[index] ?? '',
      layers,
      range: [start, start + branch.channels],
      ...cost,
      ...(reduction && { naive: naiveCost(cost, reduction, layerOf) }),
      ...(receptiveField && { receptiveField }),
      ...(localField && { localField }),
      end: branch.end,
    };
  });
  const alike = joins.filter((join) => join.operation === operation).map((join) => join.use.id);
  const next = alike[alike.indexOf(use.id) + 1];
  return {
    id: use.id,
    operation,
    outputShape: node.outputShape,
    ...(fork !== undefined && { fork }),
    lanes: found,
    shared,
    siblings: alike.filter((id) => id !== use.id),
    ...(next !== undefined && { next }),
  };
}

function layerNamed(useOf: ReadonlyMap<string, LayerUse>, id: string): Layer {
  const use = useOf.get(id);
  if (use === undefined) {
    throw new Error(`The model has no use ${id} of a layer.`);
  }
  return use.layer;
}

/** The branches in the order of the channels; a handed-on concatenation as its own branches. */
function branchesOf(
  { use, node, operation }: JoinUse,
  flow: Flow,
  useOf: ReadonlyMap<string, LayerUse>,
): Parting {
  const fork = flow.gate(use.id)?.id;
  const handedOn = operation === 'concatenate' ? handedOnIn(use, fork, flow, useOf) : undefined;
  const inner = handedOn && branchesOf(handedOn, flow, useOf);
  const branches = use.inputs.flatMap((end): readonly Branch[] =>
    inner !== undefined && end.id === fork
      ? inner.branches
      : [{ end, channels: channelsOf(end, node, flow, useOf), from: fork }],
  );
  return { branches, fork: inner === undefined ? fork : inner.fork };
}

/** The concatenation that is one input of another and what all its other inputs come from. */
function handedOnIn(
  { inputs }: LayerUse,
  fork: string | undefined,
  flow: Flow,
  useOf: ReadonlyMap<string, LayerUse>,
): JoinUse | undefined {
  const use = fork === undefined ? undefined : useOf.get(fork);
  const isHandedOn = inputs.filter(({ id }) => id === fork).length === 1;
  if (use === undefined || use.inputs.length < 2 || !isHandedOn) {
    return undefined;
  }
  const node = flow.node(use.id);
  return operationOf(use.layer, node.outputShape.length) === 'concatenate'
    ? { use, node, operation: 'concatenate' }
    : undefined;
}

function channelsOf(
  { id, index }: OutputOf,
  join: GraphNode,
  flow: Flow,
  useOf: ReadonlyMap<string, LayerUse>,
): number {
  const shape = index === 0 ? flow.node(id).outputShape : useOf.get(id)?.outputShapes[index];
  const channels = shape?.at(-1) ?? null;
  if (channels === null) {
    throw new Error(`${join.id} has no fixed number of channels: ${id} leaves it open.`);
  }
  return channels;
}

/** Which layers lead to each branch's end. */
function lanesOf(branches: readonly Branch[], flow: Flow) {
  const forks = branches.flatMap(({ from }) => from ?? []);
  const ends = branches.map(({ end }) => end.id);
  const all = ends.map((id) => {
    const stops = new Set([...forks, ...ends.filter((other) => other !== id)]);
    return flow.back(id, stops).filter(({ category }) => category !== 'input');
  });
  const counts = new Map<GraphNode, number>();
  for (const layer of all.flat()) {
    counts.set(layer, (counts.get(layer) ?? 0) + 1);
  }
  const own = all.map((layers) => layers.filter((layer) => counts.get(layer) === 1));
  const shared = [...counts].filter(([, count]) => count > 1).map(([layer]) => layer);
  return {
    all: (index: number) => all[index] ?? [],
    own: (index: number) => own[index] ?? [],
    summary: (operation: Operation) => ({
      shared,
      names: namesOf(
        own.map((layers) => ({ layers, reduction: reductionIn(layers, (id) => flow.node(id)) })),
        operation,
      ),
    }),
  };
}

/** The receptive field at the end of layers by what they read from outside. */
function localFieldOf(
  layers: readonly GraphNode[],
  useOf: ReadonlyMap<string, LayerUse>,
  flow: Flow,
): ReceptiveField | undefined {
  const fields = new Map<string, ReceptiveField | undefined>();
  let last: ReceptiveField | undefined = wholePixel;
  for (const { id, className, inputs } of layers) {
    const [input] = inputs;
    last = receptiveFieldAfter(
      className,
      settingsOf(layerNamed(useOf, id)),
      inputs.map((each) => (fields.has(each) ? fields.get(each) : wholePixel)),
      input === undefined ? [] : flow.node(input).outputShape,
    );
    fields.set(id, last);
  }
  return last;
}
