import {
  isCount,
  isPair,
  isShape,
  isText,
  isTexts,
  optional,
  wrong,
  type Check,
  type Problem,
} from './checks';
import { columnProblem } from './columns';
import type { ConcatPayload } from './concat';
import {
  fieldProblem,
  isReceptiveField,
  isSide,
  isSource,
  itemsProblem,
  viewFields,
  type Fields,
} from './fields';
import { isRecord } from './json';

const isCost: Check = (value) =>
  isRecord(value) && isCount(value['params']) && isCount(value['macs']);

const isRange: Check = (value) =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every((end) => isCount(end) && Number.isInteger(end)) &&
  Number(value[0]) <= Number(value[1]);

/** More would be slow to draw. */
const mostOfAll = 100_000;
const isChannelCount: Check = (value) =>
  isCount(value) && Number.isInteger(value) && value <= mostOfAll;

const payloadFields: Fields = [
  ...viewFields,
  ['model', 'a text', isText],
  ['layer', 'a text', isText],
  ['operation', 'concatenate or add', (value) => value === 'concatenate' || value === 'add'],
  ['outputShape', 'a list of sizes', isShape],
  ['fork', 'a text', optional(isText)],
  ['lanes', 'a list of at least one', (value) => Array.isArray(value) && value.length > 0],
  ['siblings', 'a list of texts', isTexts],
  ['next', 'a text', optional(isText)],
  ['notes', 'a list of texts', optional(isTexts)],
  ['inputSize', 'two numbers', optional(isPair)],
];

const laneFields: Fields = [
  ['name', 'a text', isText],
  ['layers', 'a list', Array.isArray],
  ['range', 'two channels, first and end', isRange],
  ['params', 'a number from 0', isCount],
  ['macs', 'a number from 0', isCount],
  ['naive', 'weights and multiply-adds', optional(isCost)],
  ['receptiveField', 'sizes, strides and padding', optional(isReceptiveField)],
  ['localField', 'sizes, strides and padding', optional(isReceptiveField)],
];

const layerFields: Fields = [
  ['id', 'a text', isText],
  ['className', 'a text', isText],
  ['what', 'a text', isText],
  ['outputShape', 'a list of sizes', isShape],
  ['params', 'a number from 0', isCount],
  ['macs', 'a number from 0', isCount],
  ['source', 'a place in a cell', optional(isSource)],
];

const mapsFields: Fields = [
  ['height', 'a whole number from 1', isSide],
  ['width', 'a whole number from 1', isSide],
  ['count', 'a whole number from 0', isChannelCount],
  ['channels', 'a list', Array.isArray],
  ['low', 'a number', Number.isFinite],
  ['high', 'a number', Number.isFinite],
];

function mapsProblem(maps: unknown, where: string): Problem {
  if (!isRecord(maps)) {
    return wrong(where, 'an object', maps);
  }
  const problem = fieldProblem(maps, where, mapsFields);
  const { height, width, count } = maps;
  const channels: readonly unknown[] = Array.isArray(maps['channels']) ? maps['channels'] : [];
  const isRising = channels.every(
    (channel, index) =>
      Number.isInteger(channel) &&
      Number(channel) < Number(count) &&
      Number(channel) > (index === 0 ? -1 : Number(channels[index - 1])),
  );
  if (problem !== undefined || !isRising) {
    return problem ?? `${where}.channels should be rising indices below ${String(count)}`;
  }
  const length = channels.length;
  const size = length * Number(height) * Number(width);
  return (
    columnProblem(maps['means'], `${where}.means`, { type: 'float32', length }) ??
    columnProblem(maps['values'], `${where}.values`, { type: 'uint8', length: size })
  );
}

function imageProblem(image: unknown): Problem {
  if (!isRecord(image)) {
    return wrong('image', 'an object', image);
  }
  const { height, width, channels, values } = image;
  const length = Number(height) * Number(width) * Number(channels);
  return (
    fieldProblem(image, 'image', [
      ['height', 'a whole number from 1', isSide],
      ['width', 'a whole number from 1', isSide],
      ['channels', '1 or 3', (value) => value === 1 || value === 3],
    ]) ?? columnProblem(values, 'image.values', { type: 'uint8', length })
  );
}

function allMapsProblem(payload: Readonly<Record<string, unknown>>, lanes: number): Problem {
  const { image, input, laneMaps, output } = payload;
  const given: readonly (readonly [unknown, string])[] = [
    [input, 'input'],
    [output, 'output'],
  ];
  if (laneMaps !== undefined && (!Array.isArray(laneMaps) || laneMaps.length !== lanes)) {
    return wrong('laneMaps', `a list of ${lanes}, one for each lane`, laneMaps);
  }
  const ofLanes: readonly unknown[] = Array.isArray(laneMaps) ? laneMaps : [];
  const all = [
    ...given.filter(([maps]) => maps !== undefined),
    ...ofLanes.map((maps, index) => [maps, `laneMaps[${index}]`] as const),
  ];
  for (const [maps, where] of all) {
    const problem = mapsProblem(maps, where);
    if (problem !== undefined) {
      return problem;
    }
  }
  return image === undefined ? undefined : imageProblem(image);
}

/** What is wrong with a payload of `Mime.concat`; `undefined` when nothing is. */
export function concatProblem(value: unknown): Problem {
  if (!isRecord(value)) {
    return wrong('The payload', 'an object', value);
  }
  const { lanes, shared } = value;
  return (
    fieldProblem(value, 'payload', payloadFields) ??
    itemsProblem(lanes, 'lanes', laneFields, (lane, where) =>
      itemsProblem(lane['layers'], `${where}.layers`, layerFields),
    ) ??
    (shared === undefined ? undefined : itemsProblem(shared, 'shared', layerFields)) ??
    allMapsProblem(value, Array.isArray(lanes) ? lanes.length : 0)
  );
}

function isConcat(value: unknown): value is ConcatPayload {
  return concatProblem(value) === undefined;
}

/**
 * A payload of `Mime.concat`.
 *
 * @throws Error when it cannot be drawn; it says what is wrong first.
 */
export function parseConcat(payload: unknown): ConcatPayload {
  if (!isConcat(payload)) {
    throw new Error(concatProblem(payload));
  }
  return payload;
}
