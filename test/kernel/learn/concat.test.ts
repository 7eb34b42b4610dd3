import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createActivations } from '../../../src/learn/activations';
import { createConcat, type ConcatOptions } from '../../../src/learn/concat';
import type { LessonHost } from '../../../src/learn/host';
import type { ModelImage } from '../../../src/learn/modelImage';
import { runLayers } from '../../../src/learn/runLayers';
import { describeJoin, layerUses } from '../../../src/graph';
import { fromColumn } from '../../../src/protocol/columns';
import type { ConcatPayload, FeatureMaps } from '../../../src/protocol/concat';
import { parseConcat } from '../../../src/protocol/concatGuards';
import type { ImagesPayload } from '../../../src/protocol/images';
import { parseImages } from '../../../src/protocol/imagesGuards';
import { Mime, type MimeBundle } from '../../../src/protocol/mime';
import { createZoo } from '../../../src/zoo';
import { denseNetwork, wrappersOf } from '../../support/denseNetwork';
import { usesCpu } from '../../support/tensors';

usesCpu(tf);

const zoo = createZoo(tf);
const shown: MimeBundle[] = [];
const host = { display: (bundle: MimeBundle) => String(shown.push(bundle)) } as LessonHost;
let views = 0;
const nextView = () => ({ viewId: `cell/${(views += 1)}`, runId: '1' });
const concat = createConcat(tf, host, { sourceOf: () => undefined }, nextView);
const activations = createActivations(tf, host, nextView);

async function show(
  model: tf.LayersModel,
  layer?: string,
  image?: ModelImage,
  options?: ConcatOptions,
): Promise<ConcatPayload> {
  await concat(model, layer, image, options);
  const bundle = shown.pop();
  assert.ok(bundle);
  assert.ok(JSON.stringify(bundle[Mime.concat]).length < 300_000);
  return parseConcat(bundle[Mime.concat]);
}

/** Values of a model's own layer, by the model's own way of computing. */
function outputsOf(model: tf.LayersModel, layers: readonly string[], image: tf.Tensor) {
  return tf.tidy(() => {
    const outputs = layers.map((name) => model.getLayer(name).output as tf.SymbolicTensor);
    const part = tf.model({ inputs: model.inputs, outputs });
    const values = part.predict(image);
    return (Array.isArray(values) ? values : [values]).map((tensor) => ({
      shape: tensor.shape,
      data: tensor.dataSync<'float32'>(),
    }));
  });
}

const random = (shape: number[]) => tf.randomNormal(shape, 0, 1, 'float32', 3);

/** Channel by channel as the payload's bytes say it, within the bytes' own steps. */
function agrees(
  maps: FeatureMaps,
  { shape, data }: { readonly shape: number[]; readonly data: Float32Array },
  first: number,
) {
  const count = shape.at(-1) ?? 0;
  const size = maps.height * maps.width;
  const bytes = fromColumn(maps.values, 'values');
  maps.channels.forEach((channel, index) => {
    for (let pixel = 0; pixel < size; pixel += 1) {
      const value = maps.low + ((bytes[index * size + pixel] ?? 0) / 255) * (maps.high - maps.low);
      const expected = data[pixel * count + first + channel] ?? NaN;
      assert.ok(Math.abs(value - expected) <= (maps.high - maps.low) / 509);
    }
  });
}

