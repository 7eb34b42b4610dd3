import { describeModel, graphToText } from '../graph';
import { architectureSvg } from '../pictures/architecture';
import type { ArchitectureGraph } from '../protocol/architecture';
import { Mime, type MimeBundle } from '../protocol/mime';
import { packGraph } from '../protocol/packing';
import { expectModel } from './expectModel';
import type { LessonHost } from './host';
import type { Sources } from './sources';
import type { ViewPlace } from './views';

type LayersModel = Parameters<typeof describeModel>[0];

/** Turns models into displays. */
export interface Shower {
  /** Draws a model in the running cell. */
  readonly show: (model: LayersModel) => void;
  /** What `show` displays. */
  readonly toBundle: (model: LayersModel) => MimeBundle;
  /** A model in numbers: its layers, shapes, weights, multiply-adds and receptive fields. */
  readonly describe: (model: LayersModel) => ArchitectureGraph;
}

/** Shows models in the cells of a host. */
export function createShower(
  host: LessonHost,
  sources: Pick<Sources, 'sourceOf'>,
  nextView: () => ViewPlace,
): Shower {
  const toBundle = (model: LayersModel): MimeBundle => {
    const graph = describeModel(model, {
      ...nextView(),
      sourceOf: sources.sourceOf,
    });
    return {
      'text/plain': graphToText(graph),
      [Mime.architecture]: packGraph(graph),
      'image/svg+xml': architectureSvg(graph),
    };
  };

  return {
    show(model) {
      expectModel('show', model);
      host.display(toBundle(model));
    },
    toBundle,
    describe(model) {
      expectModel('describe', model);
      return describeModel(model, { sourceOf: sources.sourceOf });
    },
  };
}
