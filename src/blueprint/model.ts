import type { DataType, LayersModel, Tensor, Tf } from './tensorflow';

/** Sizes of one input. */
interface Input {
  readonly shape: readonly number[];
  readonly dtype: DataType;
}

/** What tfjs keeps to itself of a model. */
interface Hidden {
  /** What a sequential model makes of its layers when it is first used. */
  readonly model?: LayersModel | null;
  makeTrainFunction(): (data: readonly Tensor[]) => Tensor[];
}

/** The model that is run when this one is: itself, or that within a sequential one. */
export function builtModel(tf: Tf, model: LayersModel): LayersModel {
  if (!(model instanceof tf.Sequential)) {
    return model;
  }
  const hidden = model as unknown as Hidden;
  if (!model.built || !hidden.model) {
    model.build();
  }
  return hidden.model ?? model;
}

/** What takes a training step with a batch of inputs and targets, and gives the losses. */
export function trainFunctionOf(model: LayersModel): (data: readonly Tensor[]) => Tensor[] {
  return (model as unknown as Hidden).makeTrainFunction();
}

/** The shapes of a batch of the model's inputs. */
export function inputsOf(
  model: LayersModel,
  batchSize: number,
  given?: readonly number[] | readonly (readonly number[])[],
): readonly Input[] {
  if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
    throw new RangeError(
      `batchSize should be a whole number, 1 or more. Received batchSize=${batchSize}`,
    );
  }
  return model.inputs.map(({ shape, dtype, name }, index) => {
    const [batch, ...sizes] = shape;
    const own = given?.[index];
    const said = Array.isArray(own) ? (own as number[]) : (given as number[] | undefined);
    const all = sizes.map((size, axis) => size ?? said?.[axis]);
    const isKnown = all.every((size) => Number.isSafeInteger(size));
    if (!isKnown || (said !== undefined && !fits(said, all))) {
      throw new RangeError(
        `inputShape should say the sizes of one example, which the input ${name} leaves open: ` +
          `[${sizes.map((size) => size ?? 'null').join(', ')}]. ` +
          `Received inputShape=${JSON.stringify(given)}`,
      );
    }
    return { shape: [batch ?? batchSize, ...(all as number[])], dtype };
  });
}

function fits(said: readonly number[], sizes: readonly (number | undefined)[]): boolean {
  return said.length === sizes.length && said.every((size, axis) => size === sizes[axis]);
}
