import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { Join, LayerUse } from '../graph';
import type { ConcatPayload, FeatureMaps } from '../protocol/concat';
import type { Tf } from '../zoo';
import { chosenChannels, type Channels } from './channels';
import { activationSize, averagingFactor, toMaps, type Activation } from './featureMaps';
import { mostChannels, roomFor, type MapRoom } from './mapRoom';
import { readImages, toImageBytes, type ModelImage } from './modelImage';
import { runLayers } from './runLayers';

/** A join on its live model. */
interface LiveJoin {
  readonly model: LayersModel;
  readonly join: Join;
  readonly uses: readonly LayerUse[];
  readonly inputs: readonly (string | undefined)[];
}

/** What may be shown. */
interface MapOptions {
  readonly channels?: Channels;
  /** For everything together. */
  readonly bytes: number;
}

type Maps = Pick<ConcatPayload, 'image' | 'input' | 'laneMaps' | 'output' | 'notes'>;

/** The input of a module is context: a few of its maps are enough. */
const mostOfInput = 16;
const inputBytes = 30_000;

/** Runs a model on an image and reads what meets in a join, in one pass. */
export async function readJoinMaps(
  tf: Tf,
  live: LiveJoin,
  image: ModelImage,
  { channels, bytes }: MapOptions,
): Promise<Maps> {
  const { model, join } = live;
  const caller = 'show.concat';
  const count = join.outputShape.at(-1) ?? 0;
  const chosen = channels && chosenChannels(caller, channels, count);
  const images = await readImages(tf, caller, model, image);
  try {
    const shown = images[0] && (await toImageBytes(images[0]));
    const places = await readPlaces(tf, live, images);
    const left = bytes - (shown?.values.base64.length ?? 0);
    return { ...(shown && { image: shown }), ...packed(join, places, { chosen, bytes: left }) };
  } finally {
    tf.dispose([...images]);
  }
}

/** Values at the fork, at the ends of the lanes and after the join. */
interface Places {
  readonly input: Activation | undefined;
  readonly lanes: readonly Activation[];
  /** Of an addition. */
  readonly output: Activation | undefined;
}

async function readPlaces(
  tf: Tf,
  { join, uses, inputs, model }: LiveJoin,
  images: readonly Tensor[],
): Promise<Places> {
  const { fork, lanes, id, operation } = join;
  const given = new Map<string, Tensor>();
  inputs.forEach((input, index) => {
    const image = images[index];
    if (input !== undefined && image !== undefined) {
      given.set(input, image);
    }
  });
  const ends = lanes.map(({ end }) => end);
  const wanted = [...ends.map((end) => end.id), ...(operation === 'add' ? [id] : [])];
  const outputs = runLayers(
    tf,
    uses,
    given,
    new Set(fork === undefined ? wanted : [...wanted, fork]),
  );
  try {
    const read = async (key: string, index = 0): Promise<Activation> => {
      const tensor = outputs.get(key)?.[index];
      const size = tensor && activationSize(tensor.shape);
      if (tensor === undefined || size === undefined) {
        const shape = tensor?.shape.slice(1).join('x') ?? 'nothing';
        throw new Error(
          `show.concat draws maps of one or two dimensions. ${key} of ${model.name} gives ${shape}`,
        );
      }
      return { ...size, values: await tensor.data() };
    };
    return {
      input: fork === undefined ? undefined : await read(fork),
      lanes: await Promise.all(ends.map((end) => read(end.id, end.index))),
      output: operation === 'add' ? await read(id) : undefined,
    };
  } finally {
    tf.dispose([...outputs.values()].flat());
  }
}

interface Packing {
  readonly chosen: readonly number[] | undefined;
  readonly bytes: number;
}

const firstOf = (count: number, most: number) =>
  Array.from({ length: Math.min(count, most) }, (_, index) => index);

function packed(join: Join, { input, lanes, output }: Places, { chosen, bytes }: Packing): Maps {
  const all = [...(input ? [input] : []), ...lanes, ...(output ? [output] : [])];
  const asked = (range: Join['lanes'][number]['range']) =>
    chosen?.filter((channel) => channel >= range[0] && channel < range[1]).map((c) => c - range[0]);
  const sizes = lanes.map((lane, index) => ({
    ...lane,
    count: asked(join.lanes[index]?.range ?? [0, 0])?.length ?? lane.count,
  }));
  const [first] = sizes;
  // The sum of an addition is sent with the channels of its parts.
  const sums = output && first ? [{ ...output, count: first.count }] : [];
  const room = roomFor([...sizes, ...sums], bytes - inputBytes);
  let infinite = 0;
  const toSent = (activation: Activation, channels: readonly number[]): FeatureMaps => {
    const made = toMaps(activation, channels, room.side);
    infinite += made.infinite;
    return made.maps;
  };
  const laneMaps = lanes.map((lane, index) => {
    const own = asked(join.lanes[index]?.range ?? [0, 0]) ?? firstOf(lane.count, room.channels);
    return toSent(lane, own.slice(0, room.channels));
  });
  const sent = output && laneMaps[0] ? toSent(output, laneMaps[0].channels) : undefined;
  const around = input && toSent(input, firstOf(input.count, inputChannels(input, room)));
  return {
    ...(around && { input: around }),
    laneMaps,
    ...(sent && { output: sent }),
    notes: notesOf({ all, laneMaps, room, infinite, chosen }),
  };
}

/** As many as have room at the size of the others. */
function inputChannels(input: Activation, { side }: MapRoom): number {
  const most = Math.min(mostOfInput, input.count);
  const factor = averagingFactor(input, side);
  const pixels = Math.ceil(input.height / factor) * Math.ceil(input.width / factor);
  return Math.max(1, Math.min(most, Math.floor(inputBytes / (1.4 * pixels + 20))));
}

interface Sent {
  readonly all: readonly Activation[];
  readonly laneMaps: readonly FeatureMaps[];
  readonly room: MapRoom;
  readonly infinite: number;
  readonly chosen: readonly number[] | undefined;
}

/** What is not as it was in the network. */
function notesOf({ all, laneMaps, room, infinite, chosen }: Sent): readonly string[] {
  const [coarse] = all.filter((activation) => averagingFactor(activation, room.side) > 1);
  const notes: string[] = [];
  if (coarse !== undefined) {
    const factor = averagingFactor(coarse, room.side);
    notes.push(
      `Maps of ${coarse.height}x${coarse.width} are drawn as means of ${factor}x${factor} values.`,
    );
  }
  const cut = laneMaps.filter(({ channels, count }) => channels.length < count);
  const shown = laneMaps.reduce((sum, { channels }) => sum + channels.length, 0);
  if (chosen !== undefined && shown < chosen.length) {
    notes.push(
      `Of the ${chosen.length} channels asked for, ${shown} fit: ${room.channels} of a branch.`,
    );
  } else if (chosen === undefined && cut.length > 0) {
    const most = Math.min(mostChannels, room.channels);
    notes.push(
      `Maps of the first ${most} channels of a branch are here; others with ` +
        'show.concat(model, layer, image, { channels: { from, to } }).',
    );
  }
  if (infinite > 0) {
    notes.push(`${infinite} values are NaN or infinite; they are drawn as the lowest or highest.`);
  }
  return notes;
}
