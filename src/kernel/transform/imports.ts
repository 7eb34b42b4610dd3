import ts from 'typescript';
import type { Edits } from './edits';
import { findModifier, TransformError } from './parse';
import type { Survey } from './survey';

/** How the cell uses an imported name, as far as its own text tells. */
export type NameUse = 'value' | 'type' | 'none';

/** One name that an import brings in. */
export interface ImportBinding {
  /** The exported name, `default`, or `*` for the whole module. */
  readonly imported: string;
  readonly local: string;
  readonly use: NameUse;
  readonly offset: number;
}

/** One `import` statement. */
export interface ImportRequest {
  readonly specifier: string;
  /** `require`: `import x = require('y')`, whose value is what CommonJS gives. */
  readonly kind: 'import' | 'require';
  /** `with { type: 'json' }` */
  readonly attributes: Readonly<Record<string, string>>;
  readonly bindings: readonly ImportBinding[];
  /** Of the specifier. */
  readonly offset: number;
}

/** Stands for `import` in `import()` and `import.meta`, which REPL mode refuses; as long as it. */
export const importFunctionName = 'imp0rt';

/** Takes `import` and `export` out of a text; returns what has to be imported before it runs. */
export function takeImports(
  file: ts.SourceFile,
  found: Survey,
  edits: Edits,
): readonly ImportRequest[] {
  for (const keyword of found.importKeywords) {
    const start = keyword.getStart(file);
    edits.replace(start, start + importFunctionName.length, importFunctionName);
  }
  const requests: ImportRequest[] = [];
  for (const statement of file.statements) {
    const start = statement.getStart(file);
    if (ts.isImportDeclaration(statement)) {
      edits.blankStatement(start, statement.end);
      const request = fromImport(statement, file, found);
      if (request !== undefined) {
        requests.push(request);
      }
    } else if (ts.isImportEqualsDeclaration(statement)) {
      const request = fromImportEquals(statement, file, found, edits);
      if (request !== undefined) {
        requests.push(request);
      }
    } else if (ts.isExportDeclaration(statement)) {
      edits.blankStatement(start, statement.end);
      if (!statement.isTypeOnly && statement.moduleSpecifier !== undefined) {
        requests.push(request(statement.moduleSpecifier, statement.attributes, file, []));
      }
    } else if (ts.isExportAssignment(statement)) {
      takeExportAssignment(statement, file, edits);
    } else {
      takeExportModifiers(statement, file, edits);
    }
  }
  return requests;
}

function request(
  specifier: ts.Expression,
  attributes: ts.ImportAttributes | undefined,
  file: ts.SourceFile,
  bindings: readonly ImportBinding[],
): ImportRequest {
  if (!ts.isStringLiteral(specifier)) {
    throw new TransformError('The name of a module should be a string', specifier.getStart(file));
  }
  const pairs = (attributes?.elements ?? []).map(
    ({ name, value }) => [name.text, ts.isStringLiteral(value) ? value.text : ''] as const,
  );
  return {
    specifier: specifier.text,
    kind: 'import',
    attributes: Object.fromEntries(pairs),
    bindings,
    offset: specifier.getStart(file),
  };
}

function fromImport(
  node: ts.ImportDeclaration,
  file: ts.SourceFile,
  found: Survey,
): ImportRequest | undefined {
  const clause = node.importClause;
  if (clause === undefined) {
    return request(node.moduleSpecifier, node.attributes, file, []);
  }
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) {
    return undefined;
  }
  const bindings: ImportBinding[] = [];
  const bind = (imported: string, name: ts.Identifier, at: ts.Node): void => {
    const offset = at.getStart(file);
    bindings.push({ imported, local: name.text, use: useOf(name.text, found), offset });
  };
  if (clause.name !== undefined) {
    bind('default', clause.name, clause.name);
  }
  const named = clause.namedBindings;
  if (named !== undefined && ts.isNamespaceImport(named)) {
    bind('*', named.name, named);
  } else if (named !== undefined) {
    for (const element of named.elements) {
      if (!element.isTypeOnly) {
        bind((element.propertyName ?? element.name).text, element.name, element);
      }
    }
    const allTypes = named.elements.length > 0 && bindings.length === 0;
    if (allTypes) {
      return undefined;
    }
  }
  return request(node.moduleSpecifier, node.attributes, file, bindings);
}

/** `import x = require('y')`, and `import A = N.B`, which becomes `let    A = N.B`. */
function fromImportEquals(
  node: ts.ImportEqualsDeclaration,
  file: ts.SourceFile,
  found: Survey,
  edits: Edits,
): ImportRequest | undefined {
  const start = node.getStart(file);
  const use = useOf(node.name.text, found);
  const reference = node.moduleReference;
  if (node.isTypeOnly || (use === 'type' && !ts.isExternalModuleReference(reference))) {
    edits.blankStatement(start, node.end);
    return undefined;
  }
  if (ts.isExternalModuleReference(reference)) {
    edits.blankStatement(start, node.end);
    const offset = node.name.getStart(file);
    const binding = { imported: '*', local: node.name.text, use, offset };
    return { ...request(reference.expression, undefined, file, [binding]), kind: 'require' };
  }
  const exported = findModifier(node, ts.SyntaxKind.ExportKeyword);
  const keyword = exported === undefined ? start : skipSpace(file.text, exported.end);
  edits.replace(start, keyword, '');
  edits.replace(keyword, keyword + 'import'.length, 'let');
  return undefined;
}

/** `export default x` becomes the cell's last expression `;       0,x`: never a block, never a call. */
function takeExportAssignment(node: ts.ExportAssignment, file: ts.SourceFile, edits: Edits): void {
  const start = node.getStart(file);
  if (node.isExportEquals) {
    throw new TransformError(
      "'export =' has no meaning in a cell: nothing imports a cell. Write the expression alone to see its value.",
      start,
    );
  }
  const keyword = /^export\s+default/.exec(file.text.slice(start))?.[0] ?? 'export default';
  zeroComma(start, start + keyword.length, edits);
}

function takeExportModifiers(node: ts.Statement, file: ts.SourceFile, edits: Edits): void {
  const exported = findModifier(node, ts.SyntaxKind.ExportKeyword);
  if (exported === undefined) {
    return;
  }
  const byDefault = findModifier(node, ts.SyntaxKind.DefaultKeyword);
  const start = exported.getStart(file);
  const nameless =
    (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) && node.name === undefined;
  if (byDefault !== undefined && nameless) {
    zeroComma(start, byDefault.end, edits);
    return;
  }
  edits.replace(start, exported.end, '');
  if (byDefault !== undefined) {
    edits.replace(byDefault.getStart(file), byDefault.end, '');
  }
}

function zeroComma(start: number, end: number, edits: Edits): void {
  edits.replace(start, end - 2, ';');
  edits.replace(end - 2, end, '0,');
}

function useOf(name: string, found: Survey): NameUse {
  return found.values.has(name) ? 'value' : found.types.has(name) ? 'type' : 'none';
}

function skipSpace(text: string, from: number): number {
  return from + (/^\s*/.exec(text.slice(from))?.[0].length ?? 0);
}
