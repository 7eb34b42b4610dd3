import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { describeModel } from '../../../src/graph';
import { parseNotebook, serializeNotebook } from '../../../src/notebook';
import { installBlueprint } from '../../../src/blueprint';
import { createZoo } from '../../../src/zoo';
import { usesCpu } from '../../support/tensors';

interface LessonMark {
  readonly tsnb?: { readonly lesson?: string };
}

suite('Lesson9.tsnb', () => {
  const text = readFileSync('notebooks/Lesson9.tsnb', 'utf8');
  const { cells, metadata } = parseNotebook(text);
  const code = cells.filter(({ type }) => type === 'code');

  test('is written as the codec writes it', () => {
    assert.equal(serializeNotebook(parseNotebook(text)), text);
  });

  test('says which kernel runs it', () => {
    assert.deepEqual(metadata['kernelspec'], {
      display_name: 'TSNB',
      language: 'typescript',
      name: 'tsnb',
    });
  });

  test('has cell 9.1, and marks every code cell with a place of its own in the lesson', () => {
    const places = code.map((cell) => (cell.metadata as LessonMark).tsnb?.lesson ?? '');
    assert.equal(code[0]?.id, 'alexnet-9-1');
    assert.equal(places[0], '9.1');
    assert.ok(places.every((place) => /^9\.[1-5][a-z]?$/.test(place)));
    assert.equal(new Set(places).size, code.length);
  });

  test('is shipped unrun', () => {
    for (const cell of code) {
      assert.ok(cell.type === 'code' && cell.outputs.length === 0 && cell.executionCount === null);
    }
  });

  test('has the five cells of its chapters, each with the network in the open', () => {
    for (const [place, build] of [
      ['9.1', 'buildAlexNet'],
      ['9.2', 'buildVgg'],
      ['9.3', 'buildResNet'],
      ['9.4', 'buildDenseNet'],
      ['9.5', 'newTop'],
    ] as const) {
      const cell = code.find(({ metadata: mark }) => (mark as LessonMark).tsnb?.lesson === place);
      assert.match(cell?.source ?? '', new RegExp(`function ${build}\\(`), place);
    }
  });

  suite('says in its prose what the networks say', () => {
    const zoo = createZoo(tf);
    const prose = cells.flatMap(({ type, source }) => (type === 'markdown' ? [source] : []));
    const says = (words: string) => prose.some((text) => text.includes(words));
    const sums = (model: tf.LayersModel) => {
      const { totals, nodes } = describeModel(model);
      model.dispose();
      return { ...totals, nodes };
    };
    type Sums = ReturnType<typeof sums>;
    const node = ({ nodes }: Sums, id: string) => {
      const found = nodes.find((one) => one.id === id);
      assert.ok(found, id);
      return found;
    };
    const all: { [name: string]: Sums } = {};
    const of = (name: string): Sums => all[name] ?? assert.fail(name);

    usesCpu(tf);
    suiteSetup(() => {
      // Counted on paper: no weights are made.
      const makeWeightsAtOnce = installBlueprint(tf);
      Object.assign(all, {
        alexnet: sums(zoo.alexnet()),
        ungrouped: sums(zoo.alexnet({ groups: 1 })),
        quarter: sums(zoo.alexnet({ width: 0.25 })),
        fineQuarter: sums(zoo.alexnet({ width: 0.25, conv1Strides: 2 })),
        fine: sums(zoo.alexnet({ conv1Strides: 2 })),
        vgg16: sums(zoo.vgg16()),
        vgg19: sums(zoo.vgg19()),
        googlenet: sums(zoo.googlenet()),
        module: sums(zoo.inceptionModule()),
        naive: sums(zoo.inceptionModule({ naive: true })),
      });
      makeWeightsAtOnce();
    });

    /** Words of the lesson, and what the live models have to say for them to be true. */
    const claims: readonly (readonly [words: string, holds: () => boolean])[] = [
      [
        'stride 2 would need 174 million weights',
        () => Math.round(of('fine').params / 1e6) === 174,
      ],
      [
        'about four times as many positions',
        () => Math.round(of('fineQuarter').macs / of('quarter').macs) === 4,
      ],
      [
        'over a third of the multiply-adds is',
        () => {
          const saved = 1 - of('alexnet').macs / of('ungrouped').macs;
          return saved > 1 / 3 && saved < 0.4;
        },
      ],
      ['With 60 million weights', () => Math.floor(of('alexnet').params / 1e7) === 6],
      [
        'nearly three quarters are in `fc1` alone',
        () => {
          const share = node(of('vgg16'), 'fc1').params / of('vgg16').params;
          return share > 0.72 && share < 0.75;
        },
      ],
      [
        'Does the head need 124 million weights?',
        () => {
          const head = ['fc1', 'fc2', 'predictions'].map((id) => node(of('vgg16'), id).params);
          return Math.round(head.reduce((sum, params) => sum + params) / 1e6) === 124;
        },
      ],
      [
        'three convolutions more, one in each of the last three blocks',
        () =>
          of('vgg19').nodes.length - of('vgg16').nodes.length === 3 &&
          ['block3_conv4', 'block4_conv4', 'block5_conv4'].every((id) =>
            of('vgg19').nodes.some((one) => one.id === id),
          ),
      ],
      ['Two 3x3 convolutions in a row see what one 5x5', () => fieldOf(3, 3) === fieldOf(5)],
      ['Three see as much as a 7x7', () => fieldOf(3, 3, 3) === fieldOf(7)],
      ['about 7 million weights', () => Math.round(of('googlenet').params / 1e6) === 7],
      [
        "a twentieth of VGG-16's",
        () => Math.round(of('vgg16').params / of('googlenet').params) === 20,
      ],
      [
        'a tenth of its multiply-adds',
        () => Math.round(of('vgg16').macs / of('googlenet').macs) === 10,
      ],
      [
        'more than twice the multiply-adds',
        () => {
          const factor = of('naive').macs / of('module').macs;
          return factor > 2 && factor < 2.5;
        },
      ],
      [
        'the pooling branch hands all 192 on',
        () => node(of('naive'), 'inception_pool').outputShape.at(-1) === 192,
      ],
    ];
    for (const [words, holds] of claims) {
      test(words, () => {
        assert.ok(says(words), 'the lesson should say so');
        assert.ok(holds(), 'the networks should say so');
      });
    }

    function fieldOf(...kernelSizes: readonly number[]): number | undefined {
      const layers = kernelSizes.map((kernelSize, index) =>
        tf.layers.conv2d({
          ...{ filters: 1, kernelSize, padding: 'same' },
          ...(index === 0 && { inputShape: [16, 16, 1] }),
        }),
      );
      return sums(tf.sequential({ layers })).nodes.at(-1)?.receptiveField?.size[0];
    }
  });

  test('explains before it computes', () => {
    cells.forEach((cell, index) => {
      assert.ok(cell.type !== 'code' || cells[index - 1]?.type === 'markdown', cell.id);
    });
  });
});
