import type {
  ArchitectureGraph,
  GraphNode,
  ReceptiveField,
  Shape,
  SourceLocation,
} from '../protocol/architecture';
import { categoryOf } from './category';
import { configOf } from './config';
import { countParams } from './counts';
import { createIds } from './ids';
import { receptiveFieldAfter, wholePixel } from './receptiveField';
import { blocksOf } from './structure/blocks';
import { totalsOf } from './structure/totals';
import { summaryOf } from './summary';
import { settingsOf, sizeOf, type Layer, type LayersModel } from './tensorflow';
import { walk, type Application } from './walk';
import { countOperations } from './wrappers';

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

/**
 * Describes any model: sequential or functional, with shared layers, several inputs and outputs.
 * A model used as a layer is opened: its layers carry its name in their scope, and its id before
 * theirs (`base/conv1`). Weights are never read; only their shapes are looked at.
 */
export function describeModel(
  model: LayersModel,
  options: DescribeOptions = {},
): ArchitectureGraph {
  if (model.outputs.length === 0) {
    throw new Error(`The model ${model.name} is empty: add a layer to it first.`);
  }
  const nodes: GraphNode[] = [];
  const counted = new Set<Layer>();
  const ids = createIds();

  const visit = ({ layer, level, inputs, outputTensors }: Application<Output>) => {
    const read = inputs.map(({ shape }) => shape);
    const shapes = shapesOf(
      layer,
      read,
      outputTensors.map(({ shape }) => shape),
    );
    const [outputShape = []] = shapes;
    const className = layer.getClassName();
    const settings = settingsOf(layer);
    const category = categoryOf(layer, settings, inputs.length);
    const receptiveField =
      inputs.length === 0
        ? firstField(outputShape)
        : receptiveFieldAfter(
            className,
            settings,
            inputs.map((input) => input.receptiveField),
            read[0] ?? [],
          );
    const { macs, otherOperations } = countOperations(
      { layer, className, category, settings, inputs: read, output: outputShape },
      (inner) => totalsOf(describeModel(inner).nodes),
    );
    const isFirstUse = !counted.has(layer);
    counted.add(layer);
    const source = options.sourceOf?.(layer);
    const id = ids.unique(level.prefix + layer.name);
    nodes.push({
      id,
      name: layer.name,
      className,
      category,
      scope: level.placeOf(layer),
      inputs: inputs.map((input) => input.id),
      outputShape,
      ...(isFirstUse ? countParams(layer) : { params: 0, trainableParams: 0 }),
      macs,
      otherOperations,
      activationBytes: 4 * shapes.reduce((sum, shape) => sum + sizeOf(shape.slice(1)), 0),
      ...(receptiveField && { receptiveField }),
      config: configOf(layer, settings),
      ...(source && { source }),
    });
    return shapes.map((shape) => ({ id, shape, receptiveField }));
  };

  const outputs = walk<Output>(model, { visit, enter: ids.enter }).map(([, { id }]) => id);
  const totals = totalsOf(nodes);
  return {
    summary: summaryOf(model.name, nodes, outputs, totals),
    viewId: options.viewId ?? model.name,
    runId: options.runId ?? '0',
    seq: options.seq ?? 0,
    name: model.name,
    nodes,
    outputs,
    totals,
    blocks: blocksOf(nodes),
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
