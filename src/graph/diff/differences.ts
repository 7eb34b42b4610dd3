import type { GraphNode } from '../../protocol/architecture';
import type { Json } from '../../protocol/json';
import { isFrozen } from '../structure/frozen';

/** One thing that is not the same in two layers that stand for each other. */
export interface Difference {
  /** A field of `GraphNode`; of the configuration with its key: `config.filters`. */
  readonly field: string;
  /** Absent where there was or is no such entry. */
  readonly before?: Json;
  readonly after?: Json;
  /** Whether someone wrote it so; otherwise it follows from what stands before. */
  readonly isCause: boolean;
}

/** What differs between two layers beside their names and inputs, causes first. */
export function differencesOf(before: GraphNode, after: GraphNode): readonly Difference[] {
  const found: Difference[] = [];
  const compare = (
    field: string,
    was: Json | undefined,
    now: Json | undefined,
    isCause: boolean,
  ) => {
    if (JSON.stringify(was) !== JSON.stringify(now)) {
      const ends = {
        ...(was !== undefined && { before: was }),
        ...(now !== undefined && { after: now }),
      };
      found.push({ field, ...ends, isCause });
    }
  };
  compare('className', before.className, after.className, true);
  for (const key of new Set([...Object.keys(before.config), ...Object.keys(after.config)])) {
    compare(`config.${key}`, before.config[key], after.config[key], true);
  }
  const isThawed = isFrozen(before) !== isFrozen(after);
  const trainable = ['trainableParams', before.trainableParams, after.trainableParams] as const;
  if (isThawed) {
    compare(...trainable, true);
  }
  compare('outputShape', before.outputShape, after.outputShape, false);
  compare('params', before.params, after.params, false);
  if (!isThawed) {
    compare(...trainable, false);
  }
  compare('macs', before.macs, after.macs, false);
  if (before.otherOperations !== undefined && after.otherOperations !== undefined) {
    compare('otherOperations', before.otherOperations, after.otherOperations, false);
  }
  return found;
}
