import assert from 'node:assert/strict';
import { createSuited } from '../../../src/learn/suited';

suite('settings that suit the machine', () => {
  const host = (gpu?: string) => {
    const notices: string[] = [];
    const machine = () => ({ backend: 'any', traits: {}, ...(gpu !== undefined && { gpu }) });
    return { notices, suited: createSuited({ machine, notice: (text) => notices.push(text) }) };
  };
  const settings = { images: 1000, epochs: 2, optimizer: 'adam' };

  test('are those of the cell on a processor', () => {
    const { suited, notices } = host();
    assert.deepEqual(suited(settings, { gpu: { epochs: 8 } }), settings);
    assert.deepEqual(notices, []);
  });

  test('are larger on a GPU, and say so', () => {
    const { suited, notices } = host('NVIDIA H100');
    const larger = { gpu: { epochs: 8, images: 5000, optimizer: 'adam' } };
    assert.deepEqual(suited(settings, larger), { images: 5000, epochs: 8, optimizer: 'adam' });
    assert.deepEqual(notices, [
      'Larger on this GPU (NVIDIA H100): epochs 8 instead of 2, images 5000 instead of 1000.',
    ]);
  });

  test('say nothing where nothing is different', () => {
    const { suited, notices } = host('NVIDIA H100');
    assert.deepEqual(suited(settings, { gpu: { epochs: 2 } }), settings);
    assert.deepEqual(notices, []);
  });

  test('refuse what would do nothing', () => {
    const { suited } = host();
    const wrong = { gpu: { epoch: 8 } } as object as { gpu: { epochs: number } };
    assert.throws(
      () => suited(settings, wrong),
      /no option epoch\. Allowed options: images, epochs, optimizer/,
    );
    assert.throws(
      () => suited(settings, 8 as unknown as { gpu: object }),
      /expected an object of options, such as \{ gpu: \.\.\. \}\. Received 8/,
    );
    assert.throws(
      () => suited(settings, {} as { gpu: object }),
      /expected an object of options, such as \{ images: \.\.\. \}\. Received undefined/,
    );
  });
});
