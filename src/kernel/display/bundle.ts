import type { Json } from '../../protocol/json';
import { isRecord } from '../../protocol/json';
import type { MimeBundle } from '../../protocol/mime';
import { isBinaryMime, isJsonMime } from '../../protocol/mime';
import { shorten } from './inspect';

/** Characters of one alternative; a notebook with more than that cannot be edited. */
const maxLength = 30_000_000;

/** What an object's own display method gave, brought into a bundle's form. */
export function toMimeBundle(result: unknown, text: () => string): MimeBundle {
  if (!isRecord(result)) {
    throw new TypeError(
      `A display method should return an object of data by mime type. Received ${typeof result}.`,
    );
  }
  const entries = Object.entries(result)
    .filter(([, data]) => data !== undefined)
    .map(([mime, data]) => [mime, toData(mime, data)] as const);
  return limitBundle({ 'text/plain': text(), ...Object.fromEntries(entries) });
}

/** Replaces what is too large by a notice. */
export function limitBundle(bundle: MimeBundle): MimeBundle {
  const large = Object.entries(bundle).filter(
    ([, data]) => typeof data === 'string' && data.length > maxLength,
  );
  if (large.length === 0) {
    return bundle;
  }
  const names = new Set(large.map(([mime]) => mime));
  const rest = Object.fromEntries(Object.entries(bundle).filter(([mime]) => !names.has(mime)));
  const notice = `\n(${[...names].join(', ')}: left out, larger than 30 MB)`;
  return { ...rest, 'text/plain': shorten(bundle['text/plain']) + notice };
}

function toData(mime: string, data: unknown): Json {
  if (isJsonMime(mime)) {
    return toJson(data, mime);
  }
  if (data instanceof Uint8Array) {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    return bytes.toString(isBinaryMime(mime) ? 'base64' : 'utf8');
  }
  if (typeof data === 'string') {
    return data;
  }
  // nbformat's other spelling of a text.
  if (Array.isArray(data) && data.every((line) => typeof line === 'string')) {
    return data.join('');
  }
  throw new TypeError(`The data of ${mime} should be a string. Received ${typeof data}.`);
}

/** A value as JSON keeps it; an error that says so if it cannot. */
export function toJson(value: unknown, what: string): Json {
  // JSON.stringify's declared type leaves out that it gives undefined for a function or a symbol.
  let text: unknown;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    throw new TypeError(`${what} should be JSON, without cycles and bigints.`, { cause: error });
  }
  if (typeof text !== 'string') {
    throw new TypeError(`${what} should be JSON. Received ${typeof value}.`);
  }
  return JSON.parse(text) as Json;
}
