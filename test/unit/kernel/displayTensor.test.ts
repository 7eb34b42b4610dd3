import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';

import { createDisplay } from '../../../src/kernel/display';

const { toBundle } = createDisplay({ emit: () => undefined });

/** Shows a tensor that is disposed afterwards; the number of tensors has to be the same again. */
async function show(make: () => tf.Tensor) {
  const before = tf.memory().numTensors;
  const tensor = make();
  const bundle = await toBundle(tensor);
  tensor.dispose();
  assert.equal(tf.memory().numTensors, before);
  return { text: bundle['text/plain'], html: bundle['text/html'] as string | undefined };
}

suite('display: tensors', () => {
  suiteSetup(async () => {
    Object.assign(tf.findBackend('cpu'), { firstUse: false });
    await tf.setBackend('cpu');
  });

  const cases: readonly (readonly [string, () => tf.Tensor, string])[] = [
    ['a scalar', () => tf.scalar(3.5), 'Tensor [] float32\n3.5'],
    [
      'a vector',
      () => tf.tensor1d([1, -2.25, 3]),
      'Tensor [3] float32, min -2.25, max 3, mean 0.58333\n[ 1.00 -2.25  3.00]',
    ],
    [
      'a matrix of integers',
      () => tf.tensor2d([1, 20, 3, 4], [2, 2], 'int32'),
      'Tensor [2,2] int32, min 1, max 20, mean 7\n[[ 1 20]\n [ 3  4]]',
    ],
    [
      'booleans',
      () => tf.tensor1d([true, false, true], 'bool'),
      'Tensor [3] bool, 2 of 3 true\n[ true false  true]',
    ],
    ['strings', () => tf.tensor1d(['a', 'b"']), 'Tensor [2] string\n[  "a" "b\\""]'],
    [
      'complex numbers',
      () => tf.complex([1, 2], [0.5, -1]),
      'Tensor [2] complex64\n[1.0+0.5i 2.0-1.0i]',
    ],
    ['an empty tensor', () => tf.zeros([0, 4]), 'Tensor [0,4] float32, empty'],
    [
      'NaN and Infinity, counted and left out of the range',
      () => tf.tensor1d([1, NaN, -Infinity, 3]),
      'Tensor [4] float32, min 1, max 3, mean 2, 1 NaN, 1 infinite\n[        1       NaN -Infinity         3]',
    ],
    [
      'rank three in nested brackets',
      () => tf.range(0, 8).reshape([2, 2, 2]),
      'Tensor [2,2,2] float32, min 0, max 7, mean 3.5\n[[[0 1]\n  [2 3]]\n\n [[4 5]\n  [6 7]]]',
    ],
  ];
  for (const [name, make, expected] of cases) {
    test(`shows ${name}`, async () => {
      assert.equal((await show(() => tf.tidy(make))).text, expected);
    });
  }

  test('a large tensor shows its corners, small', async () => {
    const { text, html } = await show(() => tf.ones([1, 55, 55, 96]));
    assert.match(
      text,
      /^Tensor \[1,55,55,96\] float32, min 1, max 1, mean 1\n\[\[\[\[1 1 1 \.\.\. 1 1 1\]/,
    );
    assert.ok(text.length < 2000, `${text.length}`);
    assert.equal(html, undefined);
  });

  test('a huge tensor is read in part, and says so', async () => {
    const { text } = await show(() => tf.zeros([2 ** 22 + 8]));
    assert.match(text, /of the first 4194304 values\n\[0 0 .* \.\.\.\]$/);
  });

  test('a matrix is also a table with a caption, its middle left out', async () => {
    const { html } = await show(() =>
      tf.tidy(() => tf.range(0, 400, 1, 'int32').reshape([20, 20])),
    );
    assert.match(
      html ?? '',
      /<caption>Tensor \[20,20\] int32, min 0, max 399, mean 199\.5<\/caption>/,
    );
    assert.equal(html?.match(/<tr>/g)?.length, 1 + 5 + 1 + 5);
    assert.match(html, /<th scope="row">19<\/th><td>380<\/td>/);
  });

  test('the strings of a tensor are escaped in the table', async () => {
    const { html } = await show(() => tf.tensor1d(['<script>']));
    assert.match(html ?? '', /&quot;&lt;script&gt;&quot;/);
  });

  test('a disposed tensor says so', async () => {
    const tensor = tf.zeros([2]);
    tensor.dispose();
    assert.equal((await toBundle(tensor))['text/plain'], 'Tensor [2] float32, disposed');
  });

  test('a tensor disposed right after the call is shown with its values', async () => {
    const tensor = tf.tensor1d([4, 5]);
    const bundle = toBundle(tensor);
    tensor.dispose();
    assert.match((await bundle)['text/plain'], /\[4 5\]$/);
  });

  test('a variable has a name', async () => {
    const variable = tf.variable(tf.ones([1]), true, 'weight');
    assert.match((await toBundle(variable))['text/plain'], /^Variable weight \[1\] float32/);
    variable.dispose();
  });

  test('a model and the output of a layer have words', async () => {
    const input = tf.input({ shape: [4], name: 'in' });
    const model = tf.model({
      inputs: input,
      outputs: tf.layers.dense({ units: 2, name: 'out' }).apply(input) as tf.SymbolicTensor,
    });
    assert.match((await toBundle(model))['text/plain'], /out \(Dense\).*\n.*\n.*Total params: 10/);
    assert.equal((await toBundle(input))['text/plain'], 'SymbolicTensor in [null,4] float32');
    assert.match((await toBundle(tf.sequential()))['text/plain'], /0 layers, not built yet/);
    model.dispose();
  });
});
