import type {
  ArchitectureGraph,
  GraphNode,
  ReceptiveField,
  Shape,
  SourceLocation,
} from '../protocol/architecture';
import { categoryOf } from './category';
import { configOf } from './config';
import { countMacs, countParams } from './counts';
import { receptiveFieldAfter, wholePixel } from './receptiveField';
import { summaryOf } from './summary';
import {
  fieldsOf,
  isModel,
  sizeOf,
  type Layer,
  type LayersModel,
  type Symbolic,
} from './tensorflow';

/** Who shows the model, and what is known of its layers beyond the model itself. */
export interface DescribeOptions {
  readonly viewId?: string;
  readonly runId?: string;
  readonly seq?: number;
  /** Where a layer was made. */
  readonly sourceOf?: (layer: Layer) => SourceLocation | undefined;
}

/** One output of a node, seen by the layers that read it. */
interface Output {
  readonly id: string;
  readonly shape: Shape;
  readonly receptiveField: ReceptiveField | undefined;
}

/** The layers of one model: the outermost, or one that another uses as a layer. */
interface Level {
  readonly scope: readonly string[];
  /** Stands before the ids of the level, so that they stay unique: `''` or e.g. `base/`. */
  readonly prefix: string;
  /** What the inputs of the model are when it is used as a layer. */
  readonly bound: ReadonlyMap<Symbolic, Output>;
  /** Outputs by `layer id:application`. */
  readonly done: Map<string, readonly Output[]>;
}

/**
 * Describes any model: sequential or functional, with shared layers, several inputs and outputs.
 * A model used as a layer is opened: its layers carry its name in their scope, and its id before
 * theirs (`base/conv1`).
 */
export function describeModel(
  model: LayersModel,
  options: DescribeOptions = {},
): ArchitectureGraph {
  if (model.outputs.length === 0) {
    throw new Error(`The model ${model.name} is empty: add a layer to it first.`);
  }
  const nodes: GraphNode[] = [];
  const uses = new Map<string, number>();
  const counted = new Set<Layer>();
  const scopes = scopesOfFirstModel(model);

  const uniqueId = (name: string) => {
    const use = (uses.get(name) ?? 0) + 1;
    uses.set(name, use);
    return use === 1 ? name : `${name}#${use}`;
  };

  const outputOf = (tensor: Symbolic, level: Level): Output => {
    const known = level.bound.get(tensor);
    if (known) {
      return known;
    }
    const layer = tensor.sourceLayer;
    const key = `${layer.id}:${tensor.nodeIndex}`;
    const outputs = level.done.get(key) ?? apply(layer, tensor.nodeIndex, level);
    level.done.set(key, outputs);
    const output = outputs[tensor.tensorIndex];
    if (!output) {
      throw new Error(`The layer ${layer.name} has no output ${tensor.tensorIndex}.`);
    }
    return output;
  };

  const apply = (layer: Layer, use: number, level: Level): readonly Output[] => {
    const application = layer.inboundNodes[use];
    if (!application) {
      throw new Error(`The layer ${layer.name} has no application ${use}.`);
    }
    // An input layer names its own tensor as what it reads.
    const read = application.inboundLayers.length === 0 ? [] : application.inputTensors;
    const inputs = read.map((tensor) => outputOf(tensor, level));
    if (isModel(layer)) {
      const id = uniqueId(level.prefix + layer.name);
      const inner: Level = {
        scope: [...level.scope, id.slice(level.prefix.length)],
        prefix: `${id}/`,
        bound: new Map(
          layer.inputs.flatMap((tensor, index) => {
            const input = inputs[index];
            return input ? [[tensor, input] as const] : [];
          }),
        ),
        done: new Map(),
      };
      return layer.outputs.map((tensor) => outputOf(tensor, inner));
    }
    const shapes = shapesOf(
      layer,
      inputs.map(({ shape }) => shape),
      application.outputTensors.map(({ shape }) => shape),
    );
    const [outputShape = []] = shapes;
    const inputShape = inputs[0]?.shape ?? [];
    const receptiveField =
      inputs.length === 0
        ? firstField(outputShape)
        : receptiveFieldAfter(
            layer,
            inputs.map((input) => input.receptiveField),
            inputShape,
          );
    const isFirstUse = !counted.has(layer);
    counted.add(layer);
    const source = options.sourceOf?.(layer);
    const id = uniqueId(level.prefix + layer.name);
    nodes.push({
      id,
      name: layer.name,
      className: layer.getClassName(),
      category: categoryOf(layer, inputs.length),
      scope: [...level.scope, ...(scopes.get(layer) ?? []), ...ownScope(layer)],
      inputs: inputs.map((input) => input.id),
      outputShape,
      ...(isFirstUse ? countParams(layer) : { params: 0, trainableParams: 0 }),
      macs: countMacs(layer, inputShape, outputShape),
      activationBytes: 4 * shapes.reduce((sum, shape) => sum + sizeOf(shape.slice(1)), 0),
      ...(receptiveField && { receptiveField }),
      config: configOf(layer),
      ...(source && { source }),
    });
    return shapes.map((shape) => ({ id, shape, receptiveField }));
  };

  const top: Level = { scope: [], prefix: '', bound: new Map(), done: new Map() };
  const outputs = model.outputs.map((tensor) => outputOf(tensor, top).id);
  const total = (count: (node: GraphNode) => number) =>
    nodes.reduce((sum, node) => sum + count(node), 0);
  const totals = {
    params: total((node) => node.params),
    trainableParams: total((node) => node.trainableParams),
    macs: total((node) => node.macs),
    activationBytes: total((node) => node.activationBytes),
  };
  return {
    summary: summaryOf(model.name, nodes, outputs, totals),
    viewId: options.viewId ?? model.name,
    runId: options.runId ?? '0',
    seq: options.seq ?? 0,
    name: model.name,
    nodes,
    outputs,
    totals,
  };
}

/**
 * Sizes that a model used as a layer left open are known where it is used: a base built for images
 * of any size has the sizes of the images it gets here.
 */
function shapesOf(
  layer: Layer,
  inputs: readonly Shape[],
  declared: readonly Shape[],
): readonly Shape[] {
  const isOpen = declared.some((shape) => shape.slice(1).includes(null));
  if (!isOpen || inputs.length === 0) {
    return declared;
  }
  const given = inputs.map((shape) => [...shape]);
  const [only] = given;
  const computed = layer.computeOutputShape(given.length === 1 && only ? only : given);
  return Array.isArray(computed[0]) ? (computed as Shape[]) : [computed as Shape];
}

/** Pixels exist where the input is an image, channels last or first. */
function firstField(shape: Shape): ReceptiveField | undefined {
  return shape.length === 4 ? wholePixel : undefined;
}

/** A sequential model takes the layers of a first model as its own and forgets where they are from. */
function scopesOfFirstModel(model: LayersModel): ReadonlyMap<Layer, readonly string[]> {
  const [first] = model.layers;
  const scopes = new Map<Layer, readonly string[]>();
  if (model.getClassName() === 'Sequential' && isModel(first)) {
    for (const layer of first.layers) {
      scopes.set(layer, [first.name]);
    }
  }
  return scopes;
}

/** A layer may carry its place in the hierarchy as `scope: ['stage 2', 'block 1']`. */
function ownScope(layer: Layer): readonly string[] {
  const { scope } = fieldsOf(layer);
  return Array.isArray(scope) && scope.every((part) => typeof part === 'string') ? scope : [];
}
