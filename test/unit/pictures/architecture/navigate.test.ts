import assert from 'node:assert/strict';
import { layoutArchitecture } from '../../../../src/pictures/architecture/layout';
import { neighbour, type Direction } from '../../../../src/pictures/architecture/navigate';
import { alexNet, inception, residual } from '../../../support/payloads/graphs';

const lanes = layoutArchitecture(inception(), 900);
const blocks = layoutArchitecture(residual([2]), 900);

suite('walking an architecture', () => {
  const cases: readonly (readonly [typeof lanes, string, Direction, string | undefined])[] = [
    [lanes, 'relu_in', 'up', 'conv2_3x3'],
    [lanes, 'relu_in', 'down', 'inception_3a_1x1'],
    [lanes, 'inception_3a_1x1', 'right', 'inception_3a_3x3_reduce'],
    [lanes, 'inception_3a_3x3_reduce', 'right', 'inception_3a_5x5_reduce'],
    [lanes, 'inception_3a_5x5_reduce', 'left', 'inception_3a_3x3_reduce'],
    [lanes, 'inception_3a_1x1', 'left', undefined],
    [lanes, 'data', 'up', undefined],
    [lanes, 'data', 'right', undefined],
    [lanes, 'inception_3a_pool', 'right', undefined],
    [lanes, 'inception_3a_5x5', 'first', 'data'],
    [lanes, 'inception_3a_5x5', 'last', 'loss3_classifier'],
    // Not over the shortcut: the flow goes through the block.
    [blocks, 'conv2_block1_out', 'down', 'conv2_block2_1_conv'],
    [blocks, 'conv2_block2_add', 'up', 'conv2_block2_3_bn'],
    [blocks, 'no such node', 'down', undefined],
    [blocks, 'no such node', 'left', undefined],
  ];
  for (const [layout, from, direction, to] of cases) {
    test(`goes ${direction} from ${from} to ${to ?? 'nowhere'}`, () => {
      assert.equal(neighbour(layout, from, direction), to);
    });
  }

  test('reaches every layer of AlexNet with one key', () => {
    const layout = layoutArchitecture(alexNet(), 740);
    const seen = new Set<string>();
    for (
      let id = neighbour(layout, '', 'first');
      id !== undefined;
      id = neighbour(layout, id, 'down')
    ) {
      seen.add(id);
    }
    assert.equal(seen.size, 25);
  });
});
