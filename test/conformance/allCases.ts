import type { Case } from './case';
import { idOf } from './case';
import { operationCases } from './cases';
import { customLayers, tracedLayers } from './layers';
import { lessonCases } from './lesson';
import { networkCases } from './networks';
import type { Trace } from './trace';

/** Every case in its order, those of the layers that a trace found among them. */
export function allCases({ layers }: Pick<Trace, 'layers'>): readonly Case[] {
  const cases = [
    ...operationCases,
    ...tracedLayers(layers),
    ...customLayers,
    ...networkCases,
    ...lessonCases,
  ];
  const ids = new Set(cases.map(idOf));
  if (ids.size !== cases.length) {
    const twice = cases.map(idOf).find((id, index, all) => all.indexOf(id) !== index);
    throw new Error(`Two cases are called "${twice ?? ''}".`);
  }
  return cases;
}
