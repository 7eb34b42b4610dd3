import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { describeModel, graphToText, roundNumber, wholeNumber } from '../../../src/graph';
import { resNet, withBlocks } from '../../support/payloads/networks';
import { usesCpu } from '../../support/tensors';

usesCpu(tf);

const { layers } = tf;

function textOf(model: tf.LayersModel): string {
  const text = graphToText(describeModel(model));
  model.dispose();
  return text;
}

suite('the text of a graph', () => {
  test('is an aligned table with a total line', () => {
    const model = tf.sequential({ name: 'small' });
    model.add(
      layers.conv2d({
        filters: 8,
        kernelSize: 3,
        strides: 2,
        activation: 'relu',
        inputShape: [9, 9, 3],
        name: 'conv',
      }),
    );
    model.add(layers.flatten({ name: 'flat' }));
    model.add(layers.dense({ units: 10, name: 'fc', trainable: false }));
    assert.equal(
      textOf(model),
      [
        'small: 3 layers from 9x9x3 to 10. 1,514 weights (224 of them trainable), 4,736 multiply-adds per example.',
        '',
        'Layer       Type                Output  Weights  Multiply-adds',
        '--------------------------------------------------------------',
        'conv_input  InputLayer          9x9x3',
        'conv        Conv2D 3x3 /2 relu  4x4x8       224          3,456',
        'flat        Flatten             128',
        'fc          Dense               10        1,290          1,280',
        '--------------------------------------------------------------',
        'Total                                     1,514          4,736',
        '',
        'Not trainable: 1,290 weights',
        'Other operations: 266 (biases, activations, pooling...)',
      ].join('\n'),
    );
  });

  test('says what a layer reads where it is not the line above', () => {
    const x = tf.input({ shape: [4], name: 'x' });
    const a = layers.dense({ units: 4, name: 'a' }).apply(x) as tf.SymbolicTensor;
    const sum = layers.add({ name: 'sum' }).apply([x, a]) as tf.SymbolicTensor;
    const lines = textOf(tf.model({ inputs: x, outputs: sum })).split('\n');
    assert.match(lines[2] ?? '', /Reads$/);
    assert.doesNotMatch(lines.find((line) => line.startsWith('a ')) ?? '', /x$/);
    assert.match(lines.find((line) => line.startsWith('sum')) ?? '', / x, a$/);
  });

  test('is folded as the picture is, with the sums of all layers', () => {
    const graph = withBlocks(resNet([3, 8, 36, 3]));
    const lines = graphToText(graph).split('\n');
    assert.ok(lines.length < 40, `${lines.length} lines`);
    assert.ok(lines.some((line) => /^conv4_block2 to 36 +35 x residual, 350 layers/.test(line)));
    assert.ok(lines.some((line) => /^conv4 +stage, 362 layers$/.test(line)));
    const { params, macs } = graph.totals;
    const sums = new RegExp(`^Total +${wholeNumber(params)} +${wholeNumber(macs)}$`);
    assert.ok(lines.some((line) => sums.test(line)));
  });

  for (const [value, words] of [
    [724_406_816, '724 million'],
    [1_135_256_096, '1.14 billion'],
    [3_857_973_248, '3.86 billion'],
    [999_999, '999,999'],
  ] as const) {
    test(`rounds ${value} to ${words}`, () => assert.equal(roundNumber(value), words));
  }
});
