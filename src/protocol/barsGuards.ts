import type { BarsPayload } from './bars';
import { isCount, isText, isTexts, optional, wrong, type Check, type Problem } from './checks';
import { fieldProblem, itemsProblem, viewFields, type Fields } from './fields';
import { isRecord } from './json';

const barsFields: Fields = [
  ...viewFields,
  ['title', 'a text', isText],
  ['note', 'a text', isText],
  ['scale', 'log or linear', (value) => value === 'log' || value === 'linear'],
  ['rowTitle', 'a text', isText],
  ['columns', 'a list of texts', isTexts],
];

const rowFields: Fields = [
  ['label', 'a text', isText],
  ['value', 'a number from 0 or null', (value) => value === null || isCount(value)],
  ['text', 'a text', isText],
  ['isAside', 'true or false', optional((value) => typeof value === 'boolean')],
];

const isCell: Check = (value) => isText(value) || Number.isFinite(value);

/** What is wrong with a payload of `Mime.bars`; `undefined` when nothing is. */
export function barsProblem(value: unknown): Problem {
  if (!isRecord(value)) {
    return wrong('The payload', 'an object', value);
  }
  const problem = fieldProblem(value, 'payload', barsFields);
  const { columns } = value;
  if (problem !== undefined || !Array.isArray(columns)) {
    return problem;
  }
  const expected = `a list of ${columns.length} texts or numbers`;
  return itemsProblem(value['rows'], 'rows', rowFields, ({ cells }, where) =>
    Array.isArray(cells) && cells.length === columns.length && cells.every(isCell)
      ? undefined
      : wrong(`${where}.cells`, expected, cells),
  );
}

function isBars(value: unknown): value is BarsPayload {
  return barsProblem(value) === undefined;
}

/**
 * A payload of `Mime.bars`.
 *
 * @throws Error when it cannot be drawn; it says what is wrong first.
 */
export function parseBars(payload: unknown): BarsPayload {
  if (!isBars(payload)) {
    throw new Error(barsProblem(payload));
  }
  return payload;
}
