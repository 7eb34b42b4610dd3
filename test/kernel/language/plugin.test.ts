// VS Code's TypeScript server, spoken to as VS Code does, with the plugin as the package ships it.
import assert from 'node:assert/strict';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isRecord } from '../../../src/protocol/json';

const root = process.cwd();
const cell = '^/vscode-notebook-cell/ts-nul-authority/lesson/Lesson9.tsnb#W0sZmlsZQ.ts';
const code = `import * as tf from '@tensorflow/tfjs-node-gpu';
import { show, alexnet, layers } from 'tsnb';
const model = alexnet({ width: 0.25 });
const weights = model.countParams();
const normalize = layers.localResponseNormalization({ alpha: 1e-4 });
tf.layers.conv2d({ filters: 8, kernelSize: 3 });
display.markdown('**done**');
show(model);
`;

interface Declarations {
  readonly writeDeclarations: (folder: string) => Promise<void>;
}

suite('types in cells', () => {
  let folder: string;
  let server: TypeScriptServer;

  suiteSetup(async function () {
    this.timeout(120_000);
    folder = mkdtempSync(path.join(os.tmpdir(), 'tsnb-types-'));
    const plugin = path.join(folder, 'node_modules/tsnb-typescript-plugin');
    cpSync(path.join(root, 'dist/language/index.js'), path.join(plugin, 'index.js'));
    writeFileSync(
      path.join(plugin, 'package.json'),
      JSON.stringify({ name: 'tsnb-typescript-plugin', version: '0.0.0', main: 'index.js' }),
    );
    const declarations = pathToFileURL(path.join(root, 'test/setup/declarations.mjs')).href;
    const { writeDeclarations } = (await import(declarations)) as Declarations;
    await writeDeclarations(path.join(plugin, 'types'));
    server = new TypeScriptServer(folder);
    server.send('open', { file: cell, fileContent: code, scriptKindName: 'TS' });
  });

  suiteTeardown(() => {
    server.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const hovers: readonly (readonly [string, RegExp])[] = [
    ['tf', /namespace tf|import tf/],
    ['model', /const model: .*LayersModel/],
    ['weights', /const weights: number/],
    ['normalize', /const normalize: .*Layer/],
    ['conv2d', /conv2d\(args: ConvLayerArgs\)/],
    ['display', /const display: .*DisplayFunction/],
    ['show', /show/],
  ];
  for (const [name, expected] of hovers) {
    test(`knows ${name}`, async () => {
      const answer = await server.request('quickinfo', { file: cell, ...placeOf(name) });
      assert.match(String(answer['displayString']), expected);
      assert.doesNotMatch(String(answer['displayString']), /\bany\b/);
    });
  }

  test('completes the options of a network of the lesson', async () => {
    const at = placeOf('width');
    const answer = await server.request('completionInfo', { file: cell, ...at });
    const entries: unknown = answer['entries'];
    assert.ok(Array.isArray(entries));
    const names = entries.map((entry: unknown) => (isRecord(entry) ? entry['name'] : undefined));
    assert.ok(names.includes('groups'), `among ${names.slice(0, 12).join(', ')}`);
  });

  test('finds nothing wrong with the cell', async () => {
    const answer = await server.request('semanticDiagnosticsSync', { file: cell });
    assert.deepEqual(answer['list'], []);
  });

  test('leaves files outside of notebooks as they are', async () => {
    const file = path.join(folder, 'app.ts');
    server.send('open', { file, fileContent: "import { show } from 'tsnb';\nshow;\n" });
    const answer = await server.request('semanticDiagnosticsSync', { file });
    assert.match(JSON.stringify(answer['list']), /Cannot find module 'tsnb'/);
  });
});

/** Where a name stands first in the cell, line and offset from 1. */
function placeOf(name: string): { line: number; offset: number } {
  const index = code.search(new RegExp(`\\b${name}\\b`));
  const before = code.slice(0, index).split('\n');
  return { line: before.length, offset: (before.at(-1)?.length ?? 0) + 1 };
}

type Body = Readonly<Record<string, unknown>>;

/** tsserver with one global plugin, over its standard streams. */
class TypeScriptServer {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, { done: (body: Body) => void; fail: (e: Error) => void }>();
  #sequence = 0;
  #received = '';

  constructor(probeLocation: string) {
    this.#process = spawn(process.execPath, [
      path.join(root, 'node_modules/typescript/lib/tsserver.js'),
      '--globalPlugins',
      'tsnb-typescript-plugin',
      '--pluginProbeLocations',
      probeLocation,
      '--disableAutomaticTypingAcquisition',
      '--useInferredProjectPerProjectRoot',
    ]);
    this.#process.stdout.setEncoding('utf8').on('data', (chunk: string) => this.#receive(chunk));
  }

  send(command: string, args: Body): number {
    this.#sequence += 1;
    const message = { seq: this.#sequence, type: 'request', command, arguments: args };
    this.#process.stdin.write(`${JSON.stringify(message)}\n`);
    return this.#sequence;
  }

  /** Diagnostics answer with a list, which comes back as `{ list }`. */
  request(command: string, args: Body): Promise<Body> {
    return new Promise((done, fail) => {
      this.#waiting.set(this.send(command, args), { done, fail });
    });
  }

  dispose(): void {
    this.#process.kill();
  }

  #receive(chunk: string): void {
    const lines = (this.#received + chunk).split('\n');
    this.#received = lines.pop() ?? '';
    for (const line of lines.filter((text) => text.startsWith('{'))) {
      const message: unknown = JSON.parse(line);
      if (isRecord(message) && message['type'] === 'response') {
        const waiting = this.#waiting.get(Number(message['request_seq']));
        const body = message['body'];
        if (message['success'] === true) {
          waiting?.done(isRecord(body) ? body : { list: body });
        } else {
          waiting?.fail(new Error(String(message['message'])));
        }
      }
    }
  }
}
