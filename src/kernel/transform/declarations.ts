import ts from 'typescript';
import { blank, type Edits } from './edits';
import { isErased } from './parse';
import { declarationKind, type Survey } from './survey';

/** A top-level function: run before the rest of its cell, as hoisting has it. */
export interface HoistedFunction {
  readonly name: string;
  /** `function  (n) { ... }`: nameless, so that its name means the cell's variable, as it should. */
  readonly code: string;
  readonly offset: number;
}

/**
 * Makes all declarations of one kind, `let` and `class`, which V8's REPL mode redeclares freely:
 * `const` becomes `let`, `var` an assignment, and functions move out. `code` is the text that runs,
 * `file` its syntax tree or one whose positions are the same.
 */
export function loosenDeclarations(
  file: ts.SourceFile,
  found: Survey,
  code: string,
  edits: Edits,
): readonly HoistedFunction[] {
  const functions: HoistedFunction[] = [];
  for (const statement of file.statements) {
    if (isErased(statement)) {
      continue;
    }
    if (ts.isFunctionDeclaration(statement) && statement.name !== undefined) {
      functions.push(takeFunction(statement, statement.name, file, code, edits));
    } else if (ts.isVariableStatement(statement)) {
      constToLet(statement.declarationList, file, edits);
    }
  }
  for (const list of found.vars) {
    varToAssignment(list, file, edits);
  }
  return functions;
}

function takeFunction(
  node: ts.FunctionDeclaration,
  name: ts.Identifier,
  file: ts.SourceFile,
  code: string,
  edits: Edits,
): HoistedFunction {
  const offset = node.getStart(file);
  edits.blankStatement(offset, node.end);
  const nameStart = name.getStart(file);
  const head = code.slice(offset, nameStart);
  const tail = code.slice(name.end, node.end);
  return { name: name.text, code: head + blank(name.getText(file)) + tail, offset };
}

function constToLet(list: ts.VariableDeclarationList, file: ts.SourceFile, edits: Edits): void {
  if (declarationKind(list) === ts.NodeFlags.Const) {
    const start = list.getStart(file);
    edits.replace(start, start + 'const'.length, 'let');
  }
}

/** `var x = 1` -> `    x = 1`; `var { a } = o` -> ` 0,{ a } = o`; `var x` -> `;    `. */
function varToAssignment(
  list: ts.VariableDeclarationList,
  file: ts.SourceFile,
  edits: Edits,
): void {
  const start = list.getStart(file);
  const keywordEnd = start + 'var'.length;
  const first = list.declarations[0];
  if (!ts.isVariableStatement(list.parent)) {
    // The head of a loop: `for (var x of xs)` -> `for (    x of xs)`.
    const isPattern = ts.isForStatement(list.parent) && first && !ts.isIdentifier(first.name);
    edits.replace(start, keywordEnd, isPattern ? ' 0,' : '');
    return;
  }
  const lastValue = list.declarations.findLast(({ initializer }) => initializer !== undefined);
  if (lastValue === undefined) {
    edits.blankStatement(start, list.end);
    return;
  }
  edits.replace(start, keywordEnd, first && ts.isIdentifier(first.name) ? '' : ' 0,');
  // A name without a value at the end could swallow a `(` or `[` on the next line.
  edits.blankStatement(lastValue.end, list.end);
}
