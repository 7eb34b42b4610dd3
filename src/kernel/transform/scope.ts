import vm from 'node:vm';
import { CellFailure } from './failures';
import { Lines } from './lines';
import { Repl } from './repl';
import type { TransformedCell } from './transform';

/** A name with the value that it shall have. */
export type NamedValue = readonly [name: string, value: unknown];

/** A value in a box: a function that returned a promise itself would wait for it. */
export interface Boxed {
  readonly value: unknown;
}

/** The one scope that all cells share: what they declare, and their code as it runs in it. */
export class CellScope {
  readonly #repl = new Repl();
  /** Names that cells declared. */
  readonly #declared = new Set<string>();
  /** Values to put back once the running cell has ended, or was left behind. */
  #owed: readonly NamedValue[] = [];

  /** What V8 alone finds wrong with a cell, in the coordinates of `check`. */
  async findEarlyError({
    check,
    isObject,
  }: TransformedCell): Promise<
    { readonly message: string; readonly line: number; readonly column: number } | undefined
  > {
    const [before, after] = isObject ? ['(', '\n)'] : ['{', '\n}'];
    const script = `(async () => ${before}\n${check}${after})`;
    try {
      new vm.Script(script);
      return undefined;
    } catch {
      // Only the inspector tells the place, so it is asked only now.
      const error = await this.#repl.findEarlyError(script);
      return error && { ...error, line: error.line - 1 };
    }
  }

  /** Declares what does not declare itself when the cell's text runs, and gives imports their values. */
  async declare(
    { functions, vars, fresh, names }: TransformedCell,
    imports: readonly NamedValue[],
  ): Promise<void> {
    await this.#giveBack();
    const isNew = (name: string): boolean =>
      fresh.includes(name) || !this.#declared.has(name) || !this.#repl.canRead(name);
    const declared = new Set([
      ...imports.map(([name]) => name),
      ...functions.map(({ name }) => name),
      ...vars.filter(isNew),
      ...fresh,
    ]);
    await this.#declareNames([...declared]);
    names.forEach(({ name }) => this.#declared.add(name));
    assign(imports);
  }

  /** Gives the functions of a cell their values, each compiled at its own place. */
  defineFunctions({ functions, body, isStrict }: TransformedCell, url: string): void {
    const lines = new Lines(body, 'engine');
    for (const { name, code, offset } of functions) {
      const { line, column } = lines.at(offset);
      const head = `${isStrict ? "'use strict'; " : ''}${name} =\n${' '.repeat(column - 1)}`;
      // No `sourceURL` comment here: V8 would ignore the offset.
      run(head + code, { filename: url, lineOffset: line - 2 });
    }
  }

  /** Runs the rest of a cell; its completion value. */
  async runBody({ body, blockFunctions, names }: TransformedCell, url: string): Promise<Boxed> {
    // Declared in the same script, a function inside a block stays in the block instead of becoming
    // a global `var`. It costs the name its value, if it had one.
    const own = new Set(names.map(({ name }) => name));
    const guarded = blockFunctions.filter((name) => !own.has(name));
    this.#owed = guarded
      .filter((name) => this.#declared.has(name) && this.#repl.canRead(name))
      .map((name) => [name, run(name)]);
    guarded.forEach((name) => this.#declared.add(name));
    const guard = guarded.length > 0 ? `\nlet ${guarded.join(', ')};` : '';
    try {
      return await this.#run(`${body}${guard}\n//# sourceURL=${url}`);
    } finally {
      await this.#giveBack();
    }
  }

  /** Runs a lone object: one expression, in a function so that it may `await`; its promise. */
  runObject({ body }: TransformedCell, url: string): unknown {
    return run(`(async () => (\n${body}\n))()`, { filename: url, lineOffset: -1 });
  }

  dispose(): void {
    this.#repl.dispose();
  }

  async #giveBack(): Promise<void> {
    const owed = this.#owed;
    this.#owed = [];
    await this.#declareNames(owed.map(([name]) => name));
    assign(owed);
  }

  async #declareNames(names: readonly string[]): Promise<void> {
    if (names.length > 0) {
      names.forEach((name) => this.#declared.add(name));
      await this.#run(`let ${names.join(', ')};`);
    }
  }

  async #run(script: string): Promise<Boxed> {
    const completion = await this.#repl.run(script);
    if (completion.type === 'thrown') {
      throw new CellFailure(completion.thrown);
    }
    return { value: completion.value };
  }
}

function assign(values: readonly NamedValue[]): void {
  if (values.length > 0) {
    const body = values.map(([name], index) => `${name} = arguments[${index}];`).join(' ');
    const assignAll = run(`(function () { ${body} })`) as (...values: readonly unknown[]) => void;
    assignAll(...values.map(([, value]) => value));
  }
}

/** A plain script: it sees what cells declared but declares nothing itself. */
function run(code: string, options: vm.ScriptOptions = {}): unknown {
  return new vm.Script(code, options).runInThisContext();
}
