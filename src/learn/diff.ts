import { describeModel, diffGraphs, diffTables, diffToText, type GraphDiff } from '../graph';
import type { MimeBundle } from '../protocol/mime';
import { expectModel } from './expectModel';
import { tablesToHtml } from './tables';

type LayersModel = Parameters<typeof describeModel>[0];

/** The method by which an object says how it is shown as a cell's last expression. */
const displayMethod = Symbol.for('Jupyter.display');

/**
 * How the second model differs from the first: layers added, removed and changed, and the sums of
 * both. As a cell's last expression it is shown in words and tables.
 */
export function diff(before: LayersModel, after: LayersModel): GraphDiff {
  expectModel('diff', before);
  expectModel('diff', after);
  const found = diffGraphs(describeModel(before), describeModel(after));
  const toBundle = (): MimeBundle => ({
    'text/plain': diffToText(found),
    'text/html': tablesToHtml(found.summary, diffTables(found)),
  });
  // Not enumerable: it is no part of what differs.
  return Object.defineProperty(found, displayMethod, { value: toBundle });
}
