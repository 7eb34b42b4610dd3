import type { Fold } from '../../graph/structure/fold';
import type { BlockKind } from '../../protocol/architecture';

const words: { readonly [kind in BlockKind]: string } = {
  chain: 'layers in a row',
  unit: 'layer with what follows it',
  residual: 'residual block',
  branches: 'branches',
  dense: 'dense block',
  'dense-layer': 'dense layer',
  skip: 'block with a skip connection',
  gate: 'gated block',
  crossed: 'crossed branches',
  stage: 'stage',
  transition: 'transition',
  head: 'head',
  side: 'side exit',
  group: 'part of several stages',
};

/** What a block is, in a learner's words: `residual block`, `6 × dense layer`. */
export function blockWords({ kind, repeat }: Pick<Fold, 'kind' | 'repeat'>): string {
  const copy = kind === 'dense' && repeat > 1 ? 'dense-layer' : kind;
  return repeat > 1 ? `${repeat} × ${words[copy]}` : words[kind];
}
