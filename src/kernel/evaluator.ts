import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isPromise } from 'node:util/types';
import vm from 'node:vm';
import type { CellIdentity, ExecuteRequest } from '../protocol/kernel';
import { type BoundImport, CellImportError, Modules } from './modules';
import { importFunctionName } from './transform/imports';
import { type LineColumn, Lines, linesDiffer } from './transform/lines';
import type { Lowered } from './transform/lower';
import { TransformError } from './transform/parse';
import { Repl } from './transform/repl';
import { type TransformedCell, transformCell } from './transform/transform';

/** What an evaluator needs to know of its surroundings. */
export interface EvaluatorOptions {
  /** The folder that imports resolve from: the notebook's. */
  readonly folder: string;
  /** Modules the kernel provides, by specifier: the namespace object or a promise of it. */
  readonly provided: ReadonlyMap<string, () => unknown>;
}

/** The value of a cell's last expression. */
export interface Evaluation {
  /** False when the cell does not end in an expression, or when its value is `undefined`. */
  readonly hasValue: boolean;
  readonly value: unknown;
}

/** A place in a cell or a file, line and column from 1. */
export interface Position {
  readonly url: string;
  readonly line: number;
  readonly column: number;
}

/** A cell threw; wraps what it threw, which may be anything, `undefined` included. */
export class CellFailure extends Error {
  readonly thrown: unknown;

  constructor(thrown: unknown) {
    super('The cell threw');
    this.name = 'CellFailure';
    this.thrown = thrown;
  }
}

/** A cell that cannot be understood, or an import of it that cannot be resolved; nothing of it ran. */
export class CellSyntaxError extends SyntaxError {
  readonly line: number;
  readonly column: number;
  readonly cell: CellIdentity;

  constructor(
    message: string,
    place: LineColumn & { readonly cell: CellIdentity },
    name = 'SyntaxError',
  ) {
    super(message);
    this.name = name;
    this.line = place.line;
    this.column = place.column;
    this.cell = place.cell;
  }
}

/** A run of a cell, as far as positions go. */
interface Run {
  readonly uri: string;
  readonly source: string;
  /** What V8 saw. */
  readonly code: string;
  readonly lowered?: Lowered | undefined;
}

/**
 * Runs cells in one lasting scope: the global one, through V8's REPL mode. A cell is transformed,
 * checked, its imports are loaded, its functions declared, and then its text runs at the very
 * positions that the editor shows.
 */
export class Evaluator {
  readonly #modules: Modules;
  readonly #repl = new Repl();
  readonly #folder: string;
  /** Names that cells declared, as far as this evaluator knows. */
  readonly #declared = new Set<string>();
  /** By the url that V8 knows a cell by; only where V8's positions are not the learner's. */
  readonly #runs = new Map<string, Run>();
  #notebook = '';

  constructor({ folder, provided }: EvaluatorOptions) {
    this.#folder = path.resolve(folder);
    this.#modules = new Modules(folder, provided);
  }

