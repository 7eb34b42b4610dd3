import assert from 'node:assert/strict';
import { TestNotebook } from './notebook';

/** Every way to declare `x`, and a test that the newest declaration holds. */
const kinds: Readonly<Record<string, { readonly code: string; readonly check: string }>> = {
  const: { code: 'const x: string = "const";', check: 'x === "const"' },
  let: { code: 'let x = "let";', check: 'x === "let"' },
  var: { code: 'var x = "var";', check: 'x === "var"' },
  'var in a block': { code: 'if (true) { var x = "block"; }', check: 'x === "block"' },
  'var in a loop': { code: 'for (var x = 0; x < 3; x++) {}', check: 'x === 3' },
  'destructured const': { code: 'const { a: [x] } = { a: ["d"] };', check: 'x === "d"' },
  'destructured var': { code: 'var { x } = { x: "dv" };', check: 'x === "dv"' },
  function: { code: 'function x(): string { return "f"; }', check: 'x() === "f"' },
  'async function': {
    code: 'async function x(): Promise<string> { return "af"; }',
    check: '(await x()) === "af"',
  },
  'generator function': {
    code: 'function* x(): Generator<string> { yield "g"; }',
    check: '[...x()].join() === "g"',
  },
  class: { code: 'class x { static is = "c"; }', check: 'x.is === "c"' },
  enum: { code: 'enum x { A = "e" }', check: 'x.A === "e" && Object.keys(x).length === 1' },
  'const enum': { code: 'const enum x { B = "ce" }', check: 'x.B === "ce"' },
  namespace: {
    code: 'namespace x { export const n = "n"; }',
    check: 'x.n === "n" && Object.keys(x).length === 1',
  },
  'default import': { code: 'import x from "./module";', check: 'x === "default"' },
  'named import': { code: 'import { named as x } from "./module";', check: 'x === "named"' },
  'namespace import': { code: 'import * as x from "./module";', check: 'x.named === "named"' },
  'import require': { code: 'import x = require("./module");', check: 'x.named === "named"' },
};

suite('declaring a name again', () => {
  let notebook: TestNotebook;

  suiteSetup(() => {
    notebook = new TestNotebook({
      'module.ts': 'export const named = "named";\nexport default "default";\n',
    });
  });

  suiteTeardown(() => {
    notebook.dispose();
  });

  for (const [first, before] of Object.entries(kinds)) {
    for (const [second, after] of Object.entries(kinds)) {
      test(`${second} after ${first}`, async () => {
        await notebook.run(before.code);
        assert.equal(await notebook.value(before.check), true);
        await notebook.run(after.code);
        assert.equal(await notebook.value(after.check), true);
      });
    }
  }

  test('functions of earlier cells see the new value', async () => {
    const cells = ['let rate = 1;\nfunction read() { return rate; }', 'const rate = 2;', 'read()'];
    assert.equal(await notebook.value(...cells), 2);
  });

  test('functions call the newest of each other, themselves included', async () => {
    assert.equal(
      await notebook.value(
        'function down(n: number): string { return n === 0 ? "end" : down(n - 1); }\nconst first = down;',
        'function down(n: number): string { return "new"; }',
        'first(3)',
      ),
      'new',
    );
  });

  test('classes made before keep their class', async () => {
    assert.equal(
      await notebook.value(
        'class Layer { size() { return 1; } }\nconst old = new Layer();',
        'class Layer { size() { return 2; } }',
        '`${old.size()} ${new Layer().size()}`',
      ),
      '1 2',
    );
  });

  test('a failed initialiser leaves a name that can be declared again', async () => {
    await notebook.thrown('const neverSet = (() => { throw new Error("no file"); })();');
    const error = await notebook.thrown('neverSet');
    assert.ok(error instanceof ReferenceError);
    for (const again of ['const neverSet = 1;', 'var neverSet = 1;', 'function neverSet() {}']) {
      await notebook.thrown('const neverSet = (() => { throw new Error("no file"); })();');
      await notebook.run(again);
      assert.notEqual(await notebook.value('neverSet'), undefined);
    }
  });

  test('a failed initialiser leaves the value of an earlier cell', async () => {
    await notebook.run('const survivor = 1;');
    await notebook.thrown('const survivor = (() => { throw new Error("no file"); })();');
    assert.equal(await notebook.value('survivor'), 1);
  });

  test('var without a value keeps the value, as it does in a script', async () => {
    assert.equal(await notebook.value('var kept = 1;', 'var kept;', 'kept'), 1);
  });

  test('var is there before its line', async () => {
    assert.equal(
      await notebook.value('const early = later; var later = 1;\ntypeof early'),
      'undefined',
    );
  });

  test('functions are there before their lines', async () => {
    assert.equal(
      await notebook.value('const seven = hoisted();\nfunction hoisted() { return 7; }\nseven'),
      7,
    );
  });

  test('built-in names can be taken, and the built-ins live on', async () => {
    const cells = [
      'let crypto = 1; const name = "n"; class Image {} function fetch() { return 2; } var performance = 3;',
      '[crypto, name, fetch(), performance, typeof globalThis.fetch, typeof globalThis.crypto].join()',
    ];
    assert.equal(await notebook.value(...cells), '1,n,2,3,function,object');
  });

  test('twice in one cell is an error, before anything runs', async () => {
    await notebook.run('let ran = false;');
    const error = await notebook.refusal('ran = true;\nlet twice = 1;\n  const twice = 2;');
    assert.match(error.message, /'twice' has already been declared/);
    assert.deepEqual([error.line, error.column], [3, 9]);
    assert.equal(await notebook.value('ran'), false);
  });

  test('a function in a block stays in the block', async () => {
    await notebook.run('{ function inBlock() {} }');
    assert.equal(await notebook.value('let inBlock = 1;\ninBlock'), 1);
    assert.equal(await notebook.value('{ function inBlock() {} }', 'inBlock'), 1);
  });

  test('undefined, NaN and Infinity cannot be taken', async () => {
    const error = await notebook.refusal('let a = 1;\nlet NaN = 2;');
    assert.match(error.message, /'NaN' is built in/);
    assert.deepEqual([error.line, error.column], [2, 5]);
  });

  test('cells leave nothing enumerable on globalThis', async () => {
    const before = Object.keys(globalThis);
    await notebook.run(
      'var g1 = 1; function g2() {} class g3 {} let g4; import g5 from "./module";',
    );
    assert.deepEqual(Object.keys(globalThis), before);
    assert.equal('g1' in globalThis || 'g2' in globalThis, false);
  });
});
