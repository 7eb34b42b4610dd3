import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import ts from 'typescript';
import type { LineColumn } from './lines';

/** JavaScript that the compiler made, and the way back to the source. */
export interface Lowered {
  readonly code: string;
  /** From a place in `code` to the place in the source, both as engines count lines. */
  readonly original: (place: LineColumn) => LineColumn;
}

/** Compiles to JavaScript that every supported V8 runs. */
export function lower(text: string, fileName: string, module: ts.ModuleKind): Lowered {
  const { outputText, sourceMapText } = ts.transpileModule(text, {
    fileName,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module,
      moduleDetection: ts.ModuleDetectionKind.Force,
      esModuleInterop: true,
      sourceMap: true,
      newLine: ts.NewLineKind.LineFeed,
      // In a cell the imports are gone by now; a file's unused ones vanish as tsc has it.
      verbatimModuleSyntax: false,
    },
  });
  const code = outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, '');
  return { code, original: mapper(sourceMapText ?? '') };
}

function mapper(sourceMapText: string): Lowered['original'] {
  let map: TraceMap | undefined;
  return (place) => {
    map ??= new TraceMap(sourceMapText);
    const { line, column } = originalPositionFor(map, {
      line: place.line,
      column: place.column - 1,
    });
    return line === null ? place : { line, column: column + 1 };
  };
}
