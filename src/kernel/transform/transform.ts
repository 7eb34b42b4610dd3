import ts from 'typescript';
import { type HoistedFunction, loosenDeclarations } from './declarations';
import { blank, Edits } from './edits';
import { eraseTypes } from './erase';
import { type ImportRequest, takeImports } from './imports';
import { type Lowered, lower } from './lower';
import { disarmMagicComments } from './magicComments';
import { firstSyntaxError, isErased, parse, TransformError } from './parse';
import { namesOf, type Survey, survey, topLevelNames } from './survey';

/** A name that a cell declares, and where. */
export interface DeclaredName {
  readonly name: string;
  readonly offset: number;
}

/** A cell, ready for V8's REPL mode. Offsets count from the start of `body`. */
export interface TransformedCell {
  /** What runs: as long as the source, or as `lowered` when that is set. */
  readonly body: string;
  /** The same before the declarations were loosened: V8 reports double ones only here. */
  readonly check: string;
  readonly imports: readonly ImportRequest[];
  readonly functions: readonly HoistedFunction[];
  /** Declared with `var`: keep what an earlier cell gave them. */
  readonly vars: readonly string[];
  /** Enums and namespaces: start anew, or their members would add up. */
  readonly fresh: readonly string[];
  /** Functions in blocks, which must not become global. */
  readonly blockFunctions: readonly string[];
  readonly names: readonly DeclaredName[];
  /** Whether the cell ends in an expression, whose value is the cell's. */
  readonly endsInExpression: boolean;
  /** The whole cell is one `{ ... }` that reads as an object: `body` is an expression. */
  readonly isObject: boolean;
  readonly isStrict: boolean;
  /** Set when the compiler had to emit code; `body` is then its output. */
  readonly lowered?: Lowered;
}

const fileName = 'cell.ts';

/** Turns the TypeScript of a cell into what V8's REPL mode runs, positions kept. */
export function transformCell(source: string): TransformedCell {
  const object = transformObject(source);
  if (object !== undefined) {
    return object;
  }
  const text = source.replace(/^#!.*/, blank);
  const file = parse(text, fileName);
  const error = furthestError(file, source);
  if (error !== undefined) {
    throw error;
  }
  const found = survey(file);
  if (found.strayReturn !== undefined) {
    throw new TransformError(
      "'return' belongs inside a function. To see a value, end the cell with it.",
      found.strayReturn.getStart(file),
    );
  }
  const edits = new Edits();
  const imports = takeImports(file, found, edits);
  disarmMagicComments(file, edits);
  const erased = found.needsLowering ? undefined : eraseTypes(file);
  const shared = {
    imports,
    endsInExpression: endsInExpression(file),
    isObject: false,
    isStrict: startsStrict(file),
  };
  if (erased !== undefined) {
    return { ...shared, ...finish(file, found, edits.apply(erased)), fresh: [] };
  }
  const lowered = lower(edits.apply(text), fileName, ts.ModuleKind.ESNext);
  const output = parse(lowered.code, 'cell.js');
  const outputFound = survey(output);
  const outputEdits = new Edits();
  takeImports(output, outputFound, outputEdits);
  return {
    ...shared,
    ...finish(output, outputFound, outputEdits.apply(lowered.code)),
    fresh: emittedNames(file),
    lowered,
  };
}

function finish(
  file: ts.SourceFile,
  found: Survey,
  check: string,
): Pick<TransformedCell, 'body' | 'check' | 'functions' | 'vars' | 'blockFunctions' | 'names'> {
  const edits = new Edits();
  const functions = loosenDeclarations(file, found, check, edits);
  const names = topLevelNames(file, found).map((name) => ({
    name: name.text,
    offset: name.getStart(file),
  }));
  return {
    check,
    body: edits.apply(check),
    functions,
    vars: [...new Set(found.vars.flatMap(namesOf).map(({ text }) => text))],
    blockFunctions: [...found.blockFunctions],
    names,
  };
}

/**
 * `{ a: 1, b: 2 }` alone in a cell is a syntax error, and `{ a: 1 }` a block with a label, to the
 * letter of the language; whoever writes it means an object, as every console reads it.
 */
function transformObject(source: string): TransformedCell | undefined {
  if (!isBraced(source)) {
    return undefined;
  }
  const file = parse(`(${source})`, fileName);
  const only = file.statements[0];
  const isObject =
    firstSyntaxError(file) === undefined &&
    file.statements.length === 1 &&
    only !== undefined &&
    ts.isExpressionStatement(only) &&
    ts.isParenthesizedExpression(only.expression) &&
    ts.isObjectLiteralExpression(only.expression.expression);
  if (!isObject) {
    return undefined;
  }
  const edits = new Edits();
  takeImports(file, survey(file), edits);
  disarmMagicComments(file, edits);
  const erased = eraseTypes(file);
  if (erased === undefined) {
    return undefined;
  }
  const body = edits.apply(erased).slice(1, -1);
  return {
    body,
    check: body,
    imports: [],
    functions: [],
    vars: [],
    fresh: [],
    blockFunctions: [],
    names: [],
    endsInExpression: true,
    isObject: true,
    isStrict: false,
  };
}

/** What is wrong with a cell; with a broken `{ a: 1, b: }`, what is wrong with the object. */
function furthestError(file: ts.SourceFile, source: string): TransformError | undefined {
  const error = firstSyntaxError(file);
  if (error === undefined || !isBraced(source)) {
    return error;
  }
  const asObject = firstSyntaxError(parse(`(${source})`, fileName));
  return asObject !== undefined && asObject.offset - 1 > error.offset
    ? new TransformError(asObject.message, asObject.offset - 1)
    : error;
}

function isBraced(source: string): boolean {
  return /^\s*\{[^]*\}\s*$/.test(source);
}

function endsInExpression(file: ts.SourceFile): boolean {
  const last = file.statements.findLast((statement) => !isErased(statement));
  return last !== undefined && (ts.isExpressionStatement(last) || isDefaultExport(last));
}

function isDefaultExport(node: ts.Statement): boolean {
  const isNameless =
    (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) && node.name === undefined;
  return ts.isExportAssignment(node) || isNameless;
}

function startsStrict(file: ts.SourceFile): boolean {
  const first = file.statements[0];
  return (
    first !== undefined &&
    ts.isExpressionStatement(first) &&
    ts.isStringLiteral(first.expression) &&
    first.expression.text === 'use strict'
  );
}

/** Enums and namespaces that stand for themselves, rather than adding to a class or a function. */
function emittedNames(file: ts.SourceFile): readonly string[] {
  const merged = new Set<string>();
  const emitted = new Set<string>();
  for (const statement of file.statements) {
    if (ts.isEnumDeclaration(statement) || ts.isModuleDeclaration(statement)) {
      emitted.add(statement.name.text);
    } else if (ts.isClassDeclaration(statement) || ts.isFunctionDeclaration(statement)) {
      merged.add(statement.name?.text ?? '');
    }
  }
  return [...emitted].filter((name) => !merged.has(name));
}
