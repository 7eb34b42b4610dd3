import { placesIn, type PlaceOf } from './places';
import { modelIn, type Layer, type LayersModel, type Symbolic } from './tensorflow';

/** The layers of one model: the outermost, or one that another uses as a layer. */
export interface Level<Output> {
  readonly model: LayersModel;
  /** Stands before the ids of the level, so that they stay unique: `''` or e.g. `base/`. */
  readonly prefix: string;
  readonly placeOf: PlaceOf;
  /** What the inputs of the model are when it is used as a layer. */
  readonly bound: ReadonlyMap<Symbolic, Output>;
  /** Outputs by layer and application. */
  readonly done: Map<Layer, Map<number, readonly Output[]>>;
}

/** One use of a layer, after all that it reads. */
export interface Application<Output> {
  readonly layer: Layer;
  readonly level: Level<Output>;
  readonly inputs: readonly Output[];
  readonly outputTensors: readonly Symbolic[];
}

/** What a walk asks of its caller. */
export interface Visitor<Output> {
  /** Called once for each application, inputs first. */
  readonly visit: (application: Application<Output>) => readonly Output[];
  /** Called where a layer is a model: what holds for the layers of that model. */
  readonly enter: (
    application: Application<Output>,
    model: LayersModel,
  ) => Pick<Level<Output>, 'prefix' | 'placeOf'>;
}

/**
 * Visits the applications of layers that lead to the outputs of a model, each after those it reads,
 * the branches of a join in the order in which it reads them; opens models used as layers. A stack
 * of its own instead of recursion: networks are deeper than call stacks.
 */
export function walk<Output>(
  model: LayersModel,
  visitor: Visitor<Output>,
): readonly (readonly [tensor: Symbolic, output: Output])[] {
  const placeOf = placesIn(model);
  return walkLevel({ model, prefix: '', placeOf, bound: new Map(), done: new Map() }, visitor);
}

function walkLevel<Output>(
  level: Level<Output>,
  visitor: Visitor<Output>,
): readonly (readonly [Symbolic, Output])[] {
  const find = ({ sourceLayer, nodeIndex, tensorIndex }: Symbolic) =>
    level.done.get(sourceLayer)?.get(nodeIndex)?.[tensorIndex];
  const known = (tensor: Symbolic) => level.bound.get(tensor) ?? find(tensor);
  const pending = [...level.model.outputs].reverse();
  for (let tensor = pending.at(-1); tensor !== undefined; tensor = pending.at(-1)) {
    if (known(tensor) !== undefined) {
      pending.pop();
      continue;
    }
    const { sourceLayer: layer, nodeIndex } = tensor;
    const use = layer.inboundNodes[nodeIndex];
    if (!use) {
      throw new Error(`The layer ${layer.name} has no application ${nodeIndex}.`);
    }
    // An input layer names its own tensor as what it reads.
    const read = use.inboundLayers.length === 0 ? [] : use.inputTensors;
    const inputs = read.map(known);
    if (inputs.every((input) => input !== undefined)) {
      const application = { layer, level, inputs, outputTensors: use.outputTensors };
      const outputs = apply(application, visitor);
      if (outputs[tensor.tensorIndex] === undefined) {
        throw new Error(`The layer ${layer.name} has no output ${tensor.tensorIndex}.`);
      }
      const uses = level.done.get(layer) ?? new Map<number, readonly Output[]>();
      level.done.set(layer, uses.set(nodeIndex, outputs));
    } else {
      pending.push(...read.filter((_, index) => inputs[index] === undefined).reverse());
    }
  }
  return level.model.outputs.flatMap((tensor) => {
    const output = known(tensor);
    return output === undefined ? [] : [[tensor, output] as const];
  });
}

function apply<Output>(
  application: Application<Output>,
  visitor: Visitor<Output>,
): readonly Output[] {
  const model = modelIn(application.layer);
  if (model === undefined) {
    return visitor.visit(application);
  }
  const bound = new Map(
    model.inputs.flatMap((tensor, index) => {
      const input = application.inputs[index];
      return input === undefined ? [] : [[tensor, input] as const];
    }),
  );
  const inner: Level<Output> = {
    ...visitor.enter(application, model),
    model,
    bound,
    done: new Map(),
  };
  return walkLevel(inner, visitor).map(([, output]) => output);
}
