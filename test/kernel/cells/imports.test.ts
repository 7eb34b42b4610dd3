import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TestNotebook } from './notebook';

const tf = {
  tensor: () => 'tensor',
  LayersModel: function LayersModel() {},
  Sequential: class Sequential {
    layers = [];
  },
  sequential: () => [],
  version: '4',
};

const files: Readonly<Record<string, string>> = {
  'helper.ts': [
    "import { deep } from './deep';",
    "import type { Shape } from './types';",
    'export interface Options { rate: number }',
    'export type { Shape };',
    'export let count = 0;',
    'export function add(x: number): number { count += x; return count + deep; }',
    'export enum Mode { Train, Test }',
    'export default class Helper { constructor(readonly x: number) {} }',
    'export const inner = () => import("./deep");',
    'export const meta = import.meta.filename;',
  ].join('\n'),
  'deep.ts': 'export const deep: number = 10;\n',
  'types.ts': 'export interface Shape { w: number }\n',
  'reexport.ts': "export * from './types';\nexport { deep as renamed } from './deep';\n",
  'plain.js': 'export const plain = 1;\n',
  'module.mjs': "import fs from 'node:fs';\nexport const hasFs = typeof fs.readFileSync;\n",
  'common.cjs': 'exports.a = 1; exports.file = __filename; exports.self = this === exports;\n',
  'legacy.js':
    "const { deep } = require('./deep');\nmodule.exports = function legacy() { return deep; };\n",
  'waits.ts':
    'export const waited = await new Promise<number>((done) => setTimeout(() => done(3), 1));\n',
  'circle/a.ts':
    "import { b } from './b';\nexport const a = 'a';\nexport const both = () => a + b();\n",
  'circle/b.ts': "import { a } from './a';\nexport const b = () => a + 'b';\n",
  'folder/index.ts': 'export const fromIndex = true;\n',
  'data.json': '{ "rows": [1, 2], "name": "d" }',
  'broken.ts': 'export const a = 1;\nexport const b = ;\n',
  'throws.ts': "export const a: number = 1;\n\n  throw new Error('from a file');\n",
  'calls.ts':
    "interface Wide {\n  x: number;\n}\nexport function fail(x: Wide): never {\n  throw new Error('in a function');\n}\n",
  'lost.ts':
    "export const a = 1;\nimport { nothing } from './nowhere';\nexport const b = nothing;\n",
  'usesPackage.ts':
    "import parts, { named } from 'esm-package';\nimport common from 'common-package';\nexport const all = [parts, named, common.x];\n",
  'node_modules/esm-package/package.json':
    '{ "name": "esm-package", "type": "module", "exports": { ".": { "import": "./index.js" }, "./data.json": "./data.json" } }',
  'node_modules/esm-package/index.js': 'export const named = 1; export default "default";',
  'node_modules/esm-package/data.json': '{ "in": "package" }',
  'node_modules/common-package/index.js':
    'const all = {}; for (const key of ["x", "y"]) all[key] = key; module.exports = all;',
  'node_modules/typed-common/index.js':
    'Object.defineProperty(exports, "__esModule", { value: true }); exports.default = "d"; exports.z = 1;',
  'node_modules/callable/index.js': 'module.exports = function callable() { return "called"; };',
  'node_modules/dual/package.json':
    '{ "name": "dual", "exports": { "import": "./i.mjs", "require": "./r.cjs" } }',
  'node_modules/dual/i.mjs': 'export const kind = "esm";',
  'node_modules/dual/r.cjs': 'exports.kind = "cjs";',
  'node_modules/a-model/index.js': 'exports.tf = require("@tensorflow/tfjs");',
  'node_modules/@tensorflow/tfjs/index.js': 'exports.version = "the wrong one";',
  'node_modules/@tensorflow/tfjs/package.json':
    '{ "name": "@tensorflow/tfjs", "exports": { ".": "./index.js" } }',
  'node_modules/bad/index.js': 'throw new Error("broken package");',
  'node_modules/needs-more/index.mjs': 'import "not-there";',
  'node_modules/needs-more/package.json': '{ "name": "needs-more", "main": "index.mjs" }',
};

