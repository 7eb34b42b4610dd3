import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { hasModifier, parse } from '../transform/parse';
import { namesFile, resolveFile } from './resolve';

/** Whether a TypeScript file exports the name as a type only: then its import vanishes. */
export function exportsType(file: string, name: string, seen = new Set<string>()): boolean {
  if (!/\.[cm]?ts$/.test(file) || seen.has(`${file}\0${name}`)) {
    return false;
  }
  seen.add(`${file}\0${name}`);
  const tree = parse(readFileSync(file, 'utf8'), file);
  const elsewhere = (specifier: ts.Expression | undefined, original: string): boolean =>
    specifier !== undefined &&
    ts.isStringLiteral(specifier) &&
    namesFile(specifier.text) &&
    exportsType(resolveFile(specifier.text, path.dirname(file)), original, seen);
  const declares = (local: string, exportedOnly: boolean): boolean =>
    tree.statements.some((statement) =>
      ts.isImportDeclaration(statement)
        ? !exportedOnly &&
          importedNames(statement).some(
            ([imported, as, isType]) =>
              as === local && (isType || elsewhere(statement.moduleSpecifier, imported)),
          )
        : declaresType(statement, local) &&
          (!exportedOnly || hasModifier(statement, ts.SyntaxKind.ExportKeyword)),
    );
  return (
    declares(name, true) ||
    tree.statements.some((statement) => {
      if (!ts.isExportDeclaration(statement)) {
        return false;
      }
      const { exportClause, moduleSpecifier, isTypeOnly } = statement;
      if (exportClause === undefined) {
        return elsewhere(moduleSpecifier, name);
      }
      if (!ts.isNamedExports(exportClause)) {
        return isTypeOnly && exportClause.name.text === name;
      }
      const element = exportClause.elements.find((candidate) => candidate.name.text === name);
      const original = (element?.propertyName ?? element?.name)?.text;
      return (
        element !== undefined &&
        original !== undefined &&
        (isTypeOnly ||
          element.isTypeOnly ||
          (moduleSpecifier === undefined
            ? declares(original, false)
            : elsewhere(moduleSpecifier, original)))
      );
    })
  );
}

function declaresType(node: ts.Statement, name: string): boolean {
  return (
    (ts.isInterfaceDeclaration(node) ||
      ts.isTypeAliasDeclaration(node) ||
      (ts.isModuleDeclaration(node) && ts.isIdentifier(node.name)) ||
      (ts.isClassDeclaration(node) && hasModifier(node, ts.SyntaxKind.DeclareKeyword))) &&
    node.name?.text === name
  );
}

/** Imported name, local name, and whether it is marked as a type. */
function importedNames(
  node: ts.ImportDeclaration,
): readonly (readonly [string, string, boolean])[] {
  const clause = node.importClause;
  const named = clause?.namedBindings;
  return clause === undefined || named === undefined || !ts.isNamedImports(named)
    ? []
    : named.elements.map((element) => [
        (element.propertyName ?? element.name).text,
        element.name.text,
        clause.phaseModifier === ts.SyntaxKind.TypeKeyword || element.isTypeOnly,
      ]);
}