  /**
   * Rejects with `CellSyntaxError` when nothing of the cell ran, with `CellFailure` when it threw. A
   * cell aborted before its own code has begun (while its imports load) does not begin.
   */
  async evaluate({ cell, code }: ExecuteRequest, signal?: AbortSignal): Promise<Evaluation> {
    this.#enter(cell);
    const url = sourceUrl(cell.uri);
    const transformed = this.#transform(code, cell);
    await this.#check(transformed, code, cell);
    this.#remember(url, transformed, code, cell);
    const imports = await this.#import(transformed, code, cell);
    if (signal?.aborted === true) {
      throw new CellFailure(signal.reason);
    }
    if (transformed.isObject) {
      return settle(this.#runObject(transformed.body, url));
    }
    await this.#declare(transformed, imports);
    try {
      this.#defineFunctions(transformed, url);
    } catch (error) {
      throw new CellFailure(error);
    }
    // Boxed: a function that returned the promise itself would wait for it.
    const boxed = await this.#runBody(transformed, url);
    return transformed.endsInExpression
      ? settle(boxed.value)
      : { hasValue: false, value: undefined };
  }

  /** The learner's place of a place that V8 names; the same where nothing moved. */
  originalPosition(url: string, line: number, column: number): Position {
    const run = this.#runs.get(url);
    if (run !== undefined) {
      return { url: run.uri, ...originalInCell(run, { line, column }) };
    }
    const file = url.startsWith('file:') ? fileURLToPath(url) : url;
    return { url, ...(this.#modules.originalPosition(file, { line, column }) ?? { line, column }) };
  }

  /** Runs something that needs the packages which the kernel otherwise stands in for. */
  withRealPackages<T>(action: () => T | Promise<T>): Promise<T> {
    return this.#modules.provided.withReal(action);
  }

  dispose(): void {
    this.#modules.dispose();
    this.#repl.dispose();
    for (const name of [importFunctionName, 'require', '__filename', '__dirname']) {
      Reflect.deleteProperty(globalThis, name);
    }
  }

  /** Lends the cell what a module has: `require`, `import()`, `__filename`. */
  #enter(cell: CellIdentity): void {
    const notebook = notebookOf(cell.uri, this.#folder);
    if (notebook === this.#notebook) {
      return;
    }
    this.#notebook = notebook;
    const lent = {
      [importFunctionName]: this.#modules.importFunction(notebook),
      require: (specifier: string) => this.#modules.require(specifier, notebook),
      __filename: notebook,
      __dirname: path.dirname(notebook),
    };
    for (const [name, value] of Object.entries(lent)) {
      Object.defineProperty(globalThis, name, { configurable: true, writable: true, value });
    }
  }

  #transform(code: string, cell: CellIdentity): TransformedCell {
    try {
      return transformCell(code);
    } catch (error) {
      if (error instanceof TransformError) {
        const place = new Lines(code, 'editor').at(error.offset);
        throw new CellSyntaxError(error.message, { ...place, cell });
      }
      throw error;
    }
  }

  /** Finds what only V8 reports, before anything has run. */
  async #check(transformed: TransformedCell, source: string, cell: CellIdentity): Promise<void> {
    const { check, isObject, lowered, names } = transformed;
    const run = { uri: cell.uri, source, code: check, lowered };
    const [before, after] = isObject ? ['(', '\n)'] : ['{', '\n}'];
    const script = `(async () => ${before}\n${check}${after})`;
    try {
      new vm.Script(script);
    } catch {
      const error = await this.#repl.findEarlyError(script);
      if (error !== undefined) {
        const place = originalInCell(run, { line: error.line - 1, column: error.column });
        throw new CellSyntaxError(error.message, { ...place, cell });
      }
    }
    const fixed = names.find(({ name }) => isFixedGlobal(name));
    if (fixed !== undefined) {
      const place = originalInCell(run, new Lines(check, 'engine').at(fixed.offset));
      throw new CellSyntaxError(
        `'${fixed.name}' is built in and cannot be declared. Choose another name`,
        { ...place, cell },
      );
    }
  }

  #remember(url: string, transformed: TransformedCell, source: string, cell: CellIdentity): void {
    const { body: code, lowered } = transformed;
    if (lowered !== undefined || url !== cell.uri || linesDiffer(code)) {
      this.#runs.set(url, { uri: cell.uri, source, code, lowered });
    } else {
      this.#runs.delete(url);
    }
  }

