import type { ArchitectureGraph } from './architecture';
import { parseArchitecture } from './architectureGuards';
import { isText, isTexts, wrong, type Problem } from './checks';
import { isRecord } from './json';

/** What differs, in words: the first column of a table labels its rows. */
export interface ComparisonTable {
  readonly columns: readonly string[];
  readonly rowLabels: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Payload of `Mime.comparison`: two models side by side; there its graphs are packed. */
export interface ComparisonPayload {
  /** A sentence or two, first because the accessible view reads the raw payload. */
  readonly summary: string;
  readonly viewId: string;
  readonly runId: string;
  readonly seq: number;
  /** None where nothing differs. */
  readonly tables: readonly ComparisonTable[];
  readonly before: ArchitectureGraph;
  readonly after: ArchitectureGraph;
}

/**
 * The comparison of a payload that anyone may have written.
 *
 * @throws Error when it is none; it says what is wrong first.
 */
export function parseComparison(payload: unknown): ComparisonPayload {
  const problem = comparisonProblem(payload);
  if (problem !== undefined || !isRecord(payload)) {
    throw new Error(problem ?? 'the payload should be an object');
  }
  const graph = (end: 'before' | 'after') => {
    try {
      return parseArchitecture(payload[end]);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${end}: ${reason}`, { cause: error });
    }
  };
  const { summary, viewId, runId, seq, tables } = payload as unknown as ComparisonPayload;
  return { summary, viewId, runId, seq, tables, before: graph('before'), after: graph('after') };
}

function comparisonProblem(payload: unknown): Problem {
  if (!isRecord(payload)) {
    return wrong('the payload', 'an object', payload);
  }
  const texts = ['summary', 'viewId', 'runId'].find((name) => !isText(payload[name]));
  if (texts !== undefined) {
    return wrong(texts, 'a text', payload[texts]);
  }
  if (!Number.isFinite(payload['seq'])) {
    return wrong('seq', 'a number', payload['seq']);
  }
  const { tables } = payload;
  const isTable = (table: unknown) =>
    isRecord(table) &&
    isTexts(table['columns']) &&
    isTexts(table['rowLabels']) &&
    Array.isArray(table['rows']) &&
    table['rows'].every(isTexts);
  return Array.isArray(tables) && tables.every(isTable)
    ? undefined
    : wrong('tables', 'a list of tables', tables);
}
