import { everyLayer } from './layers';
import type { RecipeBackend } from './recipes';
import { bytesOf, engineOf, type LayersModel, type Tf } from './tensorflow';

/** Bytes of those weights of a model that have been made. */
export function madeBytes(tf: Tf, model: LayersModel): number {
  const { tensorInfo } = engineOf(tf).state;
  const weights = new Set(
    [...everyLayer(tf, model)].flatMap((layer) => layer.weights.map((weight) => weight.read())),
  );
  let bytes = 0;
  for (const { dataId, shape, dtype } of weights) {
    const holder = tensorInfo.get(dataId)?.backend as Partial<RecipeBackend> | undefined;
    bytes += holder?.isUnmade?.(dataId) === true ? 0 : bytesOf(shape, dtype);
  }
  return bytes;
}
