import type { LayersModel, layers } from '@tensorflow/tfjs';
import { describeJoin, layerUses, shapeInWords, type Join, type JoinLane } from '../graph';
import { whatParts } from '../pictures/architecture/describe';
import { concatToBundle } from '../pictures/concat';
import type { GraphNode } from '../protocol/architecture';
import type { ConcatPayload, Lane, LaneLayer } from '../protocol/concat';
import type { Tf } from '../zoo';
import { checkOptions, type Rules } from '../zoo/options';
import type { Channels } from './channels';
import { readJoinMaps } from './concatMaps';
import { expectModel } from './expectModel';
import type { LessonHost } from './host';
import type { ModelImage } from './modelImage';
import type { Sources } from './sources';
import type { ViewPlace } from './views';

/** Options of `show.concat`. */
export interface ConcatOptions {
  /**
   * Channels of the join's output to show: a list, or `{ from, to }`. Otherwise the first of each
   * branch, 64 at most.
   */
  readonly channels?: Channels;
}

/** Shows what meets in a concatenation or an addition. */
export type ShowConcat = (
  model: LayersModel,
  layer?: string | layers.Layer,
  image?: ModelImage,
  options?: ConcatOptions,
) => Promise<void>;

/** Any JSON payload stays readable up to this many bytes. */
const mostBytes = 290_000;

const rules: Rules<ConcatOptions> = {
  channels: {
    allowed: 'a list of channels, or { from, to }',
    holds: (value) => typeof value === 'object' && value !== null,
  },
};

/** Makes `show.concat` for the cells of a host. */
export function createConcat(
  tf: Tf,
  host: LessonHost,
  sources: Pick<Sources, 'sourceOf'>,
  nextView: () => ViewPlace,
): ShowConcat {
  return async (model, layer, image, options = {}) => {
    expectModel('show.concat', model);
    checkOptions('show.concat', options, rules);
    const join = describeJoin(model, layer, sources);
    const payload = structureOf(model, join, nextView());
    if (image === undefined) {
      host.display(concatToBundle(payload));
      return;
    }
    const bytes = mostBytes - JSON.stringify(payload).length;
    const { uses, inputs } = layerUses(model);
    const maps = await readJoinMaps(tf, { model, join, uses, inputs }, image, {
      ...options,
      bytes,
    });
    host.display(concatToBundle({ ...payload, ...maps }));
  };
}

function layerOf(node: GraphNode): LaneLayer {
  const { id, className, outputShape, params, macs, source } = node;
  return {
    id,
    className,
    what: whatParts(node).join(', '),
    outputShape,
    params,
    macs,
    ...(source && { source }),
  };
}

function laneOf({ end: _, layers: own, ...lane }: JoinLane): Lane {
  return { ...lane, layers: own.map(layerOf) };
}

/** All of the picture but the maps. */
function structureOf(model: LayersModel, join: Join, place: ViewPlace): ConcatPayload {
  const { id, operation, outputShape, fork, lanes, shared, siblings, next } = join;
  const size = model.inputs[0]?.shape;
  const [, height, width] = size ?? [];
  return {
    summary: summaryOf(model, join),
    ...place,
    seq: 0,
    model: model.name,
    layer: id,
    operation,
    outputShape,
    ...(fork !== undefined && { fork }),
    lanes: lanes.map(laneOf),
    ...(shared.length > 0 && { shared: shared.map(layerOf) }),
    siblings,
    ...(next !== undefined && { next }),
    ...(size?.length === 4 && height && width && { inputSize: [height, width] as const }),
  };
}

function summaryOf({ name }: LayersModel, { id, operation, outputShape, lanes }: Join): string {
  const branches = `${lanes.length} ${lanes.length === 1 ? 'branch' : 'branches'}`;
  const shape = shapeInWords(outputShape);
  if (operation === 'add') {
    const names = lanes.slice(0, 4).map((lane) => lane.name);
    const more = lanes.length > 4 ? ' and others' : '';
    return `${id} of ${name} adds ${branches} to ${shape}: ${names.join(' + ')}${more}.`;
  }
  const ranges = lanes
    .slice(0, 8)
    .map((lane) => `${lane.range[0]} to ${lane.range[1] - 1} from ${lane.name}`);
  const more = lanes.length > 8 ? ', and so on' : '';
  return `${id} of ${name} concatenates ${branches} to ${shape}: channels ${ranges.join(', ')}${more}.`;
}
