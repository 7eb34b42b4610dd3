import { alexnetFacts, alexnetOwtFacts } from './alexnet';
import { cifarDensenetFacts } from './cifarDensenet';
import { densenetFacts } from './densenet';
import { mobilenetFacts } from './mobilenet';
import { mobilenetV2Facts } from './mobilenetV2';
import { squeezenetFacts } from './squeezenet';
import { cifarResnetFacts } from './cifarResnet';
import { resnetFacts } from './resnet';
import { resnetV2Facts } from './resnetV2';
import { resnextFacts } from './resnext';
import { bnInceptionFacts } from './bnInception';
import { googlenetFacts } from './googlenet';
import { inceptionV3Facts } from './inceptionV3';
import type { NetworkFacts } from './types';
import { vggFacts } from './vgg';
import { zfnetFacts } from './zfnet';

/** Every network of the zoo by the name of its builder. */
export const registry = {
  alexnet: alexnetFacts,
  alexnetOwt: alexnetOwtFacts,
  cifarDensenet: cifarDensenetFacts,
  ...densenetFacts,
  mobilenet: mobilenetFacts,
  mobilenetV2: mobilenetV2Facts,
  squeezenet: squeezenetFacts,
  ...vggFacts,
  zfnet: zfnetFacts,
  ...cifarResnetFacts,
  ...resnetFacts,
  ...resnetV2Facts,
  ...resnextFacts,
  bnInception: bnInceptionFacts,
  googlenet: googlenetFacts,
  inceptionV3: inceptionV3Facts,
} as const satisfies { readonly [builder: string]: NetworkFacts };

/** The published facts by builder. */
export type Registry = typeof registry;
