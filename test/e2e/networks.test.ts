import assert from 'node:assert/strict';
import { themeNames, useWorkbench } from '../support/workbench';
import { notebookText } from '../support/notebookText';

const cells = [
  "import { show, resnet50 } from 'tsnb';\n\nshow(resnet50());",
  "import { diff, resnet50 } from 'tsnb';\n\ndiff(resnet50(), resnet50({ convention: 'torchvision' }))",
  "import { plan, vgg16 } from 'tsnb';\n\nplan(vgg16(), { batchSize: 32, optimizer: 'adam' })",
  "import { vgg16 } from 'tsnb';\n\nvgg16({ classes: 0 })",
  `import * as tf from '@tensorflow/tfjs';

const image = tf.input({ shape: [28, 28, 1], name: 'image' });
const branch = (name: string, kernelSize: number) =>
  tf.layers.conv2d({ name, filters: 8, kernelSize }).apply(image) as tf.SymbolicTensor;
tf.layers.concatenate({ name: 'joined' }).apply([branch('narrow', 3), branch('wide', 5)]);`,
];

suite('networks of the zoo in a workbench', () => {
  const workbench = useWorkbench({
    files: { 'networks.tsnb': notebookText(...cells) },
    open: 'networks.tsnb',
  });
  const block = (name: string) =>
    workbench().outputs.locator(`[data-id*="${name}"][aria-expanded]`).first();

  test('ResNet-50 is one screen of folded blocks, without waiting for its weights', async () => {
    await workbench().cell(0).run();
    await workbench().cell(0).ended('success');
    await block('conv4_block2').waitFor({ timeout: 60_000 });
    assert.equal(await block('conv4_block2').getAttribute('aria-expanded'), 'false');
  });

  test('two forms of it differ in what moved', async () => {
    await workbench().cell(1).run();
    await workbench().cell(1).ended('success');
    await workbench().outputs.getByText('conv3_block1_2_conv').first().waitFor();
  });

  test('a plan says what VGG-16 needs to train, and what this machine has', async () => {
    await workbench().cell(2).run();
    await workbench().cell(2).ended('success');
    await workbench()
      .outputs.getByText(/vgg16 at batch 32 needs about .* to train/)
      .first()
      .waitFor();
  });

  test('a wrong option is an error that says what is allowed', async () => {
    await workbench().cell(3).run();
    await workbench().cell(3).ended('error');
    await workbench()
      .outputs.getByText('classes should be a whole number, 1 or more. Received classes=0')
      .first()
      .waitFor();
  });

  test('shapes that do not fit are an error, and a picture of what was built', async () => {
    await workbench().cell(4).run();
    await workbench().cell(4).ended('error');
    const layer = workbench().outputs.locator('[data-id="joined"]').first();
    await layer.waitFor({ timeout: 60_000 });
    assert.match((await layer.getAttribute('aria-label')) ?? '', /cannot take 26×26×8 and 24×24×8/);
    await workbench()
      .outputs.locator('.tsnb-error', { hasText: 'matching shapes' })
      .first()
      .waitFor();
    await workbench().reveal(layer);
    await workbench().screenshot('networks-wrong-shapes');
  });

  for (const theme of themeNames) {
    test(`is drawn in the theme ${theme}`, async () => {
      await workbench().setTheme(theme);
      await workbench().reveal(block('conv4_block2'));
      await workbench().screenshot(`networks-${theme}`);
    });
  }

  test('pictures of the plan', async () => {
    await workbench().reveal(
      workbench()
        .outputs.getByText(/vgg16 at batch 32 needs/)
        .first(),
    );
    await workbench().screenshot('networks-plan');
  });
});
