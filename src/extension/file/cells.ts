import { newNotebook } from '../../notebook';
import type { Cell, CodeCell, Notebook } from '../../notebook';
import type { Json, JsonObject } from '../../protocol/json';
import { isRecord } from '../../protocol/json';
import type { CellOutput, Item } from './outputs';
import { extrasOf, itemsToOutput, outputToItems } from './outputs';

/** A cell as VS Code holds it; `metadata` remembers what nbformat has and VS Code has not. */
export interface EditorCell {
  readonly kind: 'code' | 'markup';
  readonly languageId: string;
  readonly source: string;
  readonly metadata: JsonObject;
  readonly outputs: readonly CellOutput[];
  /** nbformat's `execution_count`. */
  readonly executionOrder?: number;
}

/** A notebook as VS Code holds it. */
export interface EditorNotebook {
  readonly metadata: JsonObject;
  readonly cells: readonly EditorCell[];
}

/** The same with outputs of any maker: VS Code gives metadata back untyped. */
export interface SavedCell {
  readonly kind: 'code' | 'markup';
  readonly languageId: string;
  readonly source: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly outputs: readonly {
    readonly items: readonly Item[];
    readonly metadata: Readonly<Record<string, unknown>>;
  }[];
  readonly executionOrder?: number;
}

/** The language of cells that say nothing else. */
const defaultLanguage = 'typescript';

/** VS Code's language for cells that are neither run nor rendered. */
const rawLanguage = 'raw';

/** File -> editor. Everything that the editor has no place for goes into metadata. */
export function notebookToEditor(notebook: Notebook): EditorNotebook {
  const { cells, ...frame } = notebook;
  const language = languageOf(notebook.metadata);
  const labels = labelCells(cells);
  return {
    metadata: toJson(frame),
    cells: cells.map((cell) => cellToEditor(cell, { language, labels })),
  };
}

/** Editor -> file. `newId` names cells that have no id of their own yet. */
export function editorToNotebook(
  saved: {
    readonly metadata: Readonly<Record<string, unknown>>;
    readonly cells: readonly SavedCell[];
  },
  newId: () => string,
): Notebook {
  const frame = frameOf(saved.metadata);
  const language = languageOf(frame.metadata);
  const taken = new Set<string>();
  const cells = saved.cells.map((cell) => {
    const { id } = cell.metadata;
    const unique = typeof id === 'string' && !taken.has(id) ? id : newId();
    taken.add(unique);
    return editorToCell(cell, { id: unique, language });
  });
  return { ...frame, cells };
}

function cellToEditor(
  cell: Cell,
  { language, labels }: { language: string; labels: { readonly [label: string]: string } },
): EditorCell {
  const { id, source, metadata, attachments } = cell;
  const kept = toJson({
    id,
    metadata,
    attachments,
    rest: cell.rest,
    fieldOrder: cell.fieldOrder,
  });
  const common = { source, metadata: kept, outputs: [] };
  switch (cell.type) {
    case 'markdown':
      return { kind: 'markup', languageId: 'markdown', ...common };
    case 'raw':
      return { kind: 'code', languageId: rawLanguage, ...common };
    case 'code':
      return {
        kind: 'code',
        languageId: ownLanguage(metadata) ?? language,
        ...common,
        outputs: cell.outputs.map((output) => outputToItems(output, labels)),
        ...(cell.executionCount === null ? {} : { executionOrder: cell.executionCount }),
      };
  }
}

function editorToCell(cell: SavedCell, { id, language }: { id: string; language: string }): Cell {
  const { metadata: all, source } = cell;
  const { metadata, attachments } = all;
  const own = isRecord(metadata) ? (metadata as JsonObject) : {};
  const common = {
    id,
    source,
    ...(isRecord(attachments) ? { attachments: attachments as JsonObject } : {}),
    ...extrasOf(all),
  };
  if (cell.kind === 'markup') {
    return { type: 'markdown', metadata: own, ...common };
  }
  if (cell.languageId === rawLanguage) {
    return { type: 'raw', metadata: own, ...common };
  }
  return {
    type: 'code',
    ...common,
    metadata: withLanguage(own, cell.languageId === language ? undefined : cell.languageId),
    executionCount: cell.executionOrder ?? null,
    outputs: cell.outputs.map(({ items, metadata: kept }) => itemsToOutput(items, kept)),
  } satisfies CodeCell;
}

/** A notebook without its cells: what VS Code carried for us, or a new one's. */
function frameOf(metadata: Readonly<Record<string, unknown>>): Omit<Notebook, 'cells'> {
  const { metadata: ownMetadata, nbformat, nbformat_minor } = newNotebook();
  const fresh = { metadata: ownMetadata, nbformat, nbformat_minor };
  if (!isRecord(metadata['metadata'])) {
    return fresh;
  }
  const minor = metadata['nbformat_minor'];
  const layout = metadata['layout'];
  return {
    metadata: metadata['metadata'] as JsonObject,
    nbformat: 4,
    nbformat_minor: typeof minor === 'number' ? minor : fresh.nbformat_minor,
    ...(isLayout(layout) ? { layout } : {}),
    ...extrasOf(metadata),
  };
}

function isLayout(value: unknown): value is NonNullable<Notebook['layout']> {
  return (
    isRecord(value) &&
    typeof value['indent'] === 'string' &&
    (value['newline'] === '\n' || value['newline'] === '\r\n')
  );
}

function labelCells(cells: readonly Cell[]): { readonly [label: string]: string } {
  const code = cells.filter(({ type }) => type === 'code');
  return Object.fromEntries(code.map(({ id }, index) => [`Cell ${index + 1}`, id]));
}

function languageOf(metadata: JsonObject): string {
  for (const [part, field] of [
    ['language_info', 'name'],
    ['kernelspec', 'language'],
  ] as const) {
    const info = metadata[part];
    const name = isRecord(info) ? info[field] : undefined;
    if (typeof name === 'string' && name !== '') {
      return name;
    }
  }
  return defaultLanguage;
}

/** VS Code's own convention for a cell in another language than its notebook. */
function ownLanguage(metadata: JsonObject): string | undefined {
  const { vscode } = metadata;
  const id = isRecord(vscode) ? vscode['languageId'] : undefined;
  return typeof id === 'string' ? id : undefined;
}

function withLanguage(metadata: JsonObject, languageId: string | undefined): JsonObject {
  if (ownLanguage(metadata) === languageId) {
    return metadata;
  }
  const { vscode, ...others } = metadata;
  const kept = Object.entries(isRecord(vscode) ? vscode : {}).filter(
    ([key]) => key !== 'languageId',
  );
  const own = Object.fromEntries<Json>(
    languageId === undefined ? kept : [...kept, ['languageId', languageId]],
  );
  return Object.keys(own).length === 0 ? others : { ...others, vscode: own };
}

/** Plain data without `undefined` members, as VS Code's metadata must be. */
function toJson(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}
