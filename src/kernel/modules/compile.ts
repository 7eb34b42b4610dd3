import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { Edits } from '../transform/edits';
import { importFunctionName } from '../transform/imports';
import { Lines } from '../transform/lines';
import { type Lowered, lower } from '../transform/lower';
import { firstSyntaxError, parse } from '../transform/parse';
import { survey } from '../transform/survey';

/** One of the learner's files, compiled to the body of a CommonJS module. */
export interface CompiledFile {
  readonly source: string;
  readonly code: string;
  /** Specifiers of its static imports, in order: loaded before it runs. */
  readonly imports: readonly string[];
  readonly hasTopLevelAwait: boolean;
  readonly isJson: boolean;
  /** Absent where `code` is the source itself. */
  readonly original?: Lowered['original'];
}

/** Compiles a TypeScript, JavaScript or JSON file. */
export function compileFile(file: string, source = readFileSync(file, 'utf8')): CompiledFile {
  const plain = { source, imports: [], hasTopLevelAwait: false, isJson: false };
  const extension = path.extname(file);
  if (extension === '.json') {
    return { ...plain, code: source, isJson: true };
  }
  const tree = parse(source, file);
  const error = firstSyntaxError(tree);
  if (error !== undefined) {
    throw located(error.message, file, new Lines(source, 'editor').at(error.offset));
  }
  const found = survey(tree);
  const edits = new Edits();
  for (const keyword of found.importKeywords) {
    const start = keyword.getStart(tree);
    edits.replace(start, start + importFunctionName.length, importFunctionName);
  }
  const isModule =
    tree.statements.some(isModuleSyntax) ||
    found.hasTopLevelAwait ||
    /\bimport\.meta\b/.test(source);
  if (extension === '.cjs' || (extension === '.js' && !isModule)) {
    return { ...plain, code: edits.apply(source).replace(/^#!.*/, '') };
  }
  // Not the file's own name: `.mjs` and `.mts` would stay modules.
  const name = /ts$/.test(extension) ? 'file.ts' : 'file.js';
  const { code, original } = lower(edits.apply(source), name, ts.ModuleKind.CommonJS);
  return {
    ...plain,
    code,
    imports: staticImports(code),
    hasTopLevelAwait: found.hasTopLevelAwait,
    original,
  };
}

/** What is left of the static imports once the unused ones are gone: `require` at the top level. */
function staticImports(code: string): readonly string[] {
  const specifiers: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const [argument] = node.arguments;
      if (node.expression.text === 'require' && argument && ts.isStringLiteral(argument)) {
        specifiers.push(argument.text);
      }
    }
    // What runs only under a condition is required when, and if, it comes to that.
    if (!ts.isFunctionLike(node) && !ts.isBlock(node) && !ts.isIfStatement(node)) {
      ts.forEachChild(node, visit);
    }
  };
  visit(parse(code, 'file.js'));
  return specifiers;
}

function isModuleSyntax(node: ts.Statement): boolean {
  return (
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node) ||
    ts.isExportAssignment(node) ||
    (ts.canHaveModifiers(node) &&
      (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
  );
}

function located(
  message: string,
  file: string,
  { line, column }: { readonly line: number; readonly column: number },
): SyntaxError {
  const error = new SyntaxError(message);
  error.stack = `SyntaxError: ${message}\n    at ${file}:${line}:${column}`;
  return error;
}