/** Cells, and the value that the last one shows. */
const table: readonly (readonly [title: string, cells: readonly string[], value: unknown])[] = [
  [
    'a namespace',
    ["import * as path from 'node:path';", 'path.join("a", "b")'],
    path.join('a', 'b'),
  ],
  ['a default', ["import fs from 'node:fs';", 'typeof fs.readFileSync'], 'function'],
  [
    'a built-in without its prefix',
    ["import { join } from 'path'\njoin('a', 'b')"],
    path.join('a', 'b'),
  ],
  [
    'names, renamed ones and a default',
    ["import d, { named as n } from 'esm-package';\n[d, n]"],
    ['default', 1],
  ],
  ['default as', ["import { default as d } from 'esm-package';\nd"], 'default'],
  [
    'names of CommonJS that no lexer finds',
    ["import { x, y } from 'common-package';\nx + y"],
    'xy',
  ],
  ['the default of CommonJS', ["import all from 'common-package';\nall"], { x: 'x', y: 'y' }],
  ['the namespace of CommonJS', ["import * as all from 'common-package';\nall.x"], 'x'],
  ['the default of compiled CommonJS', ["import d, { z } from 'typed-common';\n[d, z]"], ['d', 1]],
  ['a function that is a module', ["import callable from 'callable';\ncallable()"], 'called'],
  ['a package by its import condition', ["import { kind } from 'dual';\nkind"], 'esm'],
  ['a package by its require condition', ["import dual = require('dual');\ndual.kind"], 'cjs'],
  ['an ESM package in import()', ["(await import('esm-package')).named"], 1],
  [
    'import() in a function',
    ["async function load() { return import('esm-package'); }", '(await load()).named'],
    1,
  ],
  [
    'import() in import()',
    ["const { inner } = await import('./helper');\n(await inner()).deep"],
    10,
  ],
  ['require', ["require('common-package').x + require('node:path').sep"], `x${path.sep}`],
  ['require of a TypeScript file', ["require('./helper').Mode.Test"], 1],
  [
    'a TypeScript file',
    ["import Helper, { add, Mode } from './helper';\n[add(1), Mode.Test, new Helper(5).x]"],
    [11, 1, 5],
  ],
  ['a TypeScript file by its own extension', ["import { deep } from './deep.ts';\ndeep"], 10],
  ['a TypeScript file by the extension it gets', ["import { deep } from './deep.js';\ndeep"], 10],
  ['a re-export', ["import { renamed } from './reexport';\nrenamed"], 10],
  ['a folder', ["import { fromIndex } from './folder';\nfromIndex"], true],
  ['a JavaScript module', ["import { plain } from './plain.js';\nplain"], 1],
  ['an .mjs file', ["import { hasFs } from './module.mjs';\nhasFs"], 'function'],
  ['a .cjs file', ["import c, { a } from './common.cjs';\n[a, c.self]"], [1, true]],
  ['a CommonJS .js file', ["import legacy from './legacy';\nlegacy()"], 10],
  ['JSON', ["import data from './data.json';\ndata.rows"], [1, 2]],
  [
    'JSON with its attribute',
    ["import data from './data.json' with { type: 'json' };\ndata.name"],
    'd',
  ],
  [
    'JSON of a package',
    ["import data from 'esm-package/data.json' with { type: 'json' };\ndata.in"],
    'package',
  ],
  ['a file that waits', ["import { waited } from './waits';\nwaited"], 3],
  ['files in a circle', ["import { both } from './circle/a';\nboth()"], 'aab'],
  ['packages of a file', ["import { all } from './usesPackage';\nall"], ['default', 1, 'x']],
  ['for its effects', ["import './helper';\n1"], 1],
  ['hoisted', ["const early = sep;\nimport { sep } from 'node:path';\nearly"], path.sep],
  [
    'used by functions before it',
    ["function s() { return sep; }\nimport { sep } from 'node:path';\ns()"],
    path.sep,
  ],
  ['over an older name', ['const sep = 1;', "import { sep } from 'node:path';\nsep"], path.sep],
  [
    'import.meta.filename of a file',
    ["import { meta } from './helper';\nmeta.endsWith('helper.ts')"],
    true,
  ],
  [
    'import.meta of a cell',
    [
      '[import.meta.filename === __filename, import.meta.dirname === __dirname, import.meta.url.endsWith("/Lesson.tsnb"), typeof import.meta.resolve("./deep")]',
    ],
    [true, true, true, 'string'],
  ],
  [
    'all provided names as one',
    [
      "import * as a from '@tensorflow/tfjs';\nimport b from '@tensorflow/tfjs-node';\n[a === b, a.version]",
    ],
    [true, '4'],
  ],
  ['provided modules in require', ["require('@tensorflow/tfjs').version"], '4'],
  ['provided modules in packages', ["import { tf } from 'a-model';\ntf.version"], '4'],
  ['provided modules in import()', ["(await import('@tensorflow/tfjs')).version"], '4'],
];

