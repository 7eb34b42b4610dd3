import { assertNever } from '../protocol/json';
import type { JsonObject } from '../protocol/json';
import { withExtras } from './extras';
import { withUniqueIds } from './ids';
import { splitBundle, splitLines } from './lines';
import { defaultLayout } from './notebook';
import type { Cell, Notebook, Output } from './notebook';

/**
 * The text of a notebook file: nbformat JSON, sources and texts as lists of lines, a final line
 * break, two spaces of indentation unless the file was read with another.
 */
export function serializeNotebook(notebook: Notebook): string {
  const { indent, newline } = notebook.layout ?? defaultLayout;
  const file = withExtras(
    {
      cells: withUniqueIds(notebook.cells).map(cellToFile),
      metadata: notebook.metadata,
      nbformat: notebook.nbformat,
      nbformat_minor: notebook.nbformat_minor,
    },
    notebook,
  );
  const text = `${JSON.stringify(file, null, indent)}\n`;
  // Line breaks inside strings are escaped, so those in the text are all layout.
  return newline === '\n' ? text : text.replaceAll('\n', newline);
}

function cellToFile(cell: Cell): JsonObject {
  const { id, metadata, attachments } = cell;
  const source = splitLines(cell.source);
  return withExtras(
    {
      ...(attachments !== undefined && { attachments }),
      cell_type: cell.type,
      ...(cell.type === 'code' && { execution_count: cell.executionCount }),
      id,
      metadata,
      ...(cell.type === 'code' && { outputs: cell.outputs.map(outputToFile) }),
      source,
    },
    cell,
  );
}

function outputToFile(output: Output): JsonObject {
  return withExtras(outputFields(output), output);
}

function outputFields(output: Output): JsonObject {
  switch (output.type) {
    case 'stream':
      return { name: output.name, output_type: output.type, text: splitLines(output.text) };
    case 'display_data':
      return {
        data: splitBundle(output.data),
        metadata: output.metadata,
        output_type: output.type,
      };
    case 'execute_result':
      return {
        data: splitBundle(output.data),
        execution_count: output.executionCount,
        metadata: output.metadata,
        output_type: output.type,
      };
    case 'error':
      return {
        ename: output.ename,
        evalue: output.evalue,
        output_type: output.type,
        traceback: output.traceback,
      };
    default:
      return assertNever(output, 'The output');
  }
}
