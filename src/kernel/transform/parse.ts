import ts from 'typescript';

/** Code that cannot be understood; `offset` into the text that was read. */
export class TransformError extends SyntaxError {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** Parses a text as a module: `await` is a keyword at its top level. */
export function parse(text: string, fileName: string): ts.SourceFile {
  const options: ts.CreateSourceFileOptions = {
    languageVersion: ts.ScriptTarget.ESNext,
    impliedNodeFormat: ts.ModuleKind.ESNext,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
    // Not public: what the compiler itself sets for `moduleDetection: force`.
    setExternalModuleIndicator: (file) => Object.assign(file, { externalModuleIndicator: true }),
  };
  return ts.createSourceFile(fileName, text, options, true);
}

/** The first syntax error, if any. */
export function firstSyntaxError(file: ts.SourceFile): TransformError | undefined {
  // Not public, but there since the first release; a whole program would cost 100 ms per cell.
  const { parseDiagnostics } = file as unknown as {
    readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[];
  };
  const first = parseDiagnostics?.[0];
  return first === undefined
    ? undefined
    : new TransformError(ts.flattenDiagnosticMessageText(first.messageText, '\n'), first.start);
}

/** Whether a statement leaves nothing to run: types, `declare`, overloads, `;`. */
export function isErased(node: ts.Statement): boolean {
  return (
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isEmptyStatement(node) ||
    ts.isNotEmittedStatement(node) ||
    hasModifier(node, ts.SyntaxKind.DeclareKeyword) ||
    (ts.isFunctionDeclaration(node) && node.body === undefined)
  );
}

/** Whether a declaration carries the modifier. */
export function hasModifier(node: ts.Node, kind: ts.ModifierSyntaxKind): boolean {
  return findModifier(node, kind) !== undefined;
}

/** The modifier's own node, if the declaration carries it. */
export function findModifier(node: ts.Node, kind: ts.ModifierSyntaxKind): ts.Modifier | undefined {
  return ts.canHaveModifiers(node)
    ? ts.getModifiers(node)?.find((modifier) => modifier.kind === kind)
    : undefined;
}

/** All names that a binding (`x`, `{ a, b: [c] }`) introduces. */
export function boundNames(name: ts.BindingName): readonly ts.Identifier[] {
  return ts.isIdentifier(name)
    ? [name]
    : name.elements.flatMap((element) =>
        ts.isBindingElement(element) ? boundNames(element.name) : [],
      );
}
