import assert from 'node:assert/strict';
import { Lines } from '../../../src/kernel/transform/lines';
import { TransformError } from '../../../src/kernel/transform/parse';
import { transformCell } from '../../../src/kernel/transform/transform';

/** Source and the text that runs, where nothing but the text matters. */
const table: readonly (readonly [title: string, source: string, body: string])[] = [
  ['keeps plain code', 'let x = 1;\nx + 1', 'let x = 1;\nx + 1'],
  ['blanks a type', 'let x: number = 1;', 'let x         = 1;'],
  ['turns const into let', 'const x = 1;', 'let   x = 1;'],
  ['leaves const in a block alone', '{ const x = 1; }', '{ const x = 1; }'],
  [
    'leaves const in a function alone',
    'let f = () => { const x = 1; };',
    'let f = () => { const x = 1; };',
  ],
  ['turns var into an assignment', 'var x = 1;', '    x = 1;'],
  ['turns var of a pattern into an assignment', 'var {a} = o;', ' 0, {a} = o;'],
  ['takes a var without a value out', 'var x;\nx', ';    ;\nx'],
  ['keeps the next line apart from a var', 'var x = 1, y\n[0]', '    x = 1;  \n[0]'],
  ['turns var in a loop into an assignment', 'for (var i = 0;;) {}', 'for (    i = 0;;) {}'],
  ['turns var in for-of into an assignment', 'for (var [a] of b) {}', 'for (    [a] of b) {}'],
  [
    'turns var of a pattern in for into an assignment',
    'for (var [a] = b;;) {}',
    'for ( 0, [a] = b;;) {}',
  ],
  [
    'leaves var in a function alone',
    'let f = () => { var x = 1; };',
    'let f = () => { var x = 1; };',
  ],
  [
    'leaves var in a static block alone',
    'class C { static { var x = 1; } }',
    'class C { static { var x = 1; } }',
  ],
  ['takes a function out', 'f();\nfunction f() {\n}\nf();', 'f();\n;             \n \nf();'],
  ['takes an import out', "import a from 'a';\na", ';                 \na'],
  ['takes a type import out', "import type { A } from 'a';", ';                          '],
  ['takes export away', 'export const x = 1;', '       let   x = 1;'],
  ['takes an export list out', 'export { x };\nx', ';            \nx'],
  ['shows the default export', 'export default { a: 1 };', ';           0, { a: 1 };'],
  ['stands in for import()', "await import('a')", "await imp0rt('a')"],
  ['stands in for import.meta', 'import.meta.url', 'imp0rt.meta.url'],
  ['blanks an interface', 'interface A {\n  x: 1\n}\n1', '             \n      \n \n1'],
  ['keeps CRLF', 'const x: number = 1;\r\nx', 'let   x         = 1;\r\nx'],
  [
    'keeps tabs and pairs of surrogates',
    "\tconst s: string = '\u{1F600}';",
    "\tlet   s         = '\u{1F600}';",
  ],
  ['blanks a hashbang', '#!/usr/bin/env tsnb\n1', '                   \n1'],
  ['reads a lone object as an object', '{ a: 1, b: 2 as number }', '{ a: 1, b: 2           }'],
  ['turns an alias into let', 'import A = N.B;', 'let    A = N.B;'],
];