suite('show.concat', () => {
  let tensors = 0;
  setup(() => (tensors = tf.memory().numTensors));
  teardown(() => assert.equal(tf.memory().numTensors, tensors, 'tensors left behind'));

  test('shows for all nine modules of GoogLeNet the channels that the branches made', async () => {
    const model = zoo.googlenet({ inputShape: [33, 33, 3], width: 0.05, classes: 4, seed: 1 });
    const image = random([33, 33, 3]);
    const first = await show(model, undefined, image);
    const joins = [first.layer, ...first.siblings];
    assert.equal(joins.length, 9);
    for (const name of joins) {
      const payload = await show(model, name, image);
      const { lanes, laneMaps = [] } = payload;
      const { uses, inputs } = layerUses(model);
      const join = describeJoin(model, name);
      const ids = join.lanes.map(({ end }) => end.id);
      const batch = image.expandDims(0);
      const found = runLayers(
        tf,
        uses,
        new Map([[inputs[0] ?? '', batch]]),
        new Set([...ids, name]),
      );
      const [whole, ...parts] = outputsOf(model, [name, ...ids], batch);
      assert.ok(whole);
      const channels = whole.shape.at(-1) ?? 0;
      lanes.forEach(({ range }, index) => {
        const part = parts[index];
        assert.ok(part);
        // Bit-equal: the strip's channels, the branch's own output, and what was run for the picture.
        const own = found.get(ids[index] ?? '')?.[0]?.dataSync();
        assert.deepEqual(own, part.data);
        const width = range[1] - range[0];
        const strip = part.data.map(
          (_, place) =>
            whole.data[Math.floor(place / width) * channels + range[0] + (place % width)] ?? NaN,
        );
        assert.deepEqual(strip, part.data);
        const maps = laneMaps[index];
        assert.ok(maps);
        agrees(maps, whole, range[0]);
      });
      assert.deepEqual(
        lanes.flatMap(({ range }) => range),
        [0, ...lanes.flatMap(({ range }) => [range[1], range[1]])].slice(0, -1),
      );
      assert.equal(lanes.at(-1)?.range[1], channels);
      tf.dispose([...found.values()].flat());
      batch.dispose();
    }
    image.dispose();
    model.dispose();
  });

  for (const memoryEfficient of [false, true]) {
    test(`shows each dense layer's maps where they came in, memoryEfficient ${memoryEfficient}`, async () => {
      const model = zoo.cifarDensenet({
        ...{ depth: 16, growthRate: 4, inputShape: [16, 16, 3], classes: 2, seed: 1 },
        memoryEfficient,
      });
      const image = random([1, 16, 16, 3]);
      const { siblings, layer } = await show(model);
      for (const name of [layer, ...siblings]) {
        const { lanes, laneMaps = [], outputShape } = await show(model, name, image);
        const { uses, inputs } = layerUses(model);
        const given = new Map([[inputs[0] ?? '', image]]);
        const found = runLayers(tf, uses, given, new Set([name]));
        const tensor = found.get(name)?.[0];
        assert.ok(tensor);
        const whole = { shape: tensor.shape, data: tensor.dataSync<'float32'>() };
        tensor.dispose();
        lanes.forEach(({ range }, index) => {
          const maps = laneMaps[index];
          assert.ok(maps);
          agrees(maps, whole, range[0]);
        });
        assert.equal(lanes.at(-1)?.range[1], outputShape.at(-1));
      }
      tf.dispose(image);
      model.dispose();
    });
  }

  test('shows x, F(x) and a sum that is their sum', async () => {
    const model = zoo.cifarResnet({ depth: 8, inputShape: [16, 16, 3], classes: 2, seed: 1 });
    const image = random([16, 16, 3]);
    const { layer, siblings } = await show(model, undefined, image);
    for (const name of [layer, ...siblings]) {
      const { laneMaps = [], output, lanes } = await show(model, name, image);
      assert.ok(output);
      assert.deepEqual(
        lanes.map(({ range }) => range),
        lanes.map(() => [0, output.count]),
      );
      const decoded = [...laneMaps, output].map(({ values, low, high }) =>
        Array.from(fromColumn(values, 'values'), (byte) => low + (byte / 255) * (high - low)),
      );
      const [a = [], b = [], sum = []] = decoded;
      const step = [...laneMaps, output].reduce(
        (all, { low, high }) => all + (high - low) / 510,
        0,
      );
      sum.forEach((value, index) => {
        assert.ok(Math.abs((a[index] ?? NaN) + (b[index] ?? NaN) - value) <= step * 1.001);
      });
    }
    tf.dispose(image);
    model.dispose();
  });

  for (const [kind, wrap] of Object.entries(wrappersOf(zoo))) {
    test(`runs through layers that are models, ${kind}`, async () => {
      const model = denseNetwork(tf, zoo, wrap);
      const image = random([6, 6, 2]);
      const { lanes, laneMaps, image: sent, input } = await show(model, 'unit3_concat', image);
      assert.equal(lanes.length, 4);
      assert.deepEqual(
        laneMaps?.map(({ count }) => count),
        [2, 3, 3, 3],
      );
      assert.equal(input?.count, 2);
      assert.equal(sent, undefined); // two channels are no picture
      tf.dispose(image);
      model.dispose();
    });
  }

  test('takes a list of images for a model of several inputs, and vectors', async () => {
    const a = tf.input({ shape: [5], name: 'a' });
    const b = tf.input({ shape: [4, 4, 1], name: 'b' });
    const flat = tf.layers.flatten().apply(b) as tf.SymbolicTensor;
    const joined = tf.layers.concatenate({ name: 'joined' }).apply([a, flat]);
    const model = tf.model({ inputs: [a, b], outputs: joined as tf.SymbolicTensor });
    const images = [tf.tensor1d([1, 2, 3, NaN, 5]), tf.ones([4, 4, 1])];
    const { fork, laneMaps, notes } = await show(model, undefined, images);
    assert.equal(fork, undefined);
    assert.deepEqual(
      laneMaps?.map(({ height, width, count, low, high }) => [height, width, count, low, high]),
      [
        [1, 1, 5, 1, 5],
        [1, 1, 16, 1, 1],
      ],
    );
    assert.match(notes?.join(' ') ?? '', /1 values are NaN or infinite/);
    await assert.rejects(show(model, undefined, images[0]), /takes 2 images.*Received 1/);
    tf.dispose(images);
    model.dispose();
  });

  test('keeps large maps of many channels below 300 kB and says what is left out', async () => {
    const image = tf.input({ shape: [100, 100, 3] });
    const apply = (layer: tf.layers.Layer, x: tf.SymbolicTensor) =>
      layer.apply(x) as tf.SymbolicTensor;
    const conv = (name: string) => tf.layers.conv2d({ name, filters: 70, kernelSize: 1 });
    const parts = ['a', 'b', 'c', 'd'].map((name) => apply(conv(name), image));
    const all = tf.layers.concatenate({ name: 'all' }).apply(parts) as tf.SymbolicTensor;
    const model = tf.model({ inputs: image, outputs: all });
    const pixels = tf.zeros([100, 100, 3]);
    const { laneMaps = [], notes = [], image: sent } = await show(model, 'all', pixels);
    assert.ok(laneMaps.every(({ height, width }) => height <= 64 && width <= 64));
    assert.ok(laneMaps.every(({ channels }) => channels.length >= 12 && channels.length <= 64));
    assert.match(notes.join(' '), /means of \dx\d values/);
    assert.match(notes.join(' '), /\{ channels: \{ from, to \} \}/);
    assert.equal(sent?.height, 50);
    const others = await show(model, 'all', pixels, { channels: { from: 68, to: 141 } });
    assert.deepEqual(
      others.laneMaps?.map(({ channels }) => [channels[0], channels.length > 1]),
      [
        [68, true],
        [0, true],
        [0, true],
        [undefined, false],
      ],
    );
    const few = await show(model, 'all', pixels, { channels: [279, 0] });
    assert.deepEqual(
      few.laneMaps?.map(({ channels }) => channels),
      [[0], [], [], [69]],
    );
    for (const channels of [[], [280], { from: 3, to: 2 }, [1.5]]) {
      await assert.rejects(show(model, 'all', pixels, { channels }), /each 0 to 279\. Received/);
    }
    pixels.dispose();
    model.dispose();
  });

  test('refuses what is no image of the model, naming both sizes', async () => {
    const model = zoo.inceptionModule({
      name: 'm',
      inputShape: [8, 8, 3],
      kernelInitializer: 'zeros',
    });
    const set = {
      ...{ name: 'shapes', classes: ['a'], size: 2, shape: [8, 8, 3] as const, labels: [0, 0] },
      read: (indices: readonly number[]) =>
        Promise.resolve(tf.ones<tf.Rank.R4>([indices.length, 8, 8, 3])),
    };
    const wrong = tf.ones([1, 9, 8, 3]);
    const batch = tf.ones([2, 8, 8, 3]);
    const refused: readonly (readonly [unknown, RegExp])[] = [
      [wrong, /should be 8x8x3, as m takes\. Received 1x9x8x3/],
      [batch, /It is a batch of 2: give one of its images/],
      [{ set, index: 2 }, /index should be 0 to 1, as shapes has 2 images\. Received 2/],
      ['cat.png', /should be a tensor \[height, width, channels\].*Received string/],
      [null, /Received null/],
    ];
    for (const [image, message] of refused) {
      await assert.rejects(show(model, 'm_output', image as ModelImage), message);
    }
    await assert.rejects(
      show(Object.create(null) as tf.LayersModel),
      /show\.concat expects a model/,
    );
    await assert.rejects(
      show(model, undefined, undefined, { chanels: [1] } as never),
      /no option chanels/,
    );
    const { image } = await show(model, undefined, { set, index: 1 });
    assert.equal(image?.channels, 3);
    tf.dispose([wrong, batch]);
    model.dispose();
  });

  test('shows structure alone without an image', async () => {
    const model = zoo.inceptionModule({ name: 'm', kernelInitializer: 'zeros' });
    const { laneMaps, image, summary, lanes } = await show(model);
    assert.deepEqual([laneMaps, image], [undefined, undefined]);
    assert.match(
      summary,
      /^m_output of m concatenates 4 branches to 28x28x256: channels 0 to 63 from 1x1/,
    );
    assert.equal(lanes[1]?.layers[0]?.what, '1×1, 96 filters, relu');
    model.dispose();
  });
});

