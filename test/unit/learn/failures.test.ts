import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createLesson, type Lesson } from '../../../src/learn';
import { parseArchitecture } from '../../../src/protocol/guards';
import { Mime } from '../../../src/protocol/mime';
import { RecordingHost } from '../../support/lessonHost';
import { usesCpu } from '../../support/tensors';

type Maps = tf.SymbolicTensor;

suite('what was built until a layer failed', () => {
  let lesson: Lesson;
  const host = new RecordingHost();

  usesCpu(tf);
  setup(() => {
    lesson = createLesson(tf, host);
  });
  teardown(() => lesson.dispose());

  const failureOf = (build: () => unknown) => {
    try {
      build();
    } catch (error) {
      const tensors = tf.memory().numTensors;
      const bundle = lesson.failureDisplay(error);
      assert.equal(tf.memory().numTensors, tensors);
      return bundle && { bundle, graph: parseArchitecture(bundle[Mime.architecture]) };
    }
    throw new Error('nothing failed');
  };
  const conv = (name: string, strides: number, from: Maps) =>
    tf.layers.conv2d({ name, filters: 4, kernelSize: 1, strides }).apply(from) as Maps;

  test('names both shapes that do not fit, and has the branches that lead to them', () => {
    const failure = failureOf(() => {
      const maps = tf.input({ shape: [28, 28, 8], name: 'maps' });
      const branches = [conv('narrow', 1, maps), conv('strided', 2, maps)];
      return tf.layers.concatenate({ name: 'out' }).apply(branches);
    });
    assert.equal(failure?.graph.failed, 'out');
    assert.deepEqual(
      failure.graph.nodes.map(({ id, inputs }) => [id, ...inputs]),
      [['maps'], ['narrow', 'maps'], ['strided', 'maps'], ['out', 'narrow', 'strided']],
    );
    assert.equal(failure.graph.nodes.at(-1)?.config['problem'], 'cannot take 28x28x4 and 14x14x4');
    assert.match(
      failure.bundle['text/plain'],
      /^Built until out, which cannot take 28x28x4 and 14/,
    );
    assert.match(JSON.stringify(failure.bundle['image/svg+xml']), /stroke-dasharray/);
  });

  const sizes: readonly (readonly [string, number, number, RegExp])[] = [
    [
      'a stride of 0',
      28,
      0,
      /^first: .*1 or more\. It makes InfinityxInfinityx4 of 28x28x3 \(.*strides 0x0/,
    ],
    ['a window larger than its maps', 3, 2, /^pool: .*It makes 0x0x4 of 1x1x4 \(poolSize 3x3/],
  ];
  for (const [what, size, strides, message] of sizes) {
    test(`begins with the layer whose output has no size: ${what}`, () => {
      const build = () =>
        tf.sequential({
          layers: [
            tf.layers.inputLayer({ inputShape: [size, size, 3], name: 'image' }),
            tf.layers.conv2d({ filters: 4, kernelSize: 3, strides, name: 'first' }),
            tf.layers.maxPooling2d({ poolSize: 3, strides: 2, name: 'pool' }),
            tf.layers.flatten(),
            tf.layers.dense({ units: 2 }),
          ],
        });
      assert.throws(build, (error: Error) => message.test(error.message));
      const failed = failureOf(build)?.graph.failed ?? '';
      assert.ok(message.source.startsWith(`^${failed}:`), failed);
    });
  }

  test('tells the one shape of a chain, within tf.sequential too', () => {
    const failure = failureOf(() =>
      tf.sequential({
        layers: [
          tf.layers.flatten({ inputShape: [8, 8, 3], name: 'flat' }),
          tf.layers.conv2d({ filters: 4, kernelSize: 3, name: 'late' }),
        ],
      }),
    );
    assert.equal(failure?.graph.nodes.at(-1)?.config['problem'], 'cannot take 192');
    assert.deepEqual(failure.graph.outputs, ['late']);
  });

  test('takes an input that is read twice', () => {
    const failure = failureOf(() => {
      const maps = tf.input({ shape: [4, 4, 2] });
      const small = conv('small', 2, maps);
      return tf.layers.add({ name: 'sum' }).apply([maps, small, maps]);
    });
    assert.equal(failure?.graph.nodes.at(-1)?.inputs.length, 3);
  });

  test('is found behind an error that was thrown because of it', () => {
    const failure = failureOf(() => {
      try {
        tf.layers.dense({ units: 1, name: 'late' }).apply(tf.input({ shape: [] }));
      } catch (cause) {
        throw new Error('my builder', { cause });
      }
    });
    assert.equal(failure?.graph.failed, 'late');
  });

  for (const error of [new Error('else'), 'text', undefined]) {
    test(`is nothing for ${String(error)}`, () => {
      assert.equal(lesson.failureDisplay(error), undefined);
    });
  }
});
