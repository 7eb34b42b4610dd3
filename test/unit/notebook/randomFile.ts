import type { Json, JsonObject } from '../../../src/protocol/json';

/** A seeded source of numbers from 0 to 1 (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface FileOptions {
  /** Fields that nbformat does not know, and fields in any order. */
  readonly withExtras: boolean;
  /** Halves of surrogate pairs, which Python reads but cannot write. */
  readonly withLoneSurrogates: boolean;
}

const snippets = [
  ...['', ' ', 'a', 'const x = 1;', '\n', '\r\n', '\r', '\n\n', '\t', '\f', '\v', '\u2028'],
  ...['"', '\\', '\\n', '\\u0041', '/', '<<<<<<<', '=======', ',', ']', '}', '\0', '\x1b[31m'],
  ...['\x1c', '\x7f', '\x85', '\ufeff', 'é', '𝛁', '👩‍🔬', '\u{10ffff}', '</script>', '{"cells":[]}'],
];
const oddNames = ['__proto__', 'constructor', 'toJSON', 'length', '7', '0', '', 'ü', 'a b', 'then'];
const mimes = ['text/plain', 'text/html', 'image/svg+xml', 'image/png', 'application/javascript'];
const jsonMimes = ['application/json', 'application/vnd.tsnb.architecture.v1+json'];

/** A random notebook as the JSON of its file: valid nbformat 4.5, but for the extras asked for. */
export function randomFile(random: () => number, options: FileOptions): JsonObject {
  const below = (count: number): number => Math.floor(random() * count);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  const times = <T>(most: number, make: (index: number) => T): T[] =>
    Array.from({ length: below(most + 1) }, (_, index) => make(index));

  const text = (): string => {
    const lone = options.withLoneSurrogates ? ['\ud83d', '\udc69'] : [];
    return times(8, () => pick([...snippets, ...lone])).join('');
  };
  const lines = (): Json => (random() < 0.5 ? text() : times(4, text));
  const json = (depth: number): Json => {
    const leaves: Json[] = [
      null,
      true,
      false,
      below(1000),
      -0.5,
      1e21,
      5e-324,
      2 ** 53 - 1,
      text(),
    ];
    if (depth === 0 || random() < 0.5) {
      return pick(leaves);
    }
    return random() < 0.5 ? times(3, () => json(depth - 1)) : object(depth - 1);
  };
  const object = (depth: number): JsonObject =>
    Object.fromEntries(times(4, () => [pick(oddNames) + pick(['', 'x']), json(depth)]));
  const bundle = (): JsonObject =>
    Object.fromEntries(
      times(4, (): [string, Json] =>
        random() < 0.3 ? [pick(jsonMimes), json(3)] : [pick(mimes), lines()],
      ),
    );
  const fields = (known: JsonObject): JsonObject => {
    if (!options.withExtras || random() < 0.5) {
      return known;
    }
    const entries = Object.entries({ ...object(2), ...known });
    return Object.fromEntries(
      random() < 0.5 ? entries : entries.toSorted(() => (random() < 0.5 ? -1 : 1)),
    );
  };
  const output = (): JsonObject => {
    const data = bundle();
    const metadata = object(2);
    const count = random() < 0.5 ? null : below(100);
    return fields(
      pick([
        { name: pick(['stdout', 'stderr']), output_type: 'stream', text: lines() },
        { data, metadata, output_type: 'display_data' },
        { data, execution_count: count, metadata, output_type: 'execute_result' },
        { ename: text(), evalue: text(), output_type: 'error', traceback: times(3, text) },
      ]),
    );
  };
  const cell = (index: number): JsonObject => {
    const base = { id: `cell-${index}`, metadata: object(2) };
    const source = lines();
    const attachments = random() < 0.3 ? { attachments: { 'a.png': { 'image/png': 'AAAA' } } } : {};
    return fields(
      pick<JsonObject>([
        { ...attachments, cell_type: 'markdown', ...base, source },
        { ...attachments, cell_type: 'raw', ...base, source },
        { cell_type: 'code', execution_count: null, ...base, outputs: times(4, output), source },
        {
          cell_type: 'code',
          execution_count: below(9),
          ...base,
          outputs: times(4, output),
          source,
        },
      ]),
    );
  };
  return fields({ cells: times(6, cell), metadata: object(3), nbformat: 4, nbformat_minor: 5 });
}
