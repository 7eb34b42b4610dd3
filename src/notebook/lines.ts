import type { Json } from '../protocol/json';
import type { OutputData } from './notebook';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * The lines of a text, each with its line break. Splits where Python's `str.splitlines` does and
 * Jupyter therefore does, so that a file saved there and here has the same lines.
 */
export function splitLines(text: string): string[] {
  const lines: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (!isLineBreak(code)) {
      continue;
    }
    if (code === carriageReturn && text.charCodeAt(index + 1) === lineFeed) {
      index += 1;
    }
    lines.push(text.slice(start, index + 1));
    start = index + 1;
  }
  if (start < text.length) {
    lines.push(text.slice(start));
  }
  return lines;
}

function isLineBreak(code: number): boolean {
  if (code < 0x80) {
    return (code >= lineFeed && code <= carriageReturn) || (code >= 0x1c && code <= 0x1e);
  }
  return code === 0x85 || code === 0x2028 || code === 0x2029;
}

/** A mime bundle as the file has it -> one value per mime. What fits no rule stays as it is. */
export function joinBundle(bundle: OutputData): OutputData {
  return mapValues(bundle, (value, mime) =>
    !isNbformatJson(mime) && isTextList(value) ? value.join('') : value,
  );
}

/** A mime bundle -> as the file has it: text as lines, base64 as one string, JSON as JSON. */
export function splitBundle(bundle: OutputData): OutputData {
  return mapValues(bundle, (value, mime) =>
    typeof value === 'string' && isLineMime(mime) ? splitLines(value) : value,
  );
}

function isTextList(value: Json): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** nbformat's rule, narrower than `isJsonMime`: elsewhere a list of strings means lines. */
function isNbformatJson(mime: string): boolean {
  return mime === 'application/json' || (mime.startsWith('application/') && mime.endsWith('+json'));
}

function isLineMime(mime: string): boolean {
  return mime.startsWith('text/') || mime === 'image/svg+xml' || mime === 'application/javascript';
}

/** `Object.fromEntries` rather than assignment: a member named `__proto__` is a member too. */
function mapValues(bundle: OutputData, convert: (value: Json, mime: string) => Json): OutputData {
  return Object.fromEntries(
    Object.entries(bundle).map(([mime, value]) => [mime, convert(value, mime)]),
  );
}
