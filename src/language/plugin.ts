// A plugin of VS Code's own TypeScript server: cells of a notebook get the types of `tsnb` and of
// TensorFlow.js from the extension when the workspace has no node_modules of its own. It adds no
// diagnostics and changes nothing for other files.
import path from 'node:path';
import type ts from 'typescript/lib/tsserverlibrary';
import { isCell, mayUseShippedTypes, shippedDeclarations } from './resolve';

interface Modules {
  readonly typescript: typeof ts;
}

const typesFolder = path.join(__dirname, 'types');
const globals = path.join(typesFolder, 'tsnb', 'globals.d.ts');

export function createPlugin({ typescript }: Modules): ts.server.PluginModule {
  return {
    create(info) {
      const host = info.languageServiceHost;
      resolveShippedModules(typescript, host);
      addGlobals(host);
      return info.languageService;
    },
  };
}

function resolveShippedModules(typescript: typeof ts, host: ts.LanguageServiceHost): void {
  const original = host.resolveModuleNameLiterals?.bind(host);
  if (original === undefined) {
    return;
  }
  host.resolveModuleNameLiterals = (literals, containingFile, ...rest) => {
    const results = original(literals, containingFile, ...rest);
    if (!mayUseShippedTypes(containingFile, typesFolder)) {
      return results;
    }
    return results.map((result, index) => {
      const name = literals[index]?.text;
      if (result.resolvedModule !== undefined || name === undefined) {
        return result;
      }
      const file = shippedDeclarations(name, typesFolder).find((candidate) =>
        typescript.sys.fileExists(candidate),
      );
      return file === undefined
        ? result
        : {
            resolvedModule: {
              resolvedFileName: file,
              extension: typescript.Extension.Dts,
              isExternalLibraryImport: true,
            },
          };
    });
  };
}

/** `display` and its kin are globals in cells; only projects that hold a cell see them. */
function addGlobals(host: ts.LanguageServiceHost): void {
  const original = host.getScriptFileNames.bind(host);
  host.getScriptFileNames = () => {
    const names = original();
    return names.some(isCell) ? [...names, globals] : names;
  };
}
