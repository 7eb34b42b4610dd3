import assert from 'node:assert/strict';
import type { Evaluation } from '../../../src/kernel/evaluator';
import { TestNotebook } from './notebook';

/** Cells, and the value that the last one shows; `nothing` where it shows none. */
const nothing = Symbol('nothing');
const table: readonly (readonly [title: string, cells: readonly string[], value: unknown])[] = [
  ['the last expression', ['1 + 1'], 2],
  ['a last expression with a semicolon', ['1 + 1;'], 2],
  ['a variable of an earlier cell', ['const a = 3;', 'a'], 3],
  ['nothing of a declaration', ['const a = 3;'], nothing],
  ['nothing of undefined', ['undefined'], nothing],
  ['nothing of a loop', ['for (const i of [1]) i;'], nothing],
  ['nothing of a condition', ['if (true) 1;'], nothing],
  ['nothing of an expression before a declaration', ['1; let a = 2;'], nothing],
  ['nothing of an empty cell', [''], nothing],
  ['nothing of blanks', ['  \n\t\r\n'], nothing],
  ['nothing of a comment', ['// 1'], nothing],
  ['nothing of types', ['interface A { x: 1 }\ntype B = A;'], nothing],
  ['an expression before a comment', ['1 // one\n/* end */'], 1],
  ['an expression before types', ['1\ninterface A {}'], 1],
  ['null', ['null'], null],
  ['NaN', ['NaN'], NaN],
  ['minus zero', ['-0'], -0],
  ['Infinity', ['-Infinity'], -Infinity],
  ['a bigint', ['2n ** 70n'], 2n ** 70n],
  ['a symbol', ['Symbol.for("s")'], Symbol.for('s')],
  ['a string that would start strict mode', ["'use strict'"], 'use strict'],
  ['an assignment', ['let a = 1;', 'a = 5'], 5],
  ['a template', ['`a${1}b`'], 'a1b'],
  ['an object alone', ['{ a: 1, b: 2 }'], { a: 1, b: 2 }],
  ['an object of one property', ['{ a: 1 }'], { a: 1 }],
  ['an object with types and await', ['{\n  a: await Promise.resolve(1 as number),\n}'], { a: 1 }],
  ['nothing of a block', ['{ const a = 1; }'], nothing],
  ['the default export', ['export default { a: 1 };'], { a: 1 }],
  ['an expression with types', ['(1 as unknown as number)!'], 1],
  ['an old-style assertion', ['<number>1'], 1],
  ['an awaited value', ['await Promise.resolve(1)'], 1],
  ['an awaited value in parentheses', ['await (async () => 1)()'], 1],
  ['what the last promise gives', ['Promise.resolve(1)'], 1],
  ['what an async function gives', ['async function f() { await null; return 1; }\nf()'], 1],
  ['nothing of a promise of nothing', ['Promise.resolve()'], nothing],
  [
    'a sum over for await',
    ['let s = 0;\nfor await (const x of [1, Promise.resolve(2)]) s += x;\ns'],
    3,
  ],
  [
    'a sum over an async generator',
    [
      'async function* g() { yield 1; yield 2; }',
      'let s = 0;\nfor await (const x of g()) { var last = x; s += x; }\n[s, last]',
    ],
    [3, 2],
  ],
  ['top-level await in a loop', ['let s = 0;\nwhile (s < 3) { s += await 1; }\ns'], 3],
  [
    'a value that came with a timer',
    ['await new Promise<number>((done) => setTimeout(() => done(4), 1))'],
    4,
  ],
  [
    'destructuring',
    ['const [a, { b = 2, ...rest }] = [1, { c: 3 }] as any;\n[a, b, rest]'],
    [1, 2, { c: 3 }],
  ],
  ['an enum member', ['enum Mode { Train, Test = 5 }', 'Mode[Mode.Test] + Mode.Train'], 'Test0'],
  [
    'a namespace member',
    ['namespace Net { export namespace Inner { export const depth = 8; } }', 'Net.Inner.depth'],
    8,
  ],
  [
    'a namespace added to a class',
    ['class Box {}\nnamespace Box { export const size = 1; }', 'Box.size'],
    1,
  ],
  ['a parameter property', ['class P { constructor(readonly x = 4) {} }', 'new P().x'], 4],
  [
    'a decorated class',
    [
      'function tag(c: Function, _: ClassDecoratorContext) { (c as any).tag = 1; }\n@tag class D {}\n(D as any).tag',
    ],
    1,
  ],
  ['an accessor', ['class A { accessor x = 1; }', 'const b = new A(); b.x += 1; b.x'], 2],
  [
    'what an overloaded function gives',
    [
      'function f(x: string): 1;\nfunction f(x: number): 2;\nfunction f(x: unknown) { return typeof x; }\nf(1)',
    ],
    'number',
  ],
  [
    'an abstract class',
    [
      'abstract class S { abstract area(): number; twice() { return 2 * this.area(); } }\nclass Q extends S { area() { return 2; } }\nnew Q().twice()',
    ],
    4,
  ],
  ['private fields', ['class C { #x = 1; get x() { return this.#x; } }\nnew C().x'], 1],
  ['CRLF cells', ['const a = 1;\r\nconst b = 2;\r\na + b'], 3],
  ['unicode names', ['const größe = 1, 変数 = 2;', 'größe + 変数'], 3],
  ['a hashbang', ['#!/usr/bin/env tsnb\n5'], 5],
  ['own sourceURL comments', ['1 //# sourceURL=other.js'], 1],
  ['text that looks like one', ['"//# sourceURL=a.js"'], '//# sourceURL=a.js'],
  ['text with separators of lines', ['"\u2028" + `\u2029`'], '\u2028\u2029'],
  [
    'one realm',
    [
      '[] instanceof Array && new Uint8Array(1) instanceof Uint8Array && new Error() instanceof Error',
    ],
    true,
  ],
  [
    'an alias of a namespace member',
    ['namespace M { export const deep = 6; }', 'import Deep = M.deep;\nDeep'],
    6,
  ],
  [
    'using',
    [
      'let closed = 0;\n{ using r = { [Symbol.dispose ?? Symbol.for("d")]() { closed = 1; } } as any; }\nclosed',
      'typeof closed',
    ],
    'number',
  ],
];