suite('imports', () => {
  let notebook: TestNotebook;

  setup(() => {
    const provided = new Map<string, () => unknown>([
      ['@tensorflow/tfjs', () => Promise.resolve(tf)],
      ['@tensorflow/tfjs-node', () => tf],
    ]);
    notebook = new TestNotebook(files, provided);
  });

  teardown(() => {
    notebook.dispose();
  });

  for (const [title, cells, value] of table) {
    test(title, async () => {
      await notebook.run("import '@tensorflow/tfjs';");
      assert.deepEqual(await notebook.value(...cells), value);
    });
  }

  suite('of types', () => {
    const vanishing = [
      "import type { Anything } from './no/such/file';",
      "import { type Anything } from 'no-such-package';",
      "import { Options, Shape } from './helper';",
      "import { Shape } from './reexport';",
      "import { add, type Options } from './helper';",
      "import { Tensor3D } from '@tensorflow/tfjs';\nlet t: Tensor3D;",
      "import { Tensor3D } from '@tensorflow/tfjs';",
      "import { Stats } from 'node:fs';\nlet f = (x: Stats): void => {};",
    ];
    for (const code of vanishing) {
      test(`vanish: ${code}`, () => notebook.run(code));
    }

    test('do not hide a name that is used', async () => {
      await notebook.run("import { Tensor3D } from '@tensorflow/tfjs';");
      const error = await notebook.thrown('Tensor3D');
      assert.ok(error instanceof ReferenceError);
    });
  });

  suite('that fail', () => {
    const failing: readonly (readonly [
      code: string,
      message: RegExp,
      line: number,
      column: number,
    ])[] = [
      [
        "import { ad } from './helper';",
        /'ad' is not exported by '\.\/helper'\. Did you mean 'add'\? It exports: .*Mode/,
        1,
        10,
      ],
      ["\n  import { add, nix } from './helper'", /'nix' is not exported/, 2, 17],
      ["import x from './deep';", /default export is not exported by '\.\/deep'/, 1, 8],
      ["import { Options } from './helper';\nnew Options();", /'Options' is not exported/, 1, 10],
      ["import { Laye } from './helper';", /'Laye' is not exported/, 1, 10],
      ["import { squential } from '@tensorflow/tfjs';", /Did you mean 'sequential'/, 1, 10],
      ["import { LayersModell } from '@tensorflow/tfjs';", /Did you mean 'LayersModel'/, 1, 10],
      ["import x from './helpr';", /Cannot find '\.\/helpr'.*Did you mean 'helper'/, 1, 15],
      ["import x from './no/such';", /there is no folder/, 1, 15],
      [
        "import x from 'no-such-package';",
        /Cannot find the package 'no-such-package'\. .*npm install no-such-package/,
        1,
        15,
      ],
      ["import x from '@scope/none/inner';", /npm install @scope\/none$/, 1, 15],
      ["import x from 'helper';", /Did you mean the file '\.\/helper'/, 1, 15],
      ["import x from 'esm-package/inner';", /inner/, 1, 15],
      ["import x from '@tensorflow/tfjs/dist/ops';", /inner file of '@tensorflow\/tfjs'/, 1, 15],
      ["import x = require('none-such');", /npm install none-such/, 1, 20],
      ["enum E { A }\nimport x from 'none-such';", /npm install none-such/, 2, 15],
    ];
    for (const [code, message, line, column] of failing) {
      test(code, async () => {
        const error = await notebook.refusal(code);
        assert.equal(error.name, 'ImportError');
        assert.match(error.message, message);
        assert.deepEqual([error.line, error.column], [line, column]);
      });
    }

    test('run nothing of their cell', async () => {
      await notebook.run('let ran = false;');
      await notebook.refusal("ran = true;\nimport x from 'none-such';");
      assert.equal(await notebook.value('ran'), false);
    });

    test('leave the names as they were', async () => {
      assert.equal(await notebook.value('let kept = 1;'), undefined);
      await notebook.refusal("import { kept } from 'none-such';");
      assert.equal(await notebook.value('kept'), 1);
    });

    const places: readonly (readonly [
      code: string,
      message: RegExp,
      file: string,
      line: number,
      column: number,
    ])[] = [
      ["import './throws';", /from a file/, 'throws.ts', 3, 9],
      ["import { fail } from './calls';\nfail({ x: 1 });", /in a function/, 'calls.ts', 5, 9],
      ["import './broken';", /Expression expected/, 'broken.ts', 2, 18],
      [
        "import './lost';",
        /Cannot find '\.\/nowhere'.*imported by lost\.ts, line 2/,
        'lost.ts',
        2,
        25,
      ],
    ];
    for (const [code, message, file, line, column] of places) {
      test(`in a file: ${code}`, async () => {
        const error = await notebook.thrown(code);
        assert.ok(error instanceof Error);
        assert.match(error.message, message);
        assert.deepEqual(notebook.firstPlace(error), {
          url: path.join(notebook.folder, file),
          line,
          column,
        });
      });
    }

    test('in a package: its own error', async () => {
      const error = await notebook.thrown("import 'bad';");
      assert.ok(error instanceof Error);
      assert.equal(error.message, 'broken package');
    });

    test("in a package's own imports: not as if the package were missing", async () => {
      const error = await notebook.thrown("import 'needs-more';");
      assert.ok(error instanceof Error);
      assert.match(error.message, /not-there/);
    });

    test('in import(): where it is called', async () => {
      const error = await notebook.thrown("await import('none-such')");
      assert.ok(error instanceof Error);
      assert.match(error.message, /npm install none-such/);
    });
  });

  suite('of edited files', () => {
    test('give the new version', async () => {
      const cell = "import { deep } from './deep';\ndeep";
      assert.equal(await notebook.value(cell), 10);
      notebook.write({ 'deep.ts': 'export const deep: number = 11;\n' });
      assert.equal(await notebook.value(cell), 11);
    });

    test('give the new version of what they use', async () => {
      const cell = "import { add } from './helper';\nadd(0)";
      assert.equal(await notebook.value(cell), 10);
      notebook.write({ 'deep.ts': 'export const deep: number = 12;\n' });
      assert.equal(await notebook.value(cell), 12);
    });

    test('give the new version even if what they use was imported alone in between', async () => {
      const cell = "import { add } from './helper';\nadd(0)";
      assert.equal(await notebook.value(cell), 10);
      notebook.write({ 'deep.ts': 'export const deep: number = 12;\n' });
      assert.equal(await notebook.value("import { deep } from './deep';\ndeep"), 12);
      assert.equal(await notebook.value(cell), 12);
    });

    test('keep the state of the others', async () => {
      await notebook.run("import { add } from './helper';\nadd(5);");
      notebook.write({ 'types.ts': 'export interface Shape { h: number }\n' });
      assert.equal(await notebook.value("import { count } from './helper';\ncount"), 5);
    });

    for (const [name, before, after] of [
      ['live.js', 'export const v = 1;', 'export const v = 2;'],
      ['live.mjs', 'export const v = 1;', 'export const v = 2;'],
      ['live.cjs', 'exports.v = 1;', 'exports.v = 2;'],
      ['live.json', '{ "v": 1 }', '{ "v": 2 }'],
    ] as const) {
      test(`of ${name}`, async () => {
        const cell = `import { v } from './${name}';\nv`;
        notebook.write({ [name]: before });
        assert.equal(await notebook.value(cell), 1);
        notebook.write({ [name]: after });
        assert.equal(await notebook.value(cell), 2);
      });
    }

    test('recover from an error', async () => {
      await notebook.thrown("import './broken';");
      notebook.write({ 'broken.ts': 'export const b = 2;\n' });
      assert.equal(await notebook.value("import { b } from './broken';\nb"), 2);
    });

    test('see a file that appears, and one that goes', async () => {
      await notebook.refusal("import { n } from './newcomer';");
      notebook.write({ 'newcomer.ts': 'export const n = 1;\n' });
      assert.equal(await notebook.value("import { n } from './newcomer';\nn"), 1);
      rmSync(path.join(notebook.folder, 'newcomer.ts'));
      await notebook.refusal("import { n } from './newcomer';");
    });

    test('in require and import() too', async () => {
      assert.equal(await notebook.value("require('./deep').deep"), 10);
      const file = path.join(notebook.folder, 'deep.ts');
      writeFileSync(file, readFileSync(file, 'utf8').replace('10', '13'));
      assert.equal(await notebook.value("require('./deep').deep"), 13);
      assert.equal(await notebook.value("(await import('./deep')).deep"), 13);
    });
  });

  test('a cell that was stopped while its imports loaded does not begin', async () => {
    const stop = new AbortController();
    await notebook.run('let begun = false;');
    const running = notebook.run("import './waits';\nbegun = true;", stop.signal);
    stop.abort();
    await assert.rejects(running);
    assert.equal(await notebook.value('begun'), false);
  });
});
