/** A cell with one `throw`, and the place in its text where the error is made. */
export interface RandomCell {
  readonly code: string;
  readonly offset: number;
}

/** Small, seeded and good enough: mulberry32. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Marks where `new Error` stands; replaced once the cell is put together. */
const here = "new Error('here')";

/** Statements that do nothing of note; `$` makes their names unique. */
const fillers: readonly string[] = [
  'let a$ = 1;',
  'const bf$ = 1',
  'var bg$: number',
  'bh$\ntype bh$ = 1\nvar bh$ = 1',
  'function bi$(this: void, a?: number, ...b: string[]): asserts a {}',
  'const b$: number = 2;',
  'var c$: string = "text", d$;',
  'const { e$, f$: [g$ = 5] = [] }: { e$?: number; f$?: number[] } = {};',
  'var { h$ } = { h$: 1 } as { h$: number };',
  'function i$<T extends object>(x: T, y?: number): T {\n  return x;\n}',
  'function j$(x: number): void;\nfunction j$(x: string): void;\nfunction j$(x: unknown): void {}',
  'async function k$(): Promise<void> { await null; }',
  'function* l$(): Generator<number> { yield 1; }',
  'class m$<T> implements Iterable<T> {\n  declare x: T;\n  private readonly y: number = 1;\n  static z?: string;\n  *[Symbol.iterator](): Iterator<T> {}\n}',
  'abstract class n$ { abstract x(): void; protected y!: number }',
  'interface o$ {\n  x: number;\n  y(): string;\n}',
  'type p$ = { [K in "a" | "b"]: K extends "a" ? 1 : 2 };',
  'declare const q$: number;',
  'for (var r$ = 0; r$ < 2; r$++) { const s$ = r$; }',
  'for (var t$ of [1, 2]) ;',
  'for await (var u$ of [1, 2]) {}',
  'if (true) { var v$ = 1; } else { let w$ = 2; }',
  '{ function x$() { return 1; } x$(); }',
  'let \u00e4\u00f6$ = "\u00fc", \u5909\u6570$: string = `\u{1F600}`;',
  'const y$ = "\u{1F680}\u{1F469}\u200d\u{1F680}"; // \u{1F600} comment',
  'let z$ = `line\n  ${1 + 1}\n line`;',
  '/* a comment\n   of two lines */',
  '// const import export function',
  'await null;',
  'const aa$ = await Promise.resolve(1 as number);',
  'const ab$ = <T,>(x: T): T => x;',
  'const ac$ = (x?: number, ...rest: string[]): x is number => true;',
  'const ad$ = [1, 2].map((x: number): number => x! + 1) satisfies number[];',
  'import ae$ from "node:path";',
  "import { join as af$, type ParsedPath as ag$ } from 'node:path'",
  "import type { Stats as ah$ } from 'node:fs';",
  "import * as ai$ from 'node:os'\nimport 'node:fs'",
  "const aj$ = await import('node:path');",
  'import.meta.url;',
  'export const ak$: number = 1;',
  'export default class al$ {}',
  'export {};',
  'try { var am$ = 1; } catch { var an$ = 2; } finally {}',
  'switch (1 as number) { case 1: var ao$ = 1; break; default: }',
  'label$: for (;;) { break label$; }',
  'let ap$ = /re[/]x/u.test("import(x)");',
  'let aq$ = "\\u2028 import.meta";',
  'let ar$ = "\u2028"; /* \u2029 */',
  '\tlet as$\t=\t1;',
  'let at$ = 1, au$ = 2\nlet av$ = at$\n;[at$, au$] = [au$, at$];',
  'let aw$ = class<T> { constructor(public readonly x?: T) {} };',
  'enum ax$ { A, B = 5, C = "c" as any }',
  'namespace ay$ { export const x = 1; export type T = number; }',
  '@((value: unknown, context: unknown) => {}) class az$ { accessor x: number = 1 }',
  'let ba$ = <any>1;',
  'let bb$ = { get x(): number { return 1; }, async *y() {}, ["z"]: 1 };',
  "let bc$ = 'a' as const, bd$ = (1 as unknown) as string;",
  'let be$ = 1 + (2 as number) ** 2;',
];

