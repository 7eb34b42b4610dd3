import type { GraphNode } from '../../protocol/architecture';
import type { LayerUse } from '../layerUses';
import { fieldOf, type Layer } from '../tensorflow';

/** How branches meet. */
export type Operation = 'concatenate' | 'add';

/** A layer that joins branches. */
export interface JoinUse {
  readonly use: LayerUse;
  readonly node: GraphNode;
  readonly operation: Operation;
}

const operations: { readonly [className: string]: Operation } = {
  Concatenate: 'concatenate',
  Add: 'add',
};

/** What a layer joins channel by channel; `undefined` where it does something else. */
export function operationOf(layer: Layer, rank: number): Operation | undefined {
  const operation = operations[layer.getClassName()];
  if (operation !== 'concatenate') {
    return operation;
  }
  const axis = Number(fieldOf(layer, 'axis') ?? -1);
  return axis === -1 || axis === rank - 1 ? operation : undefined;
}

const mostListed = 12;

function listed(joins: readonly JoinUse[]): string {
  if (joins.length === 0) {
    return 'It has no concatenation of channels and no addition';
  }
  const names = joins.slice(0, mostListed).map(({ use }) => use.id);
  const more = joins.length > mostListed ? ` and ${joins.length - mostListed} more` : '';
  return `Its concatenations and additions: ${names.join(', ')}${more}`;
}

/**
 * The join that a learner asks for: by the layer, by its name or id, or by what its name begins with
 * where one alone does (`inception_3a`); otherwise the first concatenation, or else addition.
 *
 * @throws Error that lists the joins there are.
 */
export function chooseJoin(
  model: { readonly name: string },
  joins: readonly JoinUse[],
  layer: string | Layer | undefined,
): JoinUse {
  if (layer === undefined) {
    const first = joins.find(({ operation }) => operation === 'concatenate') ?? joins[0];
    if (first === undefined) {
      throw new Error(`Nothing meets in the model ${model.name}. ${listed(joins)}.`);
    }
    return first;
  }
  const tests: readonly ((join: JoinUse) => boolean)[] =
    typeof layer === 'string'
      ? [
          ({ use }) => use.id === layer,
          ({ use }) => use.layer.name === layer,
          ({ use }) => use.id.startsWith(`${layer}_`) || use.id.startsWith(`${layer}/`),
        ]
      : [({ use }) => use.layer === layer];
  const found = tests.map((holds) => joins.filter(holds)).find(({ length }) => length > 0) ?? [];
  const [only] = found;
  if (only !== undefined && (found.length === 1 || typeof layer !== 'string')) {
    return only;
  }
  const name = typeof layer === 'string' ? layer : layer.name;
  throw new Error(
    found.length > 1
      ? `${name} fits ${found.length} layers of ${model.name}: ${found.map(({ use }) => use.id).join(', ')}.`
      : `${model.name} joins nothing in a layer ${name}. ${listed(joins)}.`,
  );
}
