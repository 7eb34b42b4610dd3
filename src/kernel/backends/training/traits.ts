import type { ShapeKernels } from '../../../blueprint';
import { inputOf } from '../wasm/kernels';

/** An optimizer's step, which writes where the weights lie. */
export const optimized: ShapeKernels[string] = ({ inputs }) => {
  const slots = Object.keys(inputs).filter((name) => name.startsWith('slot '));
  const written = ['value', ...slots.sort()].map((name) => inputOf(inputs, name));
  const results = written.map((tensor) => ({ ...tensor, sharedWith: tensor }));
  return { results, isList: true };
};
