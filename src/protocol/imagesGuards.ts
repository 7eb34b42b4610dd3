import { isCount, isText, optional, wrong, type Check, type Problem } from './checks';
import { columnProblem } from './columns';
import { fieldProblem, isSide, itemsProblem, viewFields, type Fields } from './fields';
import type { ImagesPayload, MatrixPayload } from './images';
import { isRecord } from './json';

const isScale: Check = (value) =>
  isRecord(value) && Number.isFinite(value['low']) && Number.isFinite(value['high']);

const sectionFields: Fields = [
  ['title', 'a text', isText],
  ['height', 'a whole number from 1', isSide],
  ['width', 'a whole number from 1', isSide],
  ['channels', '1 or 3', (value) => value === 1 || value === 3],
  ['scale', 'two numbers, low and high', optional(isScale)],
  ['count', 'a number from 0', isCount],
];

const tileFields: Fields = [
  ['caption', 'a text', isText],
  ['detail', 'a text', optional(isText)],
  ['verdict', 'right or wrong', (value) => [undefined, 'right', 'wrong'].includes(value as string)],
];

function sectionProblem(section: Readonly<Record<string, unknown>>, where: string): Problem {
  const { tiles, height, width, channels, values } = section;
  const problem = itemsProblem(tiles, `${where}.tiles`, tileFields);
  if (problem !== undefined || !Array.isArray(tiles)) {
    return problem;
  }
  const length = tiles.length * Number(height) * Number(width) * Number(channels);
  return columnProblem(values, `${where}.values`, { type: 'uint8', length });
}

/** What is wrong with a payload of `Mime.images`; `undefined` when nothing is. */
export function imagesProblem(value: unknown): Problem {
  if (!isRecord(value)) {
    return wrong('The payload', 'an object', value);
  }
  return (
    fieldProblem(value, 'payload', [...viewFields, ['title', 'a text', isText]]) ??
    itemsProblem(value['sections'], 'sections', sectionFields, sectionProblem)
  );
}

function isImages(value: unknown): value is ImagesPayload {
  return imagesProblem(value) === undefined;
}

/**
 * A payload of `Mime.images`.
 *
 * @throws Error when it cannot be drawn; it says what is wrong first.
 */
export function parseImages(payload: unknown): ImagesPayload {
  if (!isImages(payload)) {
    throw new Error(imagesProblem(payload));
  }
  return payload;
}

const matrixFields: Fields = [
  ...viewFields,
  ['title', 'a text', isText],
  ['rowTitle', 'a text', isText],
  ['columnTitle', 'a text', isText],
  [
    'classes',
    'a list of at least one text',
    (value) => Array.isArray(value) && value.length > 0 && value.every(isText),
  ],
  ['counts', 'a list', Array.isArray],
];

/** What is wrong with a payload of `Mime.matrix`; `undefined` when nothing is. */
export function matrixProblem(value: unknown): Problem {
  if (!isRecord(value)) {
    return wrong('The payload', 'an object', value);
  }
  const problem = fieldProblem(value, 'payload', matrixFields);
  const { classes, counts } = value;
  if (problem !== undefined || !Array.isArray(classes) || !Array.isArray(counts)) {
    return problem;
  }
  if (counts.length !== classes.length) {
    return `counts should have a row for each of ${classes.length} classes. Received ${counts.length}`;
  }
  const rows: readonly unknown[] = counts;
  for (const [index, row] of rows.entries()) {
    if (!Array.isArray(row) || row.length !== classes.length || !row.every(isCount)) {
      return wrong(`counts[${index}]`, `a list of ${classes.length} numbers from 0`, row);
    }
  }
  return undefined;
}

function isMatrix(value: unknown): value is MatrixPayload {
  return matrixProblem(value) === undefined;
}

/**
 * A payload of `Mime.matrix`.
 *
 * @throws Error when it cannot be drawn; it says what is wrong first.
 */
export function parseMatrix(payload: unknown): MatrixPayload {
  if (!isMatrix(payload)) {
    throw new Error(matrixProblem(payload));
  }
  return payload;
}
