import type { LayersModel, Tensor, Variable } from '@tensorflow/tfjs';

/** The variable that a weight of a layer is kept in. */
export function variableOf(weight: LayersModel['weights'][number]): Variable {
  const tensor = weight.read();
  if (!isVariable(tensor)) {
    throw new TypeError(`The weight ${weight.name} should be a variable`);
  }
  return tensor;
}

/** Whether a value is a tensor of any kind. */
export function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'dataId' in value && 'dispose' in value;
}

/** Whether a value is a tensor whose values can be changed. */
export function isVariable(value: unknown): value is Variable {
  return isTensor(value) && 'assign' in value;
}
