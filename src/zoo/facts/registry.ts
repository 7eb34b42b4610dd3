import { alexnetFacts, alexnetOwtFacts } from './alexnet';
import { bnInceptionFacts } from './bnInception';
import { cifarDensenetFacts } from './cifarDensenet';
import { cifarResnetFacts } from './cifarResnet';
import { densenetFacts } from './densenet';
import { googlenetFacts } from './googlenet';
import { inceptionV3Facts } from './inceptionV3';
import { mobilenetFacts } from './mobilenet';
import { mobilenetV2Facts } from './mobilenetV2';
import { resnetFacts } from './resnet';
import { resnetV2Facts } from './resnetV2';
import { resnextFacts } from './resnext';
import { squeezenetFacts } from './squeezenet';
import type { NetworkFacts } from './types';
import { vggFacts } from './vgg';
import { zfnetFacts } from './zfnet';

/** Every network of the zoo by the name of its builder. */
export const registry = {
  alexnet: alexnetFacts,
  alexnetOwt: alexnetOwtFacts,
  bnInception: bnInceptionFacts,
  cifarDensenet: cifarDensenetFacts,
  ...cifarResnetFacts,
  ...densenetFacts,
  googlenet: googlenetFacts,
  inceptionV3: inceptionV3Facts,
  mobilenet: mobilenetFacts,
  mobilenetV2: mobilenetV2Facts,
  ...resnetFacts,
  ...resnetV2Facts,
  ...resnextFacts,
  squeezenet: squeezenetFacts,
  ...vggFacts,
  zfnet: zfnetFacts,
} as const satisfies { readonly [builder: string]: NetworkFacts };

/** The published facts by builder. */
export type Registry = typeof registry;
