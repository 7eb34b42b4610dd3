import type { CellIdentity, ExecuteRequest } from '../protocol/kernel';

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
    place: { readonly line: number; readonly column: number; readonly cell: CellIdentity },
  ) {
    super(message);
    this.name = 'SyntaxError';
    this.line = place.line;
    this.column = place.column;
    this.cell = place.cell;
  }
}

/** Runs cells in one lasting scope. */
export interface CellEvaluator {
  /** Rejects with `CellFailure` or `CellSyntaxError`. */
  evaluate(request: ExecuteRequest): Promise<Evaluation>;
  /** From a place in what V8 ran to the learner's place; the same place where nothing moved. */
  originalPosition(url: string, line: number, column: number): Position;
  dispose(): void;
}
