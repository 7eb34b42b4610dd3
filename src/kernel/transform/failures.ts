import type { CellIdentity } from '../../protocol/kernel';
import type { LineColumn } from './lines';

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
