import type { LayersModel } from '@tensorflow/tfjs';
import { isRecord } from '../../protocol/json';
import type { Tf } from '../../zoo';
import { expectOption, oneOf } from '../../zoo/options';
import type { ChannelStatistics } from '../data/convert';
import type { ImageSet } from '../data/types';
import type { LessonHost } from '../host';
import { loadParts, type ReadPart } from './load';

/** A network with trained weights, and how images have to be prepared for it. */
export interface Pretrained extends ChannelStatistics {
  /** A copy of one's own: what is done to it is not done to the next. */
  readonly model: LayersModel;
  /** What it was trained to tell apart, by output. */
  readonly classes: readonly string[];
  /** Images as it was trained on them: less the mean, divided by the deviation. */
  readonly preprocess: (set: ImageSet) => ImageSet;
  /** What it was trained on, and how well, in a sentence. */
  readonly story: string;
}

/** What the transfer room gives to the lesson library. */
export interface Transfer {
  /** The network that comes with TSNB, trained by its own script. */
  readonly pretrained: (name?: 'resnet20') => Promise<Pretrained>;
  /** A model that TensorFlow.js saved: its `model.json`, by path or https address. */
  readonly loadModel: (from: string) => Promise<LayersModel>;
}

/** Makes the transfer room for one kernel. */
export function createTransfer(
  tf: Tf,
  host: Pick<LessonHost, 'files' | 'signal'>,
  standardize: (set: ImageSet, by: ChannelStatistics) => ImageSet,
): Transfer {
  return {
    async pretrained(name = 'resnet20') {
      const { holds, allowed } = oneOf('resnet20');
      expectOption(holds(name), 'pretrained', { name }, allowed);
      const model = await loadParts(tf, name, (part) => host.files.readModel(`${name}/${part}`));
      const { classes, mean, deviation, story } = metadataOf(model);
      return {
        ...{ model, classes, mean, deviation, story },
        preprocess: (set) => standardize(set, { mean, deviation }),
      };
    },
    async loadModel(from) {
      expectOption(
        typeof from === 'string' && from.endsWith('.json'),
        'loadModel',
        { from },
        'the path or the https address of a model.json',
      );
      return loadParts(tf, from, partsOf(host, from));
    },
  };
}

function partsOf(host: Pick<LessonHost, 'files' | 'signal'>, from: string): ReadPart {
  if (!/^https?:\/\//.test(from)) {
    const folder = from.replace(/[^/\\]*$/, '');
    return (part) => host.files.read(part === 'model.json' ? from : `${folder}${part}`);
  }
  return async (part) => {
    const url = part === 'model.json' ? from : new URL(part, from).href;
    let response: Response;
    try {
      response = await fetch(url, { signal: host.signal });
    } catch (error) {
      throw new Error(`${url} could not be fetched; is there a network?`, { cause: error });
    }
    if (!response.ok) {
      throw new Error(`${url} could not be fetched: ${response.status} ${response.statusText}`);
    }
    return new Uint8Array(await response.arrayBuffer());
  };
}

type Facts = Pick<Pretrained, 'classes' | 'mean' | 'deviation' | 'story'>;

function metadataOf(model: LayersModel): Facts {
  const { userDefinedMetadata } = model as unknown as { readonly userDefinedMetadata?: unknown };
  const facts = isRecord(userDefinedMetadata) ? userDefinedMetadata['pretrained'] : undefined;
  if (!isRecord(facts)) {
    throw new Error(`${model.name} should say in its metadata how it was trained. It does not`);
  }
  return facts as unknown as Facts;
}
