import type { LayersModel, layers } from '@tensorflow/tfjs';
import { describeModel, layerUses, type LayerUse } from '../graph';
import { imagesToBundle } from '../pictures/images';
import type { GraphNode } from '../protocol/architecture';
import type { ImagesPayload, TileSection } from '../protocol/images';
import type { Tf } from '../zoo';
import { checkOptions, type Rules } from '../zoo/options';
import { chosenChannels, type Channels } from './channels';
import { expectModel } from './expectModel';
import { activationSize, averagingFactor, toMaps, type Activation } from './featureMaps';
import type { LessonHost } from './host';
import { roomFor } from './mapRoom';
import { readImages, toImageBytes, type ModelImage } from './modelImage';
import { runLayers } from './runLayers';
import type { ViewPlace } from './views';

/** Options of `show.activations`. */
export interface ActivationOptions {
  /** Layers or their names, in any order; otherwise a few from the whole depth. */
  readonly layers?: readonly (string | layers.Layer)[];
  /** Channels of each layer: a list, or `{ from, to }`; otherwise the first 12. */
  readonly channels?: Channels;
}

/** Shows what the layers of a model make of an image. */
export type ShowActivations = (
  model: LayersModel,
  image: ModelImage,
  options?: ActivationOptions,
) => Promise<void>;

const mostBytes = 260_000;
/** As many sections and channels are seen without scrolling far. */
const usualLayers = 6;
const usualChannels = 12;
const caller = 'show.activations';

const rules: Rules<ActivationOptions> = {
  layers: {
    allowed: 'a list of layers or their names',
    holds: (value) => Array.isArray(value) && value.length > 0,
  },
  channels: {
    allowed: 'a list of channels, or { from, to }',
    holds: (value) => typeof value === 'object' && value !== null,
  },
};

/** Makes `show.activations` for the cells of a host. */
export function createActivations(
  tf: Tf,
  host: LessonHost,
  nextView: () => ViewPlace,
): ShowActivations {
  return async (model, image, options = {}) => {
    expectModel(caller, model);
    checkOptions(caller, options, rules);
    const { nodes } = describeModel(model);
    const { uses, inputs } = layerUses(model);
    const chosen = options.layers?.map((layer) => useNamed(model, uses, layer)) ?? usual(nodes);
    const place = nextView();
    const images = await readImages(tf, caller, model, image);
    try {
      const given = new Map(
        inputs.flatMap((id, index) => {
          const tensor = images[index];
          return id === undefined || tensor === undefined ? [] : [[id, tensor] as const];
        }),
      );
      const outputs = runLayers(tf, uses, given, new Set(chosen));
      const activations: [string, Activation][] = [];
      try {
        for (const id of chosen) {
          const tensor = outputs.get(id)?.[0];
          const size = tensor && activationSize(tensor.shape);
          if (tensor === undefined || size === undefined) {
            throw new Error(`${caller} draws maps of one or two dimensions; ${id} gives others.`);
          }
          activations.push([id, { ...size, values: await tensor.data() }]);
        }
      } finally {
        tf.dispose([...outputs.values()].flat());
      }
      const first = images[0] && (await toImageBytes(images[0]));
      const sections: TileSection[] = first
        ? [{ title: 'Image', ...first, tiles: [{ caption: 'as the model gets it' }], count: 1 }]
        : [];
      const found = sectionsOf(activations, options.channels, nodes);
      const payload: ImagesPayload = {
        summary: `What ${chosen.length} ${chosen.length === 1 ? 'layer' : 'layers'} of ${model.name} make of an image: ${chosen.join(', ')}.${found.infinite > 0 ? ` ${found.infinite} values are NaN or infinite.` : ''}`,
        ...place,
        seq: 0,
        title: `Activations of ${model.name}`,
        sections: [...sections, ...found.sections],
      };
      host.display(imagesToBundle(payload));
    } finally {
      tf.dispose([...images]);
    }
  };
}

function useNamed(
  model: LayersModel,
  uses: readonly LayerUse[],
  layer: string | layers.Layer,
): string {
  const found =
    typeof layer === 'string'
      ? (uses.find(({ id }) => id === layer) ?? uses.find((use) => use.layer.name === layer))
      : uses.find((use) => use.layer === layer);
  if (found === undefined) {
    const name = typeof layer === 'string' ? layer : layer.name;
    const some = uses.slice(0, 12).map(({ id }) => id);
    const more = uses.length > 12 ? ` and ${uses.length - 12} more` : '';
    throw new Error(
      `${caller}: ${model.name} has no layer ${name}. Its layers: ${some.join(', ')}${more}`,
    );
  }
  return found.id;
}

/** Layers that make features of images, a few at even distances, first and last included. */
function usual(nodes: readonly GraphNode[]): readonly string[] {
  const making = nodes.filter(
    ({ category, outputShape }) =>
      outputShape.length === 4 &&
      (category === 'convolution' || category === 'merge' || category === 'activation'),
  );
  // A layer's maps are seen best after its activation.
  const seen = making.filter(
    ({ id, category }) =>
      category !== 'convolution' ||
      !making.some((next) => next.category === 'activation' && next.inputs.includes(id)),
  );
  const found = seen.length > 0 ? seen : nodes.slice(-1);
  const count = Math.min(usualLayers, found.length);
  const places = Array.from({ length: count }, (_, index) =>
    count === 1 ? 0 : Math.round((index * (found.length - 1)) / (count - 1)),
  );
  return [...new Set(places)].flatMap((place) => found[place]?.id ?? []);
}

function sectionsOf(
  activations: readonly (readonly [string, Activation])[],
  channels: Channels | undefined,
  nodes: readonly GraphNode[],
): { readonly sections: readonly TileSection[]; readonly infinite: number } {
  const wanted = activations.map(([, activation]) =>
    channels === undefined
      ? Array.from({ length: Math.min(usualChannels, activation.count) }, (_, index) => index)
      : chosenChannels(caller, channels, activation.count),
  );
  const room = roomFor(
    activations.map(([, activation], index) => ({
      ...activation,
      count: wanted[index]?.length ?? 0,
    })),
    mostBytes - 60_000,
  );
  let infinite = 0;
  const sections = activations.map(([id, activation], index): TileSection => {
    const own = wanted[index]?.slice(0, room.channels) ?? [];
    const made = toMaps(activation, own, room.side);
    const { height, width, low, high, values } = made.maps;
    infinite += made.infinite;
    const factor = averagingFactor(activation, room.side);
    const size = `${activation.height}x${activation.width}`;
    const how = factor > 1 ? `${size}, means of ${factor}x${factor}` : size;
    const kind = nodes.find((node) => node.id === id)?.className ?? '';
    return {
      title: `${id} · ${kind} · ${how}`,
      height,
      width,
      channels: 1,
      scale: { low, high },
      tiles: own.map((channel) => ({ caption: `channel ${channel}` })),
      count: activation.count,
      values,
    };
  });
  return { sections, infinite };
}
