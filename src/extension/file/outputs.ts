import type { Output } from '../../notebook';
import type { ErrorPayload } from '../../protocol/error';
import { isErrorPayload } from '../../protocol/guards';
import type { Json, JsonObject } from '../../protocol/json';
import { isRecord } from '../../protocol/json';
import { isBinaryMime, isJsonMime, Mime } from '../../protocol/mime';

/** One alternative of an output, as VS Code holds it. */
export interface Item {
  readonly mime: string;
  readonly data: Uint8Array;
}

/** An output as VS Code holds it; `metadata` remembers what nbformat has and VS Code has not. */
export interface CellOutput {
  readonly items: readonly Item[];
  readonly metadata: JsonObject;
}

/** VS Code's own kinds of output items. */
export const CodeMime = {
  stdout: 'application/vnd.code.notebook.stdout',
  stderr: 'application/vnd.code.notebook.stderr',
  error: 'application/vnd.code.notebook.error',
} as const;

/** VS Code shows the first item that it can; what says most about the thing comes first. */
const mimeOrder: readonly string[] = [
  Mime.architecture,
  Mime.error,
  'text/html',
  'image/svg+xml',
  'image/png',
  'image/jpeg',
  'text/markdown',
];

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The alternatives of one display, best first. */
export function bundleToItems(bundle: { readonly [mime: string]: Json }): readonly Item[] {
  return Object.entries(bundle)
    .map(([mime, value]) => ({ mime, data: encode(mime, value) }))
    .sort((a, b) => rank(a.mime) - rank(b.mime));
}

/** The alternatives of one display, by mime type. */
function itemsToBundle(items: readonly Item[]): { readonly [mime: string]: Json } {
  return Object.fromEntries(items.map(({ mime, data }) => [mime, decode(mime, data)]));
}

/** Text that a cell printed. */
export function streamItem(name: string, text: string): Item {
  const mime = name === 'stderr' ? CodeMime.stderr : CodeMime.stdout;
  return { mime, data: encoder.encode(text) };
}

/** An error as our renderer draws it, and as VS Code does where ours is missing. */
export function errorItems(payload: ErrorPayload): readonly Item[] {
  const { ename, evalue, traceback } = payload;
  const plain = { name: ename, message: evalue, stack: traceback.join('\n') };
  return [
    { mime: Mime.error, data: encode(Mime.error, { ...payload }) },
    { mime: CodeMime.error, data: encode(CodeMime.error, plain, true) },
  ];
}

/** A saved output as VS Code holds it; `cells` are the notebook's cell ids by label. */
export function outputToItems(output: Output, cells: ErrorPayload['cells']): CellOutput {
  const { rest, fieldOrder } = output;
  const extras = {
    ...(rest === undefined ? {} : { rest }),
    ...(fieldOrder === undefined ? {} : { fieldOrder }),
  };
  switch (output.type) {
    case 'stream': {
      const metadata = { type: output.type, name: output.name, ...extras };
      return { items: [streamItem(output.name, output.text)], metadata };
    }
    case 'error': {
      const { ename, evalue, traceback } = output;
      const payload = { summary: `${ename}: ${evalue}`, ename, evalue, traceback, cells };
      return { items: errorItems(payload), metadata: { type: output.type, ...extras } };
    }
    case 'display_data':
    case 'execute_result': {
      const items = bundleToItems(output.data);
      const spelling = base64Spelling(output.data, items);
      const metadata = {
        type: output.type,
        metadata: output.metadata,
        ...(output.type === 'execute_result' ? { executionCount: output.executionCount } : {}),
        ...(spelling === undefined ? {} : { spelling }),
        ...extras,
      };
      return { items, metadata };
    }
  }
}

/** The output to save. */
export function itemsToOutput(items: readonly Item[], metadata: Readonly<Record<string, unknown>>) {
  return { ...outputBody(items, metadata), ...extrasOf(metadata) };
}

