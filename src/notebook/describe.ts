import type { Json } from '../protocol/json';

/** Words for what stands at a place in a text that is not JSON, with a guess at how it came there. */
export function describeAt(text: string, offset: number): string {
  const char = text[offset];
  if (char === undefined) {
    return 'the end of the file (it may have been cut off)';
  }
  const conflict = /^(<{7}|={7}|>{7}|\|{7})/.exec(text.slice(offset, offset + 7))?.[0];
  if (conflict !== undefined) {
    return `'${conflict}' (a merge conflict left in the file)`;
  }
  const word = wordAt(text, offset);
  const hint = hintFor(text, offset, word);
  return `${isPrintable(word) ? `'${word}'` : codePoint(char)}${hint === '' ? '' : ` (${hint})`}`;
}

/** Words for a JSON value of the wrong kind. */
export function describeValue(value: Json): string {
  if (typeof value === 'string') {
    return `the string ${JSON.stringify(value.length > 20 ? `${value.slice(0, 20)}...` : value)}`;
  }
  if (typeof value === 'object' && value !== null) {
    return Array.isArray(value) ? 'a list' : 'an object';
  }
  return String(value);
}

function wordAt(text: string, offset: number): string {
  const word = /^[\w.+-]+/.exec(text.slice(offset, offset + 20))?.[0];
  return word ?? String.fromCodePoint(text.codePointAt(offset) ?? 0);
}

function hintFor(text: string, offset: number, word: string): string {
  if (/^-?(NaN|Infinity)$/.test(word)) {
    return 'JSON has no such number';
  }
  if (word === '/' && /[/*]/.test(text[offset + 1] ?? '')) {
    return 'JSON has no comments';
  }
  if (word === "'") {
    return 'JSON has double quotes only';
  }
  if (word === '<' && text.slice(0, offset).trim() === '') {
    return 'this looks like a web page: download the raw file';
  }
  if ((word === ']' || word === '}') && text.slice(0, offset).trimEnd().endsWith(',')) {
    return 'there is a comma too many before it';
  }
  return '';
}

function isPrintable(word: string): boolean {
  return /^[\p{L}\p{N}\p{P}\p{S}]+$/u.test(word);
}

function codePoint(char: string): string {
  return `the character U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
