// The declarations that cells are edited with: `tsnb`, its globals, and TensorFlow.js.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root, run } from './commands.mjs';

const rooms = ['protocol', 'blueprint', 'zoo', 'graph', 'pictures', 'learn', 'kernel/display'];
const packages = ['tfjs', 'tfjs-core', 'tfjs-layers', 'tfjs-converter', 'tfjs-data'];

/** Writes them into `folder`; the language plugin (src/language) finds them there. */
export async function writeDeclarations(folder) {
  const code = await run(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'src/kernel']);
  if (code !== 0) {
    throw new Error(`The declarations could not be made: tsc ended with code ${code}.`);
  }
  rmSync(folder, { recursive: true, force: true });
  for (const room of rooms) {
    copyDeclarations(path.join(root, 'dist/types', room), path.join(folder, 'tsnb', room));
  }
  for (const name of packages) {
    copyDeclarations(
      path.join(root, 'node_modules/@tensorflow', name, 'dist'),
      path.join(folder, '@tensorflow', name, 'dist'),
    );
  }
  leaveOutWebgl(path.join(folder, '@tensorflow/tfjs/dist/index.d.ts'));
  writeModule(path.join(folder, 'tsnb'));
}

function copyDeclarations(from, to) {
  if (!existsSync(from)) {
    throw new Error(`There are no declarations in ${from}.`);
  }
  mkdirSync(to, { recursive: true });
  cpSync(from, to, {
    recursive: true,
    filter: (source) =>
      !path.extname(source) || (source.endsWith('.d.ts') && !/_test\./.test(source)),
  });
}

/** The kernel's tf has no webgl backend, and its cpu backend is an implementation detail. */
function leaveOutWebgl(index) {
  const text = readFileSync(index, 'utf8');
  writeFileSync(index, text.replace(/^export \* from '@tensorflow\/tfjs-backend-.*$/gm, ''));
}

/** `import { show } from 'tsnb'`: one export for each member of `LessonModule`. */
function writeModule(folder) {
  const declaration = path.join(folder, 'learn/index.d.ts');
  const program = ts.createProgram([declaration], { lib: ['lib.es2023.d.ts'], types: [] });
  const checker = program.getTypeChecker();
  const file = checker.getSymbolAtLocation(program.getSourceFile(declaration));
  const lesson = checker.getExportsOfModule(file).find(({ name }) => name === 'LessonModule');
  const members = checker.getDeclaredTypeOfSymbol(lesson).getProperties();
  writeFileSync(
    path.join(folder, 'index.d.ts'),
    [
      "import type { LessonModule } from './learn/index';",
      ...members.map(({ name }) => `export declare const ${name}: LessonModule['${name}'];`),
      '',
    ].join('\n'),
  );
  writeFileSync(
    path.join(folder, 'globals.d.ts'),
    "declare const display: import('./kernel/display/types').DisplayFunction;\n",
  );
}
