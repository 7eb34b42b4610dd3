import { alexnetFacts } from './alexnet';
import { cifarResnetFacts } from './cifarResnet';
import { resnetFacts } from './resnet';
import { resnetV2Facts } from './resnetV2';
import { resnextFacts } from './resnext';
import type { NetworkFacts } from './types';

/** Every network of the zoo by the name of its builder. */
export const registry = {
  alexnet: alexnetFacts,
  ...cifarResnetFacts,
  ...resnetFacts,
  ...resnetV2Facts,
  ...resnextFacts,
} as const satisfies { readonly [builder: string]: NetworkFacts };

/** The published facts by builder. */
export type Registry = typeof registry;
