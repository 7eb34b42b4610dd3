import * as vscode from 'vscode';
import { parseNotebook } from '../../notebook';
import { exists, freeName, openNotebook, writeNew } from './files';

const lesson = { stem: 'Lesson9', extension: '.tsnb' } as const;

/** The lesson as it is shipped. */
function packagedLesson(context: vscode.ExtensionContext): vscode.Uri {
  return vscode.Uri.joinPath(context.extensionUri, 'notebooks', 'Lesson9.tsnb');
}

/**
 * Opens the learner's copy of the lesson, making one in their folder first when there is none. A copy
 * that is there is opened as it is; a fresh one beside it is offered.
 */
export async function openLesson(
  context: vscode.ExtensionContext,
  { fresh }: { readonly fresh: boolean },
): Promise<vscode.NotebookDocument | undefined> {
  const folder = await chooseFolder();
  if (folder === undefined) {
    return undefined;
  }
  const uri = vscode.Uri.joinPath(folder, `${lesson.stem}${lesson.extension}`);
  if (fresh || !(await exists(uri))) {
    return copyLesson(folder, context);
  }
  const notebook = await openNotebook(uri);
  const [own, original] = await Promise.all(
    [uri, packagedLesson(context)].map((file) => vscode.workspace.fs.readFile(file)),
  );
  if (own !== undefined && original !== undefined && !Buffer.from(own).equals(original)) {
    void offerFreshCopy(folder, context);
  }
  return notebook;
}

async function offerFreshCopy(folder: vscode.Uri, context: vscode.ExtensionContext): Promise<void> {
  const fresh = vscode.l10n.t('Make a fresh copy');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('This is the lesson as you left it.'),
    fresh,
  );
  if (answer === fresh) {
    await copyLesson(folder, context);
  }
}

/** A fresh copy under the first name that is free. */
async function copyLesson(
  folder: vscode.Uri,
  context: vscode.ExtensionContext,
): Promise<vscode.NotebookDocument> {
  const uri = await freeName(folder, lesson);
  await writeNew(uri, await vscode.workspace.fs.readFile(packagedLesson(context)));
  return openNotebook(uri);
}

async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length > 1) {
    const placeHolder = vscode.l10n.t('Folder for the lesson');
    return (await vscode.window.showWorkspaceFolderPick({ placeHolder }))?.uri;
  }
  if (folders[0] !== undefined) {
    return folders[0].uri;
  }
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    title: vscode.l10n.t('Folder for the lesson'),
    openLabel: vscode.l10n.t('Put the lesson here'),
  });
  return chosen?.[0];
}

/** The lesson's code by cell id, read once. */
export class LessonCells {
  readonly #context: vscode.ExtensionContext;
  #sources: Promise<ReadonlyMap<string, string>> | undefined;

  constructor(context: vscode.ExtensionContext) {
    this.#context = context;
  }

  sources(): Promise<ReadonlyMap<string, string>> {
    this.#sources ??= this.#read();
    return this.#sources;
  }

  async #read(): Promise<ReadonlyMap<string, string>> {
    const bytes = await vscode.workspace.fs.readFile(packagedLesson(this.#context));
    const { cells } = parseNotebook(new TextDecoder().decode(bytes), 'Lesson9.tsnb');
    return new Map(cells.map(({ id, source }) => [id, source]));
  }
}
