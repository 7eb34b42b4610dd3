import { bnInception } from './bnInception';
import { googlenet } from './googlenet';
import { inceptionV3 } from './inceptionV3';
import { inceptionModule } from './module';

export type { BnInceptionOptions } from './bnInception';
export type { GoogLeNetOptions } from './googlenet';
export type { InceptionV3Options } from './inceptionV3';
export type { InceptionModuleOptions } from './module';
export {
  inceptionTable,
  type InceptionFilters,
  type InceptionLayerRow,
  type InceptionModuleRow,
  type InceptionTable,
} from './table';

/** The Inception networks by the names of their builders. */
export const inceptionBuilders = {
  /** GoogLeNet (Inception-v1), 2014. */
  googlenet,
  /** One module of GoogLeNet, with or without reductions. */
  inceptionModule,
  /** BN-Inception (Inception-v2), 2015. */
  bnInception,
  /** Inception-v3, 2015. */
  inceptionV3,
};