suite('transformCell', () => {
  for (const [title, source, body] of table) {
    test(title, () => {
      const transformed = transformCell(source);
      assert.equal(transformed.body, body);
      assert.equal(transformed.body.length, source.length);
      assert.deepEqual(lineEnds(transformed.body), lineEnds(source));
    });
  }

  test('hands functions over without their names, at their places', () => {
    const { functions } = transformCell('1;\n  async function f<T>(x: T) { return x; }');
    assert.deepEqual(functions, [
      { name: 'f', code: 'async function     (x   ) { return x; }', offset: 5 },
    ]);
  });

  test('drops the signatures of an overloaded function', () => {
    const { functions, body } = transformCell('function f(x: 1): void;\nfunction f(x: 2): void {}');
    assert.deepEqual(
      functions.map(({ name }) => name),
      ['f'],
    );
    assert.match(body, /^\s*;?\s*$/);
  });

  test('tells what an import binds, how it is used, and where it stands', () => {
    const { imports } = transformCell(
      "import d, { a, type T, U as V } from 'm';\na;\nlet v: V;\nimport * as n from './n' with { type: 'json' };",
    );
    assert.deepEqual(imports, [
      {
        specifier: 'm',
        kind: 'import',
        attributes: {},
        offset: 37,
        bindings: [
          { imported: 'default', local: 'd', use: 'none', offset: 7 },
          { imported: 'a', local: 'a', use: 'value', offset: 12 },
          { imported: 'U', local: 'V', use: 'type', offset: 23 },
        ],
      },
      {
        specifier: './n',
        kind: 'import',
        attributes: { type: 'json' },
        offset: 74,
        bindings: [{ imported: '*', local: 'n', use: 'none', offset: 62 }],
      },
    ]);
  });

  test('lets an import of types alone vanish', () => {
    assert.deepEqual(transformCell("import { type A, type B } from 'm';").imports, []);
  });

  test('names the variables of each kind', () => {
    const { vars, names } = transformCell(
      'var a; let b; const { c, d: [e] } = o; if (a) { var f = 1; let g; } class h {} function i() {}',
    );
    assert.deepEqual(vars, ['a', 'f']);
    assert.deepEqual(names.map(({ name }) => name).toSorted(), ['a', 'b', 'c', 'e', 'f', 'h', 'i']);
  });

  test('compiles what cannot be blanked, and starts enums and namespaces anew', () => {
    const { lowered, fresh } = transformCell(
      'enum E { A }\nnamespace N { export let x = 1; }\nclass C {}\nnamespace C { export let y = 1; }',
    );
    assert.ok(lowered);
    assert.deepEqual(fresh, ['E', 'N']);
  });

  for (const source of [
    'enum E {}',
    '@d class C {}',
    'class C { constructor(private x: 1) {} }',
    '<any>x',
    'class C { accessor x = 1 }',
    'using x = y',
    'namespace N { 1 }',
  ]) {
    test(`compiles ${source}`, () => assert.ok(transformCell(source).lowered));
  }

  for (const source of [
    'declare enum E {}',
    'namespace N { export type A = 1 }',
    'abstract class C { abstract x(): void }',
    'let x = y!',
    'let x = y satisfies Z',
    'f<T>()',
  ]) {
    test(`blanks ${source}`, () => assert.equal(transformCell(source).lowered, undefined));
  }

  test('ends in an expression only where the last statement is one', () => {
    const ends = (source: string): boolean => transformCell(source).endsInExpression;
    assert.deepEqual(
      [
        'x',
        'x;',
        'x;\ntype A = 1;',
        'let x = 1',
        'x; let y',
        'if (x) y',
        '// x',
        'export default x',
        'f(); function f() {}',
      ].map(ends),
      [true, true, true, false, false, false, false, true, false],
    );
  });

  test('says where a syntax error is', () => {
    assert.throws(
      () => transformCell('let a = 1;\nlet b = ;'),
      (error) =>
        error instanceof TransformError &&
        error.offset === 19 &&
        /Expression expected/.test(error.message),
    );
  });

  test('explains a return outside a function', () => {
    assert.throws(() => transformCell('return 1'), /belongs inside a function/);
  });
});

suite('Lines', () => {
  test('finds lines as an editor counts them', () => {
    const lines = new Lines('a\r\nb\u2028c\rd\n', 'editor');
    assert.deepEqual(lines.at(3), { line: 2, column: 1 });
    assert.deepEqual(lines.at(5), { line: 2, column: 3 });
    assert.deepEqual(lines.at(7), { line: 3, column: 1 });
    assert.deepEqual(lines.at(9), { line: 4, column: 1 });
  });

  test('finds lines as V8 counts them, and the way back', () => {
    const lines = new Lines('a\r\nb\u2028c', 'engine');
    assert.deepEqual(lines.at(5), { line: 3, column: 1 });
    assert.equal(lines.offsetOf({ line: 3, column: 1 }), 5);
    assert.equal(lines.offsetOf({ line: 9, column: 1 }), 6);
  });
});

function lineEnds(text: string): readonly number[] {
  return [...text.matchAll(/[\r\n\u2028\u2029]/g)].map(({ index }) => index);
}
