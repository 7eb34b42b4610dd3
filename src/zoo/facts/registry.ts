import { alexnetFacts, alexnetOwtFacts } from './alexnet';
import { squeezenetFacts } from './squeezenet';
import type { NetworkFacts } from './types';
import { vggFacts } from './vgg';
import { zfnetFacts } from './zfnet';

/** Every network of the zoo by the name of its builder. */
export const registry = {
  alexnet: alexnetFacts,
  alexnetOwt: alexnetOwtFacts,
  squeezenet: squeezenetFacts,
  ...vggFacts,
  zfnet: zfnetFacts,
} as const satisfies { readonly [builder: string]: NetworkFacts };

/** The published facts by builder. */
export type Registry = typeof registry;