suite('what a cell shows', () => {
  let notebook: TestNotebook;

  suiteSetup(() => {
    notebook = new TestNotebook();
  });

  suiteTeardown(() => {
    notebook.dispose();
  });

  for (const [title, cells, value] of table) {
    test(title, async () => {
      let result: Evaluation = { hasValue: false, value: undefined };
      for (const code of cells) {
        result = await notebook.run(code);
      }
      assert.equal(result.hasValue, value !== nothing);
      assert.deepEqual(result.value, value === nothing ? undefined : value);
    });
  }

  test('the value itself, not a copy', async () => {
    const value = await notebook.value('const model = { layers: [] };\nmodel');
    assert.equal(await notebook.value('model'), value);
  });

  test('functions have their names and await keeps the order', async () => {
    assert.equal(
      await notebook.value(
        'const order: string[] = [];\nfunction push(s: string) { order.push(s); }\npush("a");\nawait null;\npush("b");\n`${push.name} ${order.join()}`',
      ),
      'push a,b',
    );
  });
});

suite('what a cell throws', () => {
  let notebook: TestNotebook;

  suiteSetup(() => {
    notebook = new TestNotebook();
  });

  suiteTeardown(() => {
    notebook.dispose();
  });

  for (const thrown of [undefined, null, 0, '', 'text', false]) {
    test(`throw ${JSON.stringify(thrown)}`, async () => {
      assert.equal(await notebook.thrown(`throw ${JSON.stringify(thrown)};`), thrown);
    });
  }

  test('the error itself, with its cause', async () => {
    const error = await notebook.thrown(
      'const failure = new TypeError("a", { cause: new Error("b") });\nthrow failure;',
    );
    assert.equal(error, await notebook.value('failure'));
  });

  test('the rejection of the last promise', async () => {
    const error = await notebook.thrown('Promise.reject(new RangeError("r"))');
    assert.ok(error instanceof RangeError);
  });

  test('a SyntaxError made at run time is a failure like any other', async () => {
    assert.ok((await notebook.thrown('JSON.parse("{")')) instanceof SyntaxError);
    assert.ok((await notebook.thrown('new Function("(")')) instanceof SyntaxError);
  });

  const refused: readonly (readonly [
    code: string,
    message: RegExp,
    line: number,
    column: number,
  ])[] = [
    ['let x: = 1;', /Type expected/, 1, 8],
    ['const a = 1;\n\tlet b = ;', /Expression expected/, 2, 10],
    ['const a;', /Missing initializer/, 1, 7],
    ['function f() {\r\n  await 1;\r\n}', /await is only valid/, 2, 3],
    ['break;', /break/, 1, 1],
    ['let s = "\u2028"; let s = 1;', /already been declared/, 1, 18],
    ['enum E { A }\nlet b = 1; let b = 2;', /already been declared/, 2, 16],
    ['return 5', /inside a function/, 1, 1],
    ['export = 5', /export =/, 1, 1],
    ['{ a: 1, b: }', /Expression expected/, 1, 12],
  ];
  for (const [code, message, line, column] of refused) {
    test(`a syntax error in ${JSON.stringify(code)}`, async () => {
      const error = await notebook.refusal(code);
      assert.match(error.message, message);
      assert.deepEqual([error.line, error.column], [line, column]);
    });
  }

  test('places in a cell whose uri holds blanks and quotes', async () => {
    const cell = { cellId: 'q', uri: "cell:/my 'notes'.tsnb#1", label: 'Cell 1' };
    const error: unknown = await notebook.evaluator
      .evaluate({ cell, code: '\n  throw new Error("here")' })
      .catch((failure: unknown) => (failure as { thrown: unknown }).thrown);
    assert.deepEqual(notebook.firstPlace(error), { url: cell.uri, line: 2, column: 9 });
  });
});
