import type { Json, JsonObject } from '../protocol/json';
import { readCells } from './cells';
import { NotebookError } from './error';
import { extrasOf } from './extras';
import { Damage, asObject, required, storable } from './fields';
import { withUniqueIds } from './ids';
import { newNotebook } from './kernelspec';
import { defaultLayout } from './notebook';
import type { Layout, Notebook } from './notebook';
import { findSyntaxProblem, findValue, placeOf } from './position';

/**
 * Reads the text of a `.tsnb` or `.ipynb` file: nbformat 4.0 to 4.5 and later minors of 4. A file of
 * nothing but white space is a new notebook, because that is how editors create files. Everything
 * else that is no notebook throws a `NotebookError`; `name` is what its message calls the file.
 *
 * Two limits that all JavaScript tools share: where a name is given twice in one object the last one
 * counts, and numbers are doubles, so that integers beyond 2 ** 53 in foreign metadata are rounded.
 */
export function parseNotebook(text: string, name = 'This notebook'): Notebook {
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (json.trim() === '') {
    return newNotebook();
  }
  const file = parseJson(json, name);
  try {
    return readNotebook(file, layoutOf(json));
  } catch (error) {
    if (error instanceof Damage) {
      const place = placeOf(json, findValue(json, error.path));
      throw new NotebookError(`${name} is not a notebook that can be opened`, {
        ...place,
        reason: error.reason,
      });
    }
    throw error;
  }
}

function parseJson(text: string, name: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    const problem = findSyntaxProblem(text) ?? { offset: 0, reason: String(error) };
    throw new NotebookError(`${name} is not valid JSON`, {
      ...placeOf(text, problem.offset),
      reason: problem.reason,
    });
  }
}

const fileFields = ['cells', 'metadata', 'nbformat', 'nbformat_minor'];

function readNotebook(root: Json, layout: Layout): Notebook {
  const file = asObject(root, []);
  checkVersion(file);
  const minor = readMinor(file);
  const extras = extrasOf(file, fileFields);
  storable(extras.rest ?? {}, []);
  return {
    metadata: storable(asObject(file['metadata'] ?? {}, ['metadata']), ['metadata']),
    nbformat: 4,
    // Older minors lack only the cell ids, which `withUniqueIds` makes.
    nbformat_minor: Math.max(minor, 5),
    cells: withUniqueIds(readCells(required(file, 'cells', []))),
    layout,
    ...extras,
  };
}

function checkVersion(file: JsonObject): void {
  const version = required(file, 'nbformat', []);
  if (version === 4) {
    return;
  }
  const advice =
    typeof version !== 'number'
      ? ''
      : version < 4
        ? ' (an older format: "jupyter nbconvert --to notebook" brings it up to date)'
        : ' (a newer format than this version of TSNB knows)';
  throw Damage.of(['nbformat'], '4', version, advice);
}

function readMinor(file: JsonObject): number {
  const minor = file['nbformat_minor'] ?? 0;
  if (typeof minor !== 'number' || !Number.isInteger(minor) || minor < 0) {
    throw Damage.of(['nbformat_minor'], 'a whole number', minor);
  }
  return minor;
}

/** The first indented line tells; a file in one line gets the default. */
function layoutOf(text: string): Layout {
  const brace = text.indexOf('{');
  const [, carriageReturn, indent] =
    /^\{(\r?)\n([ \t]{1,10})"/.exec(text.slice(brace, brace + 20)) ?? [];
  return {
    indent: indent ?? defaultLayout.indent,
    newline: carriageReturn === '\r' ? '\r\n' : '\n',
  };
}
