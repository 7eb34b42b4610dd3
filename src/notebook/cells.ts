import type { Json, JsonObject } from '../protocol/json';
import { extrasOf } from './extras';
import { Damage, asCount, asLines, asList, asObject, asText, asTextList } from './fields';
import { required, storable } from './fields';
import { joinBundle } from './lines';
import type { Cell, Output } from './notebook';
import type { JsonPath } from './scanner';

/**
 * Reads the `cells` of a file. What a notebook cannot do without must be there and everything must be
 * of its kind; `metadata`, `outputs` and `execution_count` may be left out, as tools do.
 */
export function readCells(value: Json): Cell[] {
  return asList(value, ['cells']).map((cell, index) => readCell(cell, ['cells', index]));
}

const proseFields = ['attachments', 'cell_type', 'id', 'metadata', 'source'];
const codeFields = [
  'attachments',
  'cell_type',
  'execution_count',
  'id',
  'metadata',
  'outputs',
  'source',
];

function readCell(value: Json, path: JsonPath): Cell {
  const cell = asObject(value, path);
  const type = required(cell, 'cell_type', path);
  if (type !== 'code' && type !== 'markdown' && type !== 'raw') {
    throw Damage.of([...path, 'cell_type'], '"code", "markdown" or "raw"', type);
  }
  const extras = extrasOf(cell, type === 'code' ? codeFields : proseFields);
  storable(extras.rest ?? {}, path);
  const id = cell['id'];
  const attachments = cell['attachments'];
  const base = {
    // `withUniqueIds` replaces what is not an id.
    id: typeof id === 'string' ? id : '',
    source: asLines(required(cell, 'source', path), [...path, 'source']),
    metadata: readObject(cell['metadata'] ?? {}, [...path, 'metadata']),
    ...(attachments !== undefined && {
      attachments: readObject(attachments, [...path, 'attachments']),
    }),
    ...extras,
  };
  if (type !== 'code') {
    return { type, ...base };
  }
  const outputs = asList(cell['outputs'] ?? [], [...path, 'outputs']);
  return {
    type,
    ...base,
    executionCount: asCount(cell['execution_count'] ?? null, [...path, 'execution_count']),
    outputs: outputs.map((output, index) => readOutput(output, [...path, 'outputs', index])),
  };
}

const outputFields = {
  stream: ['name', 'output_type', 'text'],
  display_data: ['data', 'metadata', 'output_type'],
  execute_result: ['data', 'execution_count', 'metadata', 'output_type'],
  error: ['ename', 'evalue', 'output_type', 'traceback'],
} as const;

function readOutput(value: Json, path: JsonPath): Output {
  const output = asObject(value, path);
  const type = required(output, 'output_type', path);
  if (!isOutputType(type)) {
    const kinds = '"stream", "display_data", "execute_result" or "error"';
    throw Damage.of([...path, 'output_type'], kinds, type);
  }
  const extras = extrasOf(output, outputFields[type]);
  storable(extras.rest ?? {}, path);
  return { ...readFields(type, output, path), ...extras };
}

function readFields(type: Output['type'], output: JsonObject, path: JsonPath): Output {
  const read = (name: string): Json => required(output, name, path);
  const at = (name: string): JsonPath => [...path, name];
  switch (type) {
    case 'stream':
      return {
        type,
        name: asText(read('name'), at('name')),
        text: asLines(read('text'), at('text')),
      };
    case 'display_data':
    case 'execute_result': {
      const shown = {
        data: joinBundle(readObject(read('data'), at('data'))),
        metadata: readObject(output['metadata'] ?? {}, at('metadata')),
      };
      const count = output['execution_count'] ?? null;
      return type === 'display_data'
        ? { type, ...shown }
        : { type, ...shown, executionCount: asCount(count, at('execution_count')) };
    }
    case 'error':
      return {
        type,
        ename: asText(read('ename'), at('ename')),
        evalue: asText(read('evalue'), at('evalue')),
        traceback: asTextList(read('traceback'), at('traceback')),
      };
  }
}

function readObject(value: Json, path: JsonPath): JsonObject {
  return storable(asObject(value, path), path);
}

function isOutputType(type: Json): type is Output['type'] {
  return typeof type === 'string' && Object.hasOwn(outputFields, type);
}
