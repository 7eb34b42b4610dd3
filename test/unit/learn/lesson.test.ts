import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { createLessonFiles } from '../../../src/kernel/server/lessonFiles';
import { createLesson, type Lesson, type LessonHost, type Machine } from '../../../src/learn';
import type { ArchitectureGraph, SourceLocation } from '../../../src/protocol/architecture';
import { parseArchitecture } from '../../../src/protocol/guards';
import { Mime, type MimeBundle } from '../../../src/protocol/mime';
import { usesCpu } from '../../support/tensors';

usesCpu(tf);

/** A kernel's side of the contract, with a clock and a place that the test sets. */
class TestHost implements LessonHost {
  readonly displayed: MimeBundle[] = [];
  readonly signal = new AbortController().signal;
  readonly files = createLessonFiles({ folder: '.', ownFolder: 'dist/kernel' });
  run = 1;
  cellId: string | undefined = 'alexnet-9-1';
  line = 1;
  /** How often the place of a call was asked for. */
  asked = 0;

  display(bundle: MimeBundle): string {
    return `display-${this.displayed.push(bundle)}`;
  }

  updateDisplay(): void {
    throw new Error('not asked for');
  }

  postToView(): void {
    throw new Error('not asked for');
  }

  onStop(): () => void {
    throw new Error('not asked for');
  }

  notice(): void {
    throw new Error('not asked for');
  }

  machine(): Machine {
    return { backend: 'cpu', traits: {}, total: 8 * 2 ** 30, free: 4 * 2 ** 30 };
  }

  progress(): void {
    throw new Error('not asked for');
  }

  currentCell() {
    return this.cellId === undefined
      ? undefined
      : { cellId: this.cellId, uri: 'cell:1', label: 'Cell 1' };
  }

  callSite(): SourceLocation | undefined {
    this.asked += 1;
    const cell = this.currentCell();
    return cell && { ...cell, line: this.line, column: 3 };
  }

  runNumber(): number {
    return this.run;
  }

  /** The graphs of the pictures so far. */
  get graphs(): ArchitectureGraph[] {
    return this.displayed.map((bundle) => parseArchitecture(bundle[Mime.architecture]));
  }
}

