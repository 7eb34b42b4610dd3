import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { backendChoices } from '../../../src/extension/choices';
import { Mime } from '../../../src/protocol/mime';

interface Manifest {
  readonly engines: { readonly vscode: string };
  readonly icon: string;
  readonly devDependencies: { readonly [name: string]: string };
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly notebooks: readonly { readonly type: string }[];
    readonly notebookRenderer: readonly {
      readonly id: string;
      readonly entrypoint: string;
      readonly mimeTypes: readonly string[];
    }[];
    readonly languages: readonly { readonly icon: { readonly [theme: string]: string } }[];
    readonly grammars: readonly { readonly path: string }[];
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly menus: { readonly [menu: string]: readonly { readonly command: string }[] };
    readonly configuration: {
      readonly properties: { readonly [name: string]: { readonly enum?: readonly string[] } };
    };
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly description: string;
        readonly media: { readonly markdown: string };
        readonly completionEvents: readonly string[];
      }[];
    }[];
  };
}

const read = (file: string) => readFileSync(path.join(process.cwd(), file), 'utf8');
const text = read('package.json');
const manifest = JSON.parse(text) as Manifest;
const { contributes } = manifest;
const texts = JSON.parse(read('package.nls.json')) as { readonly [key: string]: string };
const commands = contributes.commands.map(({ command }) => command);
const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);

suite('package.json', () => {
  test('names the mime types that the kernel sends, each with one renderer', () => {
    const mimes = contributes.notebookRenderer.flatMap(({ mimeTypes }) => mimeTypes);
    assert.deepEqual(mimes.toSorted(), Object.values(Mime).toSorted());
  });

  test('names bundles that the build makes', () => {
    const build = read('esbuild.mjs');
    for (const { entrypoint } of contributes.notebookRenderer) {
      assert.ok(build.includes(entrypoint.replace('./dist/', '')), entrypoint);
    }
  });

  test('has a text for every key, and no text without one', () => {
    const used = [...text.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key ?? '');
    assert.deepEqual([...new Set(used)].toSorted(), Object.keys(texts).toSorted());
  });

  test('speaks in sentence case without exclamation marks', () => {
    for (const value of Object.values(texts)) {
      assert.doesNotMatch(value, /!/);
    }
  });

  test('offers in menus, walkthrough and key bindings only commands that exist', () => {
    const offered = [
      ...Object.values(contributes.menus)
        .flat()
        .map(({ command }) => command),
      ...Object.values(texts).flatMap((value) =>
        [...value.matchAll(/\(command:([\w.]+)\)/g)].map(([, command]) => command ?? ''),
      ),
      ...steps
        .flatMap(({ completionEvents }) => completionEvents)
        .filter((event) => event.startsWith('onCommand:'))
        .map((event) => event.slice('onCommand:'.length)),
    ];
    assert.deepEqual(
      offered.filter((command) => !commands.includes(command)),
      [],
    );
    assert.ok(contributes.commands.every(({ category }) => category === 'TSNB'));
  });

  test('names files that are there', () => {
    const files = [
      manifest.icon,
      ...contributes.languages.flatMap(({ icon }) => Object.values(icon)),
      ...contributes.grammars.map((grammar) => grammar.path),
      ...steps.map(({ media }) => media.markdown),
    ];
    assert.deepEqual(
      files.filter((file) => !existsSync(path.join(process.cwd(), file))),
      [],
    );
  });

  test('has an icon of at least 128 pixels', () => {
    const png = readFileSync(path.join(process.cwd(), manifest.icon));
    assert.ok(png.readUInt32BE(16) >= 128 && png.readUInt32BE(20) >= 128);
  });

  test('offers the backends that the kernel knows', () => {
    assert.deepEqual(contributes.configuration.properties['tsnb.backend']?.enum, backendChoices);
  });

  test('lets no untrusted folder choose the program that runs', () => {
    const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
    assert.ok(restricted.includes('tsnb.kernel.node'));
    const known = Object.keys(contributes.configuration.properties);
    assert.deepEqual(
      restricted.filter((name) => !known.includes(name)),
      [],
    );
  });

  test('compiles against the oldest VS Code that it runs in', () => {
    const types = manifest.devDependencies['@types/vscode'] ?? '';
    assert.equal(manifest.engines.vscode, `^${types}`);
  });
});

suite('the texts of the extension', () => {
  const sources = readdirSync(path.join(process.cwd(), 'src/extension'), { recursive: true })
    .map(String)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [file, read(path.join('src/extension', file))] as const);

  test('go through l10n wherever VS Code shows a message', () => {
    const bare = sources.flatMap(([file, source]) =>
      [...source.matchAll(/show(?:Information|Warning|Error)Message\(\s*['"`]/g)].map(() => file),
    );
    assert.deepEqual(bare, []);
  });

  test('hold no exclamation marks', () => {
    const loud = sources.flatMap(([file, source]) =>
      [...source.matchAll(/l10n\.t\(\s*['"`]([^'"`]*!)/g)].map(([, words]) => `${file}: ${words}`),
    );
    assert.deepEqual(loud, []);
  });
});
