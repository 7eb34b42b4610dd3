import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CellFailure,
  CellSyntaxError,
  Evaluator,
  type Evaluation,
  type Position,
} from '../../../src/kernel/evaluator';

/** A folder with files, and an evaluator that runs cells in it. */
export class TestNotebook {
  readonly folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'tsnb-cells-')));
  readonly evaluator: Evaluator;
  #runs = 0;

  constructor(
    files: Readonly<Record<string, string>> = {},
    provided: ReadonlyMap<string, () => unknown> = new Map(),
  ) {
    this.write(files);
    this.evaluator = new Evaluator({ folder: this.folder, provided });
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(this.folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }

  run(code: string, signal?: AbortSignal): Promise<Evaluation> {
    this.#runs += 1;
    const uri = `vscode-notebook-cell:${this.folder}/Lesson.tsnb#${this.#runs}`;
    const cell = { cellId: String(this.#runs), uri, label: `Cell ${this.#runs}` };
    return this.evaluator.evaluate({ cell, code }, signal);
  }

  /** Runs cells in order; the value of the last. */
  async value(...cells: readonly string[]): Promise<unknown> {
    let value: unknown;
    for (const code of cells) {
      ({ value } = await this.run(code));
    }
    return value;
  }

  /** What a cell threw. */
  async thrown(code: string): Promise<unknown> {
    const error = await this.#rejection(code);
    if (error instanceof CellFailure) {
      return error.thrown;
    }
    throw error;
  }

  /** What is wrong with a cell that cannot start. */
  async refusal(code: string): Promise<CellSyntaxError> {
    const error = await this.#rejection(code);
    if (error instanceof CellSyntaxError) {
      return error;
    }
    throw error;
  }

  /** The first place in a stack, as the learner knows it. */
  firstPlace(thrown: unknown): Position {
    const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
    const frame = /^ {4}at (?:.*\()?(?<url>.+):(?<line>\d+):(?<column>\d+)\)?$/m.exec(stack);
    const { url = '', line, column } = frame?.groups ?? {};
    return this.evaluator.originalPosition(url, Number(line), Number(column));
  }

  dispose(): void {
    this.evaluator.dispose();
    rmSync(this.folder, { recursive: true });
  }

  async #rejection(code: string): Promise<unknown> {
    try {
      await this.run(code);
    } catch (error) {
      return error;
    }
    throw new Error(`The cell should have failed: ${code}`);
  }
}
