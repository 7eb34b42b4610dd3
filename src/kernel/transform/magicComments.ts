import ts from 'typescript';
import type { Edits } from './edits';

/** Takes the meaning from `//# sourceURL=` comments of the learner's: a cell goes by its own url. */
export function disarmMagicComments(file: ts.SourceFile, edits: Edits): void {
  for (const { index } of file.text.matchAll(/\/\/[#@]\s*source(Mapping)?URL=/g)) {
    if (!isInLiteral(file, index)) {
      edits.replace(index + 2, index + 3, '');
    }
  }
}

function isInLiteral(node: ts.Node, offset: number): boolean {
  const isLiteral =
    ts.isStringLiteralLike(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddleOrTemplateTail(node) ||
    ts.isRegularExpressionLiteral(node);
  if (isLiteral) {
    return node.getStart() <= offset;
  }
  const child = ts.forEachChild(node, (candidate) =>
    candidate.pos <= offset && offset < candidate.end ? candidate : undefined,
  );
  return child !== undefined && isInLiteral(child, offset);
}