/** Statements that throw. */
const throwers: readonly string[] = [
  `throw ${here};`,
  `{ throw ${here} }`,
  `if (true as boolean) throw ${here};`,
  `function t$(x: number): never {\n  throw ${here};\n}\nt$(1);`,
  `t$();\nfunction t$<T>(): never { const a: T = 1 as T; throw ${here}; }`,
  `\t  async function t$(): Promise<never> { await null; throw ${here}; }\nawait t$();`,
  `function* t$(): Generator<never> { throw ${here}; }\n[...t$()];`,
  `const t$ = (x?: number): never => { throw ${here}; };\nt$();`,
  `const t$ = async (): Promise<void> => { await 1; throw ${here}; }; await t$();`,
  `class t$ { private x: number = 1; m(y?: string): void { throw ${here}; } }\nnew t$().m();`,
  `class t$ { constructor(private readonly x: number) { throw ${here}; } }\nnew t$(1);`,
  `class t$ { static { throw ${here}; } }`,
  `class t$ { static x: number = (() => { throw ${here}; })(); }`,
  `class t$ { get x(): number { throw ${here}; } }\n(new t$() as t$).x;`,
  `let t$: string = \`\u{1F600} \${(() => { throw ${here}; })()}\`;`,
  `const t$: number = ((): number => { throw ${here}; })();`,
  `var t$ = (() => { throw ${here}; })();`,
  `var { t$ = (() => { throw ${here}; })() }: { t$?: number } = {};`,
  `for (var t$ of [1] as number[]) { throw ${here}; }`,
  `for await (const t$ of [1]) throw ${here};`,
  `try { JSON.parse("{") } catch (error: unknown) { throw ${here}; }`,
  `switch (1 as number) { case 1: { throw ${here}; } }`,
  `function t$(x: number = (() => { throw ${here}; })()): void {}\nt$();`,
  `await Promise.reject<never>(${here});`,
  `export default ((): never => { throw ${here}; })();`,
  `enum t$ { A = ((): number => { throw ${here}; })() }`,
  `namespace t$ { export const x: number = 1; throw ${here}; }`,
  `;[1, 2].forEach((x: number): void => { throw ${here}; });`,
  `export async function t$(): Promise<never> { throw ${here} } await t$();`,
  `await (async (): Promise<void> => { for await (const x of [1]) { throw ${here}; } })();`,
];

/** Statements that fail only as the last of a cell, whose promise is awaited. */
const lastThrowers: readonly string[] = [
  `async function t$(): Promise<never> { throw ${here}; } t$();`,
  `Promise.reject(${here});`,
  `new Promise<void>((resolve, reject) => setTimeout(() => reject(${here}), 0));`,
];

const separators = ['\n', '\n', '\n', '\n\n', '\n  ', '\n\t', ' ', ' /* \u{1F600} */ '];

/** Puts a cell together; the same seed gives the same cell. */
export function randomCell(seed: number): RandomCell {
  const random = randomNumbers(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const statements: string[] = [];
  const before = Math.floor(random() * 8);
  const after = Math.floor(random() * 4);
  const throwing = after === 0 ? [...throwers, ...lastThrowers] : throwers;
  for (let index = 0; index <= before + after; index += 1) {
    const text = index === before ? pick(throwing) : pick(fillers);
    statements.push(text.replace(/\$(?!\{)/g, `_${index}`));
  }
  const joined = statements
    .map((text, index) => (index === 0 ? text : separatorAfter(statements[index - 1] ?? '') + text))
    .join('');
  const code = pick([joined, joined, joined.replaceAll('\n', '\r\n')]);
  return { code, offset: code.indexOf(here) };

  function separatorAfter(previous: string): string {
    const closes = /[;}]$/.test(previous) && !/\/\/.*$/.test(previous);
    return closes ? pick(separators) : '\n';
  }
}

/** Line and column from 1, as an editor counts them. */
export function placeInEditor(code: string, offset: number): { line: number; column: number } {
  const before = code.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
