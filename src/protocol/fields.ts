import { isPair, isPosition, isText, wrong, type Check, type Problem } from './checks';
import { isRecord } from './json';

/** Fields of an object: name, what it should be in words, and the check. */
export type Fields = readonly (readonly [name: string, expected: string, check: Check])[];

/** The first field that is not what it should be. */
export function fieldProblem(
  owner: Readonly<Record<string, unknown>>,
  where: string,
  fields: Fields,
): Problem {
  for (const [field, expected, check] of fields) {
    if (!check(owner[field])) {
      return wrong(`${where}.${field}`, expected, owner[field]);
    }
  }
  return undefined;
}

/** The first problem in a list of objects; `more` looks at what fields alone do not tell. */
export function itemsProblem(
  list: unknown,
  where: string,
  fields: Fields,
  more: (item: Readonly<Record<string, unknown>>, where: string) => Problem = () => undefined,
): Problem {
  if (!Array.isArray(list)) {
    return wrong(where, 'a list', list);
  }
  for (const [index, item] of list.entries()) {
    const place = `${where}[${index}]`;
    if (!isRecord(item)) {
      return wrong(place, 'an object', item);
    }
    const problem = fieldProblem(item, place, fields) ?? more(item, place);
    if (problem !== undefined) {
      return problem;
    }
  }
  return undefined;
}

/** What every payload of a view begins with. */
export const viewFields: Fields = [
  ['summary', 'a text', isText],
  ['viewId', 'a text', isText],
  ['runId', 'a text', isText],
  ['seq', 'a number', (value) => Number.isFinite(value)],
];

/** Sizes, strides and padding. */
export const isReceptiveField: Check = (value) =>
  isRecord(value) && isPair(value['size']) && isPair(value['stride']) && isPair(value['padding']);

/** A place in a cell. */
export const isSource: Check = (value) =>
  isRecord(value) &&
  isText(value['cellId']) &&
  isText(value['uri']) &&
  isText(value['label']) &&
  isPosition(value['line']) &&
  isPosition(value['column']);

/** A whole number from 1 that pictures may be high or wide. */
export const isSide: Check = (value) => isPosition(value) && Number(value) <= 16_384;