suite('show.activations', () => {
  let tensors = 0;
  setup(() => (tensors = tf.memory().numTensors));
  teardown(() => assert.equal(tf.memory().numTensors, tensors, 'tensors left behind'));

  const shownSections = (): ImagesPayload => parseImages(shown.pop()?.[Mime.images]);

  test('shows an image and a few layers of the whole depth', async () => {
    const model = zoo.cifarResnet({ depth: 8, inputShape: [16, 16, 3], classes: 2, seed: 1 });
    const image = random([16, 16, 3]);
    await activations(model, image);
    const { sections } = shownSections();
    assert.equal(sections.length, 7);
    assert.deepEqual(
      sections.map(({ channels, tiles }) => [channels, tiles.length]),
      [[3, 1], ...Array.from({ length: 6 }, () => [1, 12])],
    );
    tf.dispose(image);
    model.dispose();
  });

  test('shows the layers and channels that are asked for', async () => {
    const model = zoo.cifarResnet({ depth: 8, inputShape: [16, 16, 1], classes: 2, seed: 1 });
    const image = random([16, 16, 1]);
    const last = model.layers.at(-1);
    assert.ok(last);
    await activations(model, image, { layers: [last, 'conv1_conv'], channels: [1] });
    const { sections } = shownSections();
    assert.deepEqual(
      sections.slice(1).map(({ height, count, tiles }) => [height, count, tiles[0]?.caption]),
      [
        [1, 2, 'channel 1'],
        [16, 16, 'channel 1'],
      ],
    );
    await assert.rejects(
      activations(model, image, { layers: ['nothing'] }),
      /has no layer nothing/,
    );
    await assert.rejects(
      activations(model, image, { channels: [64] }),
      /each 0 to \d+\. Received \[64\]/,
    );
    tf.dispose(image);
    model.dispose();
  });
});
