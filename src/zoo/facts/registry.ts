import { alexnetFacts } from './alexnet';
import { bnInceptionFacts } from './bnInception';
import { googlenetFacts } from './googlenet';
import { inceptionV3Facts } from './inceptionV3';
import type { NetworkFacts } from './types';

/** Every network of the zoo by the name of its builder. */
export const registry = {
  alexnet: alexnetFacts,
  bnInception: bnInceptionFacts,
  googlenet: googlenetFacts,
  inceptionV3: inceptionV3Facts,
} as const satisfies { readonly [builder: string]: NetworkFacts };

/** The published facts by builder. */
export type Registry = typeof registry;
