import type { Case } from '../case';
import { arrangementCases } from './arrangement';
import { convolutionCases } from './convolution';
import { elementwiseCases } from './elementwise';
import { imageCases } from './images';
import { lookupCases } from './lookup';
import { lossCases } from './losses';
import { normalizationCases } from './normalization';
import { poolingCases } from './pooling';
import { productCases } from './products';
import { randomCases } from './random';
import { reductionCases } from './reductions';

/** Operations and their gradients, one kernel or a few at a time. */
export const operationCases: readonly Case[] = [
  ...convolutionCases,
  ...poolingCases,
  ...productCases,
  ...normalizationCases,
  ...elementwiseCases,
  ...reductionCases,
  ...arrangementCases,
  ...lookupCases,
  ...imageCases,
  ...randomCases,
  ...lossCases,
];
