import { isRecord } from './json';

const types = { float32: Float32Array, uint32: Uint32Array, uint8: Uint8Array } as const;

/**
 * A column of numbers as base64 of its little-endian bytes: bulk comes last in a payload, and a
 * list of numbers would give a notebook's file one line for each.
 */
export interface Column {
  readonly type: keyof typeof types;
  readonly length: number;
  readonly base64: string;
}

/** The numbers of a column. */
export type Numbers = Float32Array | Uint32Array | Uint8Array;

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = new Map(Array.from(digits, (digit, value) => [digit, value]));

/** Numbers as a column. */
export function toColumn(numbers: Numbers): Column {
  const type =
    numbers instanceof Float32Array
      ? 'float32'
      : numbers instanceof Uint32Array
        ? 'uint32'
        : 'uint8';
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return { type, length: numbers.length, base64: toBase64(bytes) };
}

/** What is wrong with a column that should have so many numbers of one type. */
export function columnProblem(
  column: unknown,
  where: string,
  expected: { readonly type: Column['type']; readonly length: number },
): string | undefined {
  try {
    const numbers = fromColumn(column, where);
    const { type, length } = expected;
    return numbers instanceof types[type] && numbers.length === length
      ? undefined
      : `${where} should have ${length} numbers of type ${type}. Received ${numbers.length} in a ${numbers.constructor.name}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * The numbers of a column, out of a payload that anyone may have written.
 *
 * @throws Error when it is none; `where` names it.
 */
export function fromColumn(column: unknown, where: string): Numbers {
  if (!isRecord(column) || typeof column['base64'] !== 'string') {
    throw new Error(`${where} should be a column of numbers`);
  }
  const { type, length, base64 } = column;
  if (type !== 'float32' && type !== 'uint32' && type !== 'uint8') {
    throw new Error(`${where}.type should be one of ${Object.keys(types).join(', ')}`);
  }
  const bytes = fromBase64(base64, where);
  const Type = types[type];
  if (bytes.length !== Number(length) * Type.BYTES_PER_ELEMENT) {
    throw new Error(
      `${where} should have ${String(length)} numbers. Received ${bytes.length} bytes`,
    );
  }
  return new Type(bytes.buffer);
}

/** Bytes as base64, in a room that has no Node and no browser. */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += 3) {
    const count = Math.min(3, bytes.length - start);
    const word =
      ((bytes[start] ?? 0) << 16) | ((bytes[start + 1] ?? 0) << 8) | (bytes[start + 2] ?? 0);
    const text = [18, 12, 6, 0].map((shift) => digits[(word >> shift) & 63]).join('');
    parts.push(text.slice(0, count + 1).padEnd(4, '='));
  }
  return parts.join('');
}

function fromBase64(text: string, where: string): Uint8Array<ArrayBuffer> {
  if (text.length % 4 !== 0) {
    throw new Error(`${where} should be base64, whose length is a multiple of 4`);
  }
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let place = 0;
  for (let start = 0; start < text.length; start += 4) {
    let word = 0;
    for (let index = start; index < start + 4; index += 1) {
      const digit = text[index] ?? '';
      const value = index >= text.length - padding ? 0 : values.get(digit);
      if (value === undefined) {
        throw new Error(`${where} should be base64. Received ${JSON.stringify(digit)} in it`);
      }
      word = (word << 6) | value;
    }
    for (let shift = 16; shift >= 0 && place < bytes.length; shift -= 8) {
      bytes[place] = (word >> shift) & 255;
      place += 1;
    }
  }
  return bytes;
}