  async #import(
    { imports }: TransformedCell,
    code: string,
    cell: CellIdentity,
  ): Promise<readonly BoundImport[]> {
    try {
      return await this.#modules.bind(imports, this.#notebook);
    } catch (error) {
      if (error instanceof CellImportError) {
        const place = new Lines(code, 'editor').at(error.offset);
        throw new CellSyntaxError(error.message, { ...place, cell }, 'ImportError');
      }
      throw new CellFailure(error);
    }
  }

  async #declare(
    { functions, vars, fresh, names }: TransformedCell,
    imports: readonly BoundImport[],
  ): Promise<void> {
    const keptVars = vars.filter(
      (name) => !fresh.includes(name) && this.#declared.has(name) && this.#repl.canRead(name),
    );
    const declared = new Set([
      ...imports.map(({ local }) => local),
      ...functions.map(({ name }) => name),
      ...vars.filter((name) => !keptVars.includes(name)),
      ...fresh,
    ]);
    if (declared.size > 0) {
      await this.#runOrThrow(`let ${[...declared].join(', ')};`);
    }
    [...declared, ...names.map(({ name }) => name)].forEach((name) => this.#declared.add(name));
    this.#assign(imports.map(({ local, value }) => [local, value]));
  }

  #assign(values: readonly (readonly [name: string, value: unknown])[]): void {
    if (values.length > 0) {
      const body = values.map(([name], index) => `${name} = $[${index}];`).join(' ');
      const assign = new vm.Script(`($) => { ${body} }`).runInThisContext() as (
        values: readonly unknown[],
      ) => void;
      assign(values.map(([, value]) => value));
    }
  }

  #defineFunctions({ functions, body, isStrict }: TransformedCell, url: string): void {
    const lines = new Lines(body, 'engine');
    for (const { name, code, offset } of functions) {
      const { line, column } = lines.at(offset);
      const head = `${isStrict ? "'use strict'; " : ''}${name} =\n${' '.repeat(column - 1)}`;
      // No `sourceURL` comment here: V8 would ignore the offset.
      new vm.Script(`${head}${code}`, {
        filename: url,
        lineOffset: line - 2,
      }).runInThisContext();
    }
  }

  async #runBody(
    { body, blockFunctions, names }: TransformedCell,
    url: string,
  ): Promise<{ readonly value: unknown }> {
    // Declared here, a function inside a block stays there instead of becoming a global `var`.
    const own = new Set(names.map(({ name }) => name));
    const guarded = blockFunctions.filter((name) => !own.has(name));
    const kept = guarded
      .filter((name) => this.#declared.has(name) && this.#repl.canRead(name))
      .map((name) => [name, new vm.Script(name).runInThisContext() as unknown] as const);
    const guard = guarded.length > 0 ? `\nlet ${guarded.join(', ')};` : '';
    try {
      return await this.#runOrThrow(`${body}${guard}\n//# sourceURL=${url}`);
    } finally {
      guarded.forEach((name) => this.#declared.add(name));
      if (kept.length > 0) {
        await this.#runOrThrow(`let ${kept.map(([name]) => name).join(', ')};`);
        this.#assign(kept);
      }
    }
  }

  /** As one expression, in a function so that it may `await`. */
  #runObject(body: string, url: string): unknown {
    return new vm.Script(`(async () => (\n${body}\n))()`, {
      filename: url,
      lineOffset: -1,
    }).runInThisContext();
  }

  async #runOrThrow(script: string): Promise<{ readonly value: unknown }> {
    const completion = await this.#repl.run(script);
    if (completion.type === 'thrown') {
      throw new CellFailure(completion.thrown);
    }
    return { value: completion.value };
  }
}

/**
 * A promise as the last expression is awaited: `model.fit(...)` without `await` must neither end
 * early nor escape.
 */
async function settle(result: unknown): Promise<Evaluation> {
  try {
    const value = isPromise(result) ? await result : result;
    return { hasValue: value !== undefined, value };
  } catch (error) {
    throw new CellFailure(error);
  }
}

/** V8 drops a source url with blanks or quotes in it. */
function sourceUrl(uri: string): string {
  return uri.replace(/[\s'"]/g, (character) =>
    character === "'" ? '%27' : encodeURIComponent(character),
  );
}

/** The notebook's file: the cell's uri without its fragment if it lies in the folder. */
function notebookOf(uri: string, folder: string): string {
  const location = /^[a-z][\w+.-]*:(?:\/\/[^/]*)?([^#?]+)/i.exec(uri)?.[1] ?? '';
  const name = path.basename(decode(location));
  const isThere = path.dirname(path.resolve(decode(location))) === folder && name.includes('.');
  return path.join(folder, isThere ? name : 'notebook.tsnb');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not percent-encoded after all.
    return text;
  }
}

function originalInCell({ source, code, lowered }: Run, place: LineColumn): LineColumn {
  const original = lowered?.original(place) ?? place;
  const text = lowered === undefined ? code : source;
  return linesDiffer(text)
    ? new Lines(source, 'editor').at(new Lines(text, 'engine').offsetOf(original))
    : original;
}

/** `undefined`, `NaN`, `Infinity`: what no script may declare. */
function isFixedGlobal(name: string): boolean {
  return Object.getOwnPropertyDescriptor(globalThis, name)?.configurable === false;
}
