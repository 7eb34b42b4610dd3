import { nodeIdsOf } from '../../graph/structure/blocks';
import type { ArchitectureGraph, Block } from '../../protocol/architecture';
import type { Change, Changes } from './changes';
import { listed } from './describe';

export {
  foldGraph,
  foldOf,
  openAround,
  openAtFirst,
  openOnOneScreen,
  type Fold,
  type Open,
} from '../../graph/structure/fold';

/** The marks of a run on a folded graph: a closed block is marked for what is in it. */
export function foldChanges(changes: Changes, { blocks = [] }: ArchitectureGraph): Changes {
  if (changes.nodes.size === 0) {
    return changes;
  }
  const nodes = new Map(changes.nodes);
  const visit = (child: string | Block): void => {
    if (typeof child !== 'string') {
      const ids = nodeIdsOf(child);
      const marked = ids.filter((id) => changes.nodes.has(id));
      if (marked.length > 0) {
        nodes.set(child.id, changeInside(marked, ids.length, changes));
      }
      child.children.forEach(visit);
    }
  };
  blocks.forEach(visit);
  return { ...changes, nodes };
}

function changeInside(marked: readonly string[], count: number, { nodes }: Changes): Change {
  const isNew = marked.length === count && marked.every((id) => nodes.get(id)?.kind === 'added');
  return isNew
    ? { kind: 'added', short: 'new', details: ['not in the run before'] }
    : {
        kind: 'changed',
        short: `${marked.length} changed`,
        details: [`changed in it: ${listed(marked)}`],
      };
}
