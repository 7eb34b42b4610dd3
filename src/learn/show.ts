import { describeModel, graphToText, isModel } from '../graph';
import { architectureSvg } from '../pictures/architecture';
import type { ArchitectureGraph } from '../protocol/architecture';
import type { Json } from '../protocol/json';
import { Mime, type MimeBundle } from '../protocol/mime';
import type { LessonHost } from './host';
import type { Sources } from './sources';

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
export function createShower(host: LessonHost, sources: Pick<Sources, 'sourceOf'>): Shower {
  // The first, second... picture of a cell's run is the same view on the next run.
  let run = -1;
  let shown = 0;
  const nextViewId = () => {
    if (host.runNumber() !== run) {
      run = host.runNumber();
      shown = 0;
    }
    shown += 1;
    return `${host.currentCell()?.cellId ?? 'no-cell'}/${shown}`;
  };

  const toBundle = (model: LayersModel): MimeBundle => {
    const graph = describeModel(model, {
      viewId: nextViewId(),
      runId: String(host.runNumber()),
      sourceOf: sources.sourceOf,
    });
    return {
      'text/plain': graphToText(graph),
      [Mime.architecture]: graph as unknown as Json,
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

function expectModel(caller: string, value: unknown): asserts value is LayersModel {
  if (!isModel(value)) {
    throw new TypeError(
      `${caller} expects a model, e.g. what tf.model() or alexnet() returns. ` +
        `Received ${kindOf(value)}`,
    );
  }
}

function kindOf(value: unknown): string {
  if (value === null || typeof value !== 'object') {
    return typeof value === 'string' ? `the string '${value.slice(0, 40)}'` : String(value);
  }
  if ('then' in value && typeof value.then === 'function') {
    return 'a promise: write await before it';
  }
  if ('getClassName' in value && 'name' in value) {
    return `the layer ${String(value.name)}: show the model it is part of`;
  }
  if ('sourceLayer' in value) {
    return "a layer's output: make a model of it with tf.model({ inputs, outputs })";
  }
  if ('dataId' in value && 'shape' in value && Array.isArray(value.shape)) {
    return `a tensor of shape [${value.shape.join(', ')}]`;
  }
  if (Array.isArray(value)) {
    return `an array of ${value.length}`;
  }
  const { constructor } = value as { readonly constructor?: { readonly name?: string } };
  return constructor?.name === undefined ? 'an object' : `an object of class ${constructor.name}`;
}
