import type { ErrorPayload } from '../../protocol/error';
import type { RevealSource } from '../../protocol/renderer';

/** A piece of a line: plain text, or text that names a place in a cell. */
export interface Piece {
  readonly text: string;
  readonly place?: RevealSource;
}

/** One line, in pieces. */
export type Line = readonly Piece[];

/** An error of a chain: the thrown one, or one that it names as its cause or part. */
export interface ErrorSection {
  /** e.g. `Caused by`; empty for the thrown one. */
  readonly label: string;
  /** How many causes lie around it. */
  readonly depth: number;
  /** Name and message. */
  readonly message: readonly Line[];
  readonly frames: readonly Line[];
}

/** What Jupyter kernels colour their tracebacks with. */
// eslint-disable-next-line no-control-regex -- escape sequences begin with a control character
const ansi = /\u001b\[[0-9;]*[A-Za-z]/g;

const frame = /^\s*at\s/;
const sectionStart = /^(Caused by|Error \d+ of \d+|Thrown last|Suppressed by it): /;
const place = /(Cell \d+), line (\d+)(?:, column (\d+))?/g;

/** Cuts a line at the places it names. */
export function piecesOf(line: string, cells: ErrorPayload['cells']): Line {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of line.matchAll(place)) {
    const [text, label = '', lineNumber = '1', column = '1'] = match;
    if (match.index > end) {
      pieces.push({ text: line.slice(end, match.index) });
    }
    const cellId = Object.hasOwn(cells, label) ? cells[label] : undefined;
    const known = cellId === undefined ? {} : { cellId };
    const where = { line: Math.max(1, Number(lineNumber)), column: Math.max(1, Number(column)) };
    pieces.push({ text, place: { type: 'reveal-source', label, ...known, ...where } });
    end = match.index + text.length;
  }
  if (end < line.length || pieces.length === 0) {
    pieces.push({ text: line.slice(end) });
  }
  return pieces;
}

/** The traceback without colour codes, one entry per line. */
export function plainLines(payload: ErrorPayload): readonly string[] {
  return payload.traceback.flatMap((entry) => entry.replace(ansi, '').split('\n'));
}

/** The chain of errors that a traceback tells. */
export function sectionsOf(payload: ErrorPayload): readonly ErrorSection[] {
  const { ename, evalue, cells } = payload;
  const head = evalue === '' ? ename : `${ename}: ${evalue}`;
  const message = (evalue === '' ? [] : evalue.split('\n')).map((line) => piecesOf(line, cells));
  const sections = [{ label: '', depth: 0, message, frames: [] as Line[] }];
  const lines = plainLines(payload);
  const headLines = head.split('\n');
  const repeatsHead = headLines.every((line, index) => lines[index] === line);
  for (const line of repeatsHead ? lines.slice(headLines.length) : lines) {
    const label = sectionStart.exec(line)?.[1];
    const last = sections.at(-1);
    if (label !== undefined) {
      const text = line.slice(label.length + 2);
      const depth = label === 'Caused by' ? (last?.depth ?? 0) + 1 : 1;
      sections.push({ label, depth, message: [piecesOf(text, cells)], frames: [] });
    } else if (frame.test(line) || sections.length === 1 || (last?.frames.length ?? 0) > 0) {
      last?.frames.push(piecesOf(line.trimEnd(), cells));
    } else {
      last?.message.push(piecesOf(line, cells));
    }
  }
  return sections;
}