suite('the lesson library', () => {
  let host: TestHost;
  let lesson: Lesson;

  setup(() => {
    host = new TestHost();
    lesson = createLesson(tf, host);
  });

  teardown(() => {
    lesson.dispose();
  });

  /** AlexNet with weights of zero, which cost nothing; freed at once. */
  function withModel(body: (model: tf.LayersModel) => void): void {
    const model = lesson.module.alexnet({ kernelInitializer: 'zeros' });
    body(model);
    model.dispose();
  }

  test('shows a model as text, as a graph and as a picture with colours of its own', () => {
    const before = tf.memory().numTensors;
    withModel((model) => lesson.module.show(model));
    assert.equal(tf.memory().numTensors, before);
    const [bundle] = host.displayed;
    assert.ok(bundle);
    assert.deepEqual(Object.keys(bundle), ['text/plain', Mime.architecture, 'image/svg+xml']);
    assert.match(bundle['text/plain'], /Total +60,965,224 +724,406,816$/m);
    assert.deepEqual(JSON.parse(JSON.stringify(bundle)), bundle);
    const svg = bundle['image/svg+xml'] as string;
    assert.match(svg, /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    assert.match(svg, /#[0-9a-f]{3,6}/i);
    assert.doesNotMatch(svg, /var\(--/);
    assert.ok(JSON.stringify(bundle).length < 300_000);
  });

  test('gives the pictures of a cell the same view on every run, and each run its own id', () => {
    withModel((model) => {
      lesson.module.show(model);
      lesson.module.show(model);
      host.run = 2;
      lesson.module.show(model);
      host.run = 3;
      host.cellId = 'other';
      lesson.module.show(model);
    });
    assert.deepEqual(
      host.graphs.map(({ viewId, runId }) => `${viewId} ${runId}`),
      ['alexnet-9-1/1 1', 'alexnet-9-1/2 1', 'alexnet-9-1/1 2', 'other/1 3'],
    );
  });

  test('draws a model that is a last expression, and leaves other values alone', () => {
    const { test: isShown, toBundle } = lesson.modelDisplay;
    withModel((model) => {
      assert.ok(isShown(model));
      assert.match(toBundle(model)?.['text/plain'] ?? '', /^alexnet: 24 layers/);
    });
    assert.deepEqual(host.displayed, []);
    assert.equal(isShown({ layers: [] }), false);
    assert.equal(toBundle(tf.sequential()), undefined);
  });

  test('describes a model in numbers', () => {
    withModel((model) => {
      const { totals, nodes } = lesson.module.describe(model);
      assert.equal(totals.macs, 724_406_816);
      assert.equal(nodes.find(({ name }) => name === 'fc6')?.params, 37_752_832);
    });
  });

  test('tells how two models differ, and shows it as a last expression', () => {
    const { alexnet, diff } = lesson.module;
    const options = { kernelInitializer: 'zeros', width: 0.125 };
    const before = tf.memory().numTensors;
    const [grouped, whole] = [alexnet(options), alexnet({ ...options, groups: 1 })];
    const found = diff(grouped, whole);
    assert.deepEqual(
      found.changed.map(({ after }) => after.name),
      ['conv2', 'conv4', 'conv5'],
    );
    assert.equal(diff(grouped, grouped).same, true);
    const shown = Reflect.get(found, Symbol.for('Jupyter.display')) as () => MimeBundle;
    assert.match(shown()['text/plain'], /layer GroupedConv2D -> Conv2D, groups 2 -> 1/);
    assert.match(JSON.stringify(shown()), />changed<\/th>/);
    assert.deepEqual(Object.keys(found), Object.keys(JSON.parse(JSON.stringify(found)) as object));
    assert.throws(() => diff(grouped, tf.input({ shape: [3] }) as never), /diff expects a model/);
    grouped.dispose();
    whole.dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  for (const { received, make } of [
    { received: /Received undefined/, make: () => undefined },
    { received: /Received the string 'alexnet'/, make: () => 'alexnet' },
    { received: /Received a promise: write await/, make: () => Promise.resolve(1) },
    {
      received: /Received the layer d: show/,
      make: () => tf.layers.dense({ units: 1, name: 'd' }),
    },
    { received: /Received a layer's output: make/, make: () => tf.input({ shape: [3] }) },
    { received: /Received an array of 2/, make: () => [1, 2] },
    { received: /Received an object of class Map/, make: () => new Map() },
    { received: /Received an object$/, make: () => Object.create(null) as unknown },
  ]) {
    test(`says what it received instead of a model: ${received.source}`, () => {
      const { show } = lesson.module as unknown as { show: (value: unknown) => void };
      assert.throws(() => show(make()), received);
      assert.throws(() => show(make()), /show expects a model/);
    });
  }

  test('names the shape of a tensor that is not a model', () => {
    const { show } = lesson.module as unknown as { show: (value: unknown) => void };
    const tensor = tf.zeros([2, 3]);
    assert.throws(() => show(tensor), /Received a tensor of shape \[2, 3\]/);
    tensor.dispose();
  });
});

suite('the lines of layers', () => {
  let host: TestHost;
  let lesson: Lesson;
  const originalDense = Object.getOwnPropertyDescriptor(tf.layers, 'dense');

  setup(() => {
    host = new TestHost();
    lesson = createLesson(tf, host);
  });

  teardown(() => {
    lesson.dispose();
  });

  function linesOf(model: tf.LayersModel): Record<string, number | undefined> {
    const { nodes } = lesson.module.describe(model);
    return Object.fromEntries(nodes.map(({ name, source }) => [name, source?.line]));
  }

  test('are those of the calls that made them, also for tf.input and layers of the zoo', () => {
    const at = <Value>(line: number, make: () => Value): Value => {
      host.line = line;
      return make();
    };
    const x = at(2, () => tf.input({ shape: [8, 8, 4], name: 'x' }));
    const { groupedConv2d } = lesson.module.layers;
    const conv = at(3, () => groupedConv2d({ filters: 4, kernelSize: 3, groups: 2, name: 'c' }));
    const flat = at(4, () => tf.layers.flatten({ name: 'f' }));
    const end = at(5, () => tf.layers.dense({ units: 1, name: 'd' }));
    const outputs = at(9, () => end.apply(flat.apply(conv.apply(x)))) as tf.SymbolicTensor;
    const model = tf.model({ inputs: x, outputs });
    assert.deepEqual(linesOf(model), { x: 2, c: 3, f: 4, d: 5 });
    model.dispose();
  });

  test('are those of the first use for a class of its own', () => {
    class Own extends tf.layers.Layer {
      static readonly className = 'Own';
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
        return inputs;
      }
    }
    const x = tf.input({ shape: [4], name: 'x' });
    host.line = 6;
    const outputs = new Own({ name: 'own' }).apply(x) as tf.SymbolicTensor;
    host.line = 7;
    assert.equal(linesOf(tf.model({ inputs: x, outputs }))['own'], 6);
  });

  test('are the line of the builder for a network of the zoo', () => {
    host.line = 12;
    const model = lesson.module.alexnet({ kernelInitializer: 'zeros', width: 0.1 });
    assert.deepEqual(new Set(Object.values(linesOf(model))), new Set([12]));
    model.dispose();
  });

  test('are unknown for layers made outside of any cell', () => {
    host.cellId = undefined;
    const dense = tf.layers.dense({ units: 1, inputShape: [2], name: 'd' });
    const model = tf.sequential({ layers: [dense] });
    assert.equal(linesOf(model)['d'], undefined);
    model.dispose();
  });

  test('are asked for once per layer', () => {
    const dense = tf.layers.dense({ units: 1 });
    dense.apply(tf.input({ shape: [2], name: 'once' }));
    dense.dispose();
    assert.equal(host.asked, 2);
  });

  test('leave tf as it was when the library goes', () => {
    lesson.dispose();
    assert.deepEqual(Object.getOwnPropertyDescriptor(tf.layers, 'dense'), originalDense);
    tf.layers.dense({ units: 1 });
    assert.equal(host.asked, 0);
  });
});
