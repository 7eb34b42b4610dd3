import ts from 'typescript';
import { boundNames, hasModifier, isErased } from './parse';

/** What a walk over a cell finds. */
export interface Survey {
  /** `var` declaration lists that belong to the top-level scope, at any block depth. */
  readonly vars: readonly ts.VariableDeclarationList[];
  /** Names of functions declared in blocks, which sloppy mode would make global as well. */
  readonly blockFunctions: ReadonlySet<string>;
  /** The keyword of each `import()` and `import.meta`. */
  readonly importKeywords: readonly ts.Node[];
  /** Names read as values, and names that stand in types. */
  readonly values: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
  /** Syntax that V8 lacks and that no blanking turns into JavaScript. */
  readonly needsLowering: boolean;
  /** A `return` outside a function. */
  readonly strayReturn: ts.Node | undefined;
  readonly hasTopLevelAwait: boolean;
}

/** Walks a parsed text once. */
export function survey(file: ts.SourceFile): Survey {
  const vars: ts.VariableDeclarationList[] = [];
  const blockFunctions = new Set<string>();
  const importKeywords: ts.Node[] = [];
  const values = new Set<string>();
  const types = new Set<string>();
  let needsLowering = false;
  let strayReturn: ts.Node | undefined;
  let hasTopLevelAwait = false;

  const visit = (node: ts.Node, inFunction: boolean, inType: boolean): void => {
    if (ts.isStatement(node) && isErased(node)) {
      collectTypes(node);
      return;
    }
    if (ts.isIdentifier(node)) {
      if (!isMereName(node)) {
        (inType ? types : values).add(node.text);
      }
      return;
    }
    if (ts.isVariableDeclarationList(node)) {
      const kind = declarationKind(node);
      if (kind === ts.NodeFlags.None && !inFunction) {
        vars.push(node);
      }
      needsLowering ||= kind === ts.NodeFlags.Using || kind === ts.NodeFlags.AwaitUsing;
      hasTopLevelAwait ||= kind === ts.NodeFlags.AwaitUsing && !inFunction;
    } else if (ts.isFunctionDeclaration(node)) {
      if (!inFunction && !ts.isSourceFile(node.parent) && isPlainFunction(node)) {
        blockFunctions.add(node.name?.text ?? '');
      }
    } else if (ts.isCallExpression(node)) {
      if (node.expression.kind === ts.SyntaxKind.ImportKeyword) {
        importKeywords.push(node.expression);
      }
    } else if (ts.isMetaProperty(node)) {
      if (node.keywordToken === ts.SyntaxKind.ImportKeyword) {
        importKeywords.push(node);
      }
      return;
    } else if (ts.isDecorator(node)) {
      needsLowering = true;
    } else if (ts.isPropertyDeclaration(node)) {
      needsLowering ||= hasModifier(node, ts.SyntaxKind.AccessorKeyword);
    } else if (ts.isReturnStatement(node)) {
      strayReturn ??= inFunction ? undefined : node;
    } else if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)) {
      hasTopLevelAwait ||= !inFunction;
    }
    const typeHere = inType || ts.isTypeNode(node) || isTypeClause(node);
    const functionHere =
      inFunction || ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node);
    ts.forEachChild(node, (child) => {
      visit(child, functionHere, typeHere && !isInstantiated(child));
    });
  };
  const collectTypes = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isMereName(node)) {
      types.add(node.text);
    }
    ts.forEachChild(node, collectTypes);
  };
  visit(file, false, false);
  return {
    vars,
    blockFunctions,
    importKeywords,
    values,
    types,
    needsLowering,
    strayReturn,
    hasTopLevelAwait,
  };
}

/** All names that a text declares at its top level, with the place of each. */
export function topLevelNames(file: ts.SourceFile, found: Survey): readonly ts.Identifier[] {
  const names = found.vars.flatMap(namesOf);
  for (const statement of file.statements) {
    if (isErased(statement)) {
      continue;
    }
    if (ts.isVariableStatement(statement)) {
      if (declarationKind(statement.declarationList) !== ts.NodeFlags.None) {
        names.push(...namesOf(statement.declarationList));
      }
    } else if (
      (ts.isFunctionDeclaration(statement) ||
        ts.isClassDeclaration(statement) ||
        ts.isEnumDeclaration(statement)) &&
      statement.name !== undefined
    ) {
      names.push(statement.name);
    }
  }
  return names;
}

/** `None` stands for `var`. */
export function declarationKind(list: ts.VariableDeclarationList): ts.NodeFlags {
  return list.flags & ts.NodeFlags.BlockScoped;
}

/** The names that one `var`, `let` or `const` introduces. */
export function namesOf(list: ts.VariableDeclarationList): ts.Identifier[] {
  return list.declarations.flatMap((declaration) => boundNames(declaration.name));
}

function isPlainFunction(node: ts.FunctionDeclaration): boolean {
  return !node.asteriskToken && !hasModifier(node, ts.SyntaxKind.AsyncKeyword);
}

function isTypeClause(node: ts.Node): boolean {
  return ts.isHeritageClause(node) && node.token === ts.SyntaxKind.ImplementsKeyword;
}

/** In `extends Base<T>` and in `make<T>` the compiler sees a type node, but the name is a value. */
function isInstantiated(node: ts.Node): boolean {
  const { parent } = node;
  return (
    ts.isExpressionWithTypeArguments(parent) &&
    parent.expression === node &&
    !(ts.isHeritageClause(parent.parent) && isTypeClause(parent.parent))
  );
}

/** Names that refer to nothing in scope: properties, labels, the declared side of a declaration. */
function isMereName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isMethodDeclaration(parent)) {
    return parent.name === node;
  }
  if (ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) {
    return parent.name === node;
  }
  if (ts.isQualifiedName(parent)) {
    return parent.right === node;
  }
  if (ts.isBindingElement(parent)) {
    return parent.initializer !== node;
  }
  return (
    ts.isLabeledStatement(parent) ||
    ts.isBreakOrContinueStatement(parent) ||
    ts.isImportSpecifier(parent) ||
    ts.isImportClause(parent) ||
    ts.isNamespaceImport(parent) ||
    ts.isNamedTupleMember(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isMethodSignature(parent)
  );
}
