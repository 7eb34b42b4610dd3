import type { GraphNode } from '../../protocol/architecture';

/** Whether a layer has weights and no optimizer moves any of them. */
export function isFrozen({ params, trainableParams }: GraphNode): boolean {
  return params > 0 && trainableParams === 0;
}
