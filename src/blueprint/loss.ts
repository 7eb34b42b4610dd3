import type { LayersModel } from './tensorflow';

type Loss = LayersModel['loss'];

/** By the activation that makes an output: the loss that is mostly trained with. */
const usual: { readonly [activation: string]: string } = {
  softmax: 'categoricalCrossentropy',
  sigmoid: 'binaryCrossentropy',
};

/** The loss of a model that may not have been compiled. */
export function lossOf(model: LayersModel): Loss {
  const loss = model.loss as Loss | undefined;
  const isCompiled = loss !== undefined && !(Array.isArray(loss) && loss.length === 0);
  if (isCompiled) {
    return loss;
  }
  return model.outputs.map(({ sourceLayer }) => {
    const { activation } = sourceLayer.getConfig();
    return (typeof activation === 'string' && usual[activation]) || 'meanSquaredError';
  });
}

/** The shape of what an output is compared with: mostly its own, for sparse losses a class number. */
export function targetShape(
  { outputNames }: LayersModel,
  { loss, index, shape }: { loss: Loss; index: number; shape: readonly number[] },
): readonly number[] {
  const byOutput = loss as { readonly [key: string | number]: unknown };
  const own: unknown =
    typeof loss === 'object' ? (byOutput[index] ?? byOutput[outputNames[index] ?? '']) : loss;
  return own === 'sparseCategoricalCrossentropy' ? [...shape.slice(0, -1), 1] : shape;
}
