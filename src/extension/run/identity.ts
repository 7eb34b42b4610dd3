import * as vscode from 'vscode';
import { isRecord } from '../../protocol/json';
import type { CellIdentity } from '../../protocol/kernel';

/** The cells that a kernel may run, in order. */
export function codeCells(notebook: vscode.NotebookDocument): readonly vscode.NotebookCell[] {
  return notebook
    .getCells()
    .filter(
      ({ kind, document }) =>
        kind === vscode.NotebookCellKind.Code && document.languageId !== 'raw',
    );
}

/** nbformat's cell id. */
export function cellIdOf(cell: vscode.NotebookCell): string | undefined {
  const id: unknown = isRecord(cell.metadata) ? cell.metadata['id'] : undefined;
  return typeof id === 'string' ? id : undefined;
}

/** How the kernel names a cell. A cell that has no id yet goes by its document. */
export function identityOf(cell: vscode.NotebookCell): CellIdentity {
  const uri = cell.document.uri.toString();
  const place = codeCells(cell.notebook).indexOf(cell) + 1;
  return { cellId: cellIdOf(cell) ?? uri, uri, label: `Cell ${place}` };
}

/** The cell that an identity means, by id and else by its place. */
export function findCell(
  notebook: vscode.NotebookDocument,
  { cellId, label }: { readonly cellId?: string; readonly label?: string },
): vscode.NotebookCell | undefined {
  const cells = codeCells(notebook);
  const byId = cells.find((cell) => cellId !== undefined && identityOf(cell).cellId === cellId);
  const place = /^Cell (\d+)$/.exec(label ?? '')?.[1];
  return byId ?? (place === undefined ? undefined : cells[Number(place) - 1]);
}
