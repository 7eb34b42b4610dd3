// Trains the base of the transfer-learning section: npm run pretrain. Writes media/models/resnet20.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startBackend } from '../../src/kernel/backends';
import { createLesson } from '../../src/learn';
import { standardize } from '../../src/learn/data/convert';
import { createSets } from '../../src/learn/data/sets';
import type { ImageSet } from '../../src/learn/data/types';
import { Mime } from '../../src/protocol/mime';
import { RecordingHost } from '../support/lessonHost';
import { coloured } from './coloured';

/** Images of each kind to train with, and to measure with. */
const sizes = { clothes: 20_000, digits: 10_000, shapes: 10_000, test: 1_000 };
const digits = ['0', '1', '2', '3', '4'];
const epochs = 3;
const folder = 'media/models/resnet20';
const notes = '.artifacts/pretrain';

async function main(): Promise<void> {
  const { tf, name, dispose } = await startBackend({
    preferred: 'auto',
    folder: process.cwd(),
    log: () => undefined,
  });
  const host = new RecordingHost();
  const lesson = createLesson(tf, host);
  const { data, augment, fit, resnet20 } = lesson.module;

  /** Clothes, digits below 5 and shapes: all in colours, 32 by 32. Digits from 5 on stay unseen. */
  async function varied(split: 'train' | 'test'): Promise<ImageSet> {
    const count = (kind: 'clothes' | 'digits' | 'shapes') =>
      split === 'train' ? sizes[kind] : sizes.test;
    const seed = split === 'train' ? 1 : 2;
    const grey = (set: ImageSet, kind: 'clothes' | 'digits') => {
      const chosen = data.take(set, count(kind), { seed });
      const large = data.resize(chosen, [32, 32]);
      const moved = split === 'train' ? augment(large, { pad: 3, seed }) : large;
      return coloured(tf, moved, seed);
    };
    return data.concat(
      grey(await data.fashion({ split }), 'clothes'),
      grey(data.filter(await data.mnist({ split }), digits), 'digits'),
      data.shapes({ size: count('shapes'), shape: [32, 32, 3], seed }),
    );
  }

  /** Mean and deviation of each channel over a part of a set. */
  async function statisticsOf(set: ImageSet) {
    const step = Math.floor(set.size / 1000);
    const images = await set.read(Array.from({ length: 1000 }, (_, index) => index * step));
    const { mean, variance } = tf.moments(images, [0, 1, 2]);
    const rounded = (values: Iterable<number>) =>
      [...values].map((value) => Number(value.toFixed(4)));
    const statistics = {
      mean: rounded(await mean.data()),
      deviation: rounded([...(await variance.data())].map(Math.sqrt)),
    };
    tf.dispose([images, mean, variance]);
    return statistics;
  }

  await data.download('fashion');
  await data.download('mnist');
  const [plain, plainTest] = [await varied('train'), await varied('test')];
  const statistics = await statisticsOf(plain);
  const [training, test] = [plain, plainTest].map((set) =>
    standardize(createSets(tf), set, statistics),
  ) as [ImageSet, ImageSet];
  console.log(
    `${training.size} images of ${training.classes.length} classes on ${name}`,
    statistics,
  );

  const model = resnet20({
    classes: training.classes.length,
    inputShape: [32, 32, 3],
    seed: 1,
    name: 'resnet20',
  });
  host.onMessage = (message) => console.log(JSON.stringify(message['summary']).slice(0, 160));
  const run = await fit(model, training, {
    validation: test,
    ...{ epochs, batchSize: 32, seed: 1, name: 'pre-training' },
    ...{ optimizer: 'nesterov', weightDecay: 1e-4, labelSmoothing: 0.05 },
    learningRate: lesson.module.schedules.cosine({ from: 0.05 }),
  });
  const last = run.history.at(-1);
  const accuracy = `${(100 * (last?.validationAccuracy ?? NaN)).toFixed(1)} %`;
  const story =
    `resnet20, trained for ${epochs} epochs on ${training.size.toLocaleString('en-US')} images of ` +
    `${training.classes.length} classes: clothes (Fashion-MNIST), the digits 0 to 4 (MNIST), and generated ` +
    `shapes, all in colours. Of ${test.size.toLocaleString('en-US')} images that it has not seen it knows ${accuracy}.`;
  model.setUserDefinedMetadata({
    ...(model as unknown as { userDefinedMetadata: object }).userDefinedMetadata,
    pretrained: { classes: training.classes, ...statistics, story },
  });
  await model.save({
    save: async (artifacts) => {
      const { modelTopology, weightSpecs = [], weightData, userDefinedMetadata } = artifacts;
      const weights = [weightData ?? []].flat();
      mkdirSync(folder, { recursive: true });
      const manifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
      const json = {
        ...{ format: 'layers-model', modelTopology, userDefinedMetadata },
        weightsManifest: manifest,
      };
      writeFileSync(path.join(folder, 'model.json'), JSON.stringify(json));
      writeFileSync(
        path.join(folder, 'weights.bin'),
        Buffer.concat(weights.map((part) => Buffer.from(part))),
      );
      return Promise.resolve({
        modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' },
      });
    },
  });
  const bundle = host.updates.at(-1)?.bundle ?? { 'text/plain': '' };
  mkdirSync(notes, { recursive: true });
  writeFileSync(path.join(notes, 'training.json'), JSON.stringify(bundle[Mime.training] ?? null));
  const picture = bundle['image/svg+xml'];
  if (typeof picture === 'string') {
    writeFileSync(path.join(folder, 'training.svg'), picture);
  }
  writeFileSync(path.join(folder, 'README.md'), page(story, bundle['text/plain']));
  console.log(story);
  lesson.dispose();
  dispose();
}

function page(told: string, table: string): string {
  return `# The pre-trained base of the lesson

Written by \`npm run pretrain\`. ${told}

![Its training](training.svg)

\`\`\`
${table}
\`\`\`

The digits 5 to 9 were kept from it: the lesson learns them. Its weights are those of this training and nobody else's.
`;
}

void main();
