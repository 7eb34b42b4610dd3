import path from 'node:path';

/** Where the kernel gives every one of these names the one running `tf`, so do their types. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['tsnb', 'tsnb/index.d.ts'],
  ['@tensorflow/tfjs-node', '@tensorflow/tfjs/dist/index.d.ts'],
  ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs/dist/index.d.ts'],
]);

/**
 * Candidate declaration files, best first, for a module that a cell imports and the workspace does
 * not have. `typesFolder` is the extension's own `types` folder. Empty for foreign modules.
 */
export function shippedDeclarations(moduleName: string, typesFolder: string): readonly string[] {
  const alias = aliases.get(moduleName);
  if (alias !== undefined) {
    return [path.join(typesFolder, alias)];
  }
  const match = /^(@tensorflow\/[\w-]+)(?:\/(.+))?$/.exec(moduleName);
  if (match === null) {
    return [];
  }
  const [, packageName = '', subpath] = match;
  const root = path.join(typesFolder, packageName);
  return subpath === undefined
    ? [path.join(root, 'dist', 'index.d.ts')]
    : [path.join(root, `${subpath}.d.ts`), path.join(root, subpath, 'index.d.ts')];
}

/** Whether a file is a notebook cell, as VS Code names it; TypeScript may put a folder before it. */
export function isCell(fileName: string): boolean {
  return /(?:^|[\\/])\^\/vscode-notebook-cell\//.test(fileName);
}

/** Whether a file is a notebook cell or one of our declarations. */
export function mayUseShippedTypes(fileName: string, typesFolder: string): boolean {
  return (
    isCell(fileName) || path.normalize(fileName).startsWith(path.normalize(typesFolder) + path.sep)
  );
}
