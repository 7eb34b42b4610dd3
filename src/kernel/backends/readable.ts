import type { InspectOptions } from 'node:util';

import type { Tf } from './started';

type Inspect = (this: object, depth: number, options: InspectOptions) => string;

/**
 * Lets tensors and layers appear in `console.log` and inside other values as one short line
 * instead of their insides: `{ x: Tensor [2,3] float32 }`.
 */
export function makeReadable(tf: Tf): void {
  define(tf.Tensor.prototype, function (this: object) {
    const tensor = this as { shape: number[]; dtype: string; isDisposed: boolean; name?: string };
    const kind = tensor.name === undefined ? 'Tensor' : `Variable ${tensor.name}`;
    const end = tensor.isDisposed ? ', disposed' : '';
    return `${kind} [${tensor.shape.join(',')}] ${tensor.dtype}${end}`;
  });
  define(tf.layers.Layer.prototype, function (this: object) {
    const layer = this as { name?: string; getClassName?: () => string; layers?: unknown[] };
    const count = Array.isArray(layer.layers) ? ` (${layer.layers.length} layers)` : '';
    return `${layer.getClassName?.() ?? 'Layer'} ${layer.name ?? ''}${count}`;
  });
}

function define(prototype: object, inspect: Inspect): void {
  Object.defineProperty(prototype, Symbol.for('nodejs.util.inspect.custom'), {
    value: inspect,
    configurable: true,
    writable: true,
  });
}
