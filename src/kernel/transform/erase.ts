import { blankSourceFile } from 'ts-blank-space';
import ts from 'typescript';

/**
 * Blanks the types out of a text, every position kept; `undefined` where TypeScript has to emit code
 * (enums, namespaces, parameter properties) or where blanking would change the meaning.
 */
export function eraseTypes(file: ts.SourceFile): string | undefined {
  const obstacles: ts.Node[] = [];
  const erased = blankSourceFile(file, (node) => obstacles.push(node));
  // `import x = ...` is taken out elsewhere.
  return obstacles.every(ts.isImportEqualsDeclaration) ? erased : undefined;
}
