import { describeModel, diffGraphs, diffTables, diffToText } from '../graph';
import { comparisonSvg } from '../pictures/architecture/comparison';
import { Mime, type MimeBundle } from '../protocol/mime';
import { packGraph } from '../protocol/packing';
import { toJson } from '../protocol/toJson';
import { expectModel } from './expectModel';
import type { LessonHost } from './host';
import type { Sources } from './sources';
import type { ViewPlace } from './views';

type LayersModel = Parameters<typeof describeModel>[0];

/** Draws two models side by side, with what differs marked and told. */
export function createComparer(
  host: Pick<LessonHost, 'display'>,
  sources: Pick<Sources, 'sourceOf'>,
  nextView: () => ViewPlace,
): (before: LayersModel, after: LayersModel) => void {
  return (first, second) => {
    expectModel('show.compare', first);
    expectModel('show.compare', second);
    const place = nextView();
    const graphOf = (model: LayersModel, end: string) =>
      describeModel(model, {
        viewId: `${place.viewId}/${end}`,
        runId: place.runId,
        sourceOf: sources.sourceOf,
      });
    const [before, after] = [graphOf(first, 'before'), graphOf(second, 'after')];
    const found = diffGraphs(before, after);
    const bundle: MimeBundle = {
      'text/plain': diffToText(found),
      [Mime.comparison]: {
        summary: found.summary,
        ...place,
        seq: 0,
        tables: toJson(diffTables(found)),
        before: packGraph(before),
        after: packGraph(after),
      },
      'image/svg+xml': comparisonSvg(before, after, found.summary),
    };
    host.display(bundle);
  };
}
