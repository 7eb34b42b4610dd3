/**
 * The numbers from 0 to 255 of a JSON file `{"data": [...]}`, read as bytes: `JSON.parse` would take
 * ten times the time and the memory.
 *
 * @throws Error that names `file` when there are others, or not `count` of them
 */
export function jsonBytes(text: Uint8Array, file: string, count: number): Uint8Array {
  const values = new Uint8Array(count);
  const start = text.indexOf(0x5b);
  let found = 0;
  let value = -1;
  for (let place = start + 1; start >= 0 && place < text.length; place += 1) {
    const code = text[place] ?? 0;
    if (code >= 0x30 && code <= 0x39) {
      value = 10 * Math.max(value, 0) + code - 0x30;
      continue;
    }
    if (value > 255) {
      throw new Error(`${file} should hold numbers from 0 to 255. Received ${value}`);
    }
    if (value >= 0 && found < count) {
      values[found] = value;
    }
    found += value >= 0 ? 1 : 0;
    value = -1;
  }
  if (found !== count) {
    throw new Error(`${file} should hold ${count} numbers. It holds ${found}`);
  }
  return values;
}