/** What `Extras` of a part of the file VS Code carried for us. */
export function extrasOf(metadata: Readonly<Record<string, unknown>>) {
  const { rest, fieldOrder } = metadata;
  return {
    ...(isRecord(rest) ? { rest: rest as JsonObject } : {}),
    ...(Array.isArray(fieldOrder) ? { fieldOrder: fieldOrder.map(String) } : {}),
  };
}

function outputBody(items: readonly Item[], metadata: Readonly<Record<string, unknown>>): Output {
  const first = items[0]?.mime;
  if (first === CodeMime.stdout || first === CodeMime.stderr) {
    const text = items.map(({ data }) => decoder.decode(data)).join('');
    const usual = first === CodeMime.stderr ? 'stderr' : 'stdout';
    const { name } = metadata;
    return { type: 'stream', name: typeof name === 'string' ? name : usual, text };
  }
  const failure = errorOf(items);
  if (failure !== undefined) {
    return { type: 'error', ...failure };
  }
  const { spelling } = metadata;
  const data = withSpelling(itemsToBundle(items), isRecord(spelling) ? spelling : {});
  const kept = isRecord(metadata['metadata']) ? (metadata['metadata'] as JsonObject) : {};
  if (metadata['type'] !== 'execute_result') {
    return { type: 'display_data', data, metadata: kept };
  }
  const count = metadata['executionCount'];
  const executionCount = typeof count === 'number' ? count : null;
  return { type: 'execute_result', data, metadata: kept, executionCount };
}

function errorOf(items: readonly Item[]) {
  const own = items.find(({ mime }) => mime === Mime.error);
  const payload = own === undefined ? undefined : decode(own.mime, own.data);
  if (isErrorPayload(payload)) {
    const { ename, evalue, traceback } = payload;
    return { ename, evalue, traceback };
  }
  const foreign = items.find(({ mime }) => mime === CodeMime.error);
  if (foreign === undefined) {
    return undefined;
  }
  const error: unknown = JSON.parse(decoder.decode(foreign.data));
  const { name, message, stack } = isRecord(error) ? error : {};
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return { ename: text(name), evalue: text(message), traceback: text(stack).split('\n') };
}

function encode(mime: string, value: Json, asJson = isJsonMime(mime)): Uint8Array {
  if (asJson) {
    // Pretty: the accessible view reads these bytes aloud.
    return encoder.encode(JSON.stringify(value, undefined, 2));
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return isBinaryMime(mime) ? Buffer.from(text, 'base64') : encoder.encode(text);
}

function decode(mime: string, data: Uint8Array): Json {
  if (isBinaryMime(mime)) {
    return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');
  }
  const text = decoder.decode(data);
  return isJsonMime(mime) ? (JSON.parse(text) as Json) : text;
}

/** Base64 may be broken into lines; kept where our own spelling differs, so that a save changes nothing. */
function base64Spelling(
  data: { readonly [mime: string]: Json },
  items: readonly Item[],
): JsonObject | undefined {
  const entries = items
    .filter(({ mime }) => isBinaryMime(mime))
    .flatMap((item): [string, string][] => {
      const [ours, theirs] = [decode(item.mime, item.data), data[item.mime]];
      if (typeof ours !== 'string' || typeof theirs !== 'string' || ours === theirs) {
        return [];
      }
      return [[item.mime, theirs.startsWith(ours) ? theirs.slice(ours.length) : theirs]];
    });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function withSpelling(
  bundle: { readonly [mime: string]: Json },
  spelling: Readonly<Record<string, unknown>>,
): { readonly [mime: string]: Json } {
  return Object.fromEntries(
    Object.entries(bundle).map(([mime, value]) => {
      const kept = spelling[mime];
      if (typeof kept !== 'string' || typeof value !== 'string') {
        return [mime, value];
      }
      return [mime, /^\s*$/.test(kept) ? value + kept : kept];
    }),
  );
}

function rank(mime: string): number {
  if (mime === 'text/plain') {
    return mimeOrder.length + 1;
  }
  const place = mimeOrder.indexOf(mime);
  return place === -1 ? mimeOrder.length : place;
}
