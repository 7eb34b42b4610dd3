import assert from 'node:assert/strict';
import {
  groupsOf,
  isFrozen,
  nodeLabel,
  titleOf,
  whatParts,
} from '../../../../src/pictures/architecture/describe';
import type { ArchitectureGraph, GraphNode } from '../../../../src/protocol/architecture';
import { alexNet, inception, residual, shared } from '../../../support/payloads/graphs';

function nodeOf(graph: ArchitectureGraph, id: string): GraphNode {
  const found = graph.nodes.find((node) => node.id === id);
  assert.ok(found);
  return found;
}

suite('a layer in words', () => {
  const cases: readonly (readonly [ArchitectureGraph, string, string])[] = [
    [alexNet(), 'data', ''],
    [alexNet(), 'conv1', '11×11, 96 filters, stride 4'],
    [alexNet(), 'conv2', '5×5, 256 filters, 2 groups'],
    [alexNet(), 'pool1', 'max 3×3, stride 2'],
    [alexNet(), 'norm1', 'depth radius 2, bias 1, alpha 0.0001, beta 0.75'],
    [alexNet(), 'flatten', 'flatten'],
    [alexNet(), 'fc6', '4096 units'],
    [alexNet(), 'drop6', 'rate 0.5'],
    [alexNet(), 'prob', 'softmax'],
    [inception(), 'inception_3a_output', 'concatenate'],
    [inception(), 'pool5', 'global average'],
    [residual([1]), 'conv1_bn', 'batch norm'],
    [residual([1]), 'predictions', '1000 units, softmax'],
  ];
  for (const [graph, id, expected] of cases) {
    test(`says "${expected}" of ${graph.name}'s ${id}`, () => {
      assert.equal(whatParts(nodeOf(graph, id)).join(', '), expected);
    });
  }

  test('tells a further use of a shared layer from the first', () => {
    const again = nodeOf(shared(), 'tower#2');
    assert.equal(titleOf(again), 'tower#2');
    assert.equal(whatParts(again)[0], 'weights of tower');
    assert.equal(titleOf({ ...again, id: 'base/tower' }), 'tower');
  });

  test('puts a changed property first', () => {
    assert.equal(whatParts(nodeOf(alexNet(), 'conv1'), 'strides')[0], 'stride 4');
  });

  for (const { className, config, expected } of [
    { className: 'PaddedMaxPooling2D', config: { pool: '3x3' }, expected: 'max 3×3' },
    { className: 'PaddedAveragePooling2D', config: { pool: '5x5' }, expected: 'average 5×5' },
    { className: 'AdaptiveAveragePooling2D', config: {}, expected: 'adaptive average' },
  ]) {
    test(`says "${expected}" of ${className}`, () => {
      const node = { ...nodeOf(alexNet(), 'pool1'), className, config };
      assert.equal(whatParts(node).join(', '), expected);
    });
  }

  test('keeps abbreviations of class names', () => {
    const node = { ...nodeOf(alexNet(), 'relu1'), className: 'ReLU', config: {} };
    assert.deepEqual(whatParts(node), ['ReLU']);
  });

  test('tells a screen reader everything that a row shows', () => {
    assert.equal(
      nodeLabel(nodeOf(alexNet({ frozen: true }), 'conv1')),
      'conv1, convolution, 11×11, 96 filters, stride 4, output 55 by 55 by 96, 34,944 weights, frozen, 105,415,200 multiply-adds, reads data',
    );
  });

  test('believes only sensible group counts', () => {
    const conv = nodeOf(alexNet(), 'conv2');
    assert.equal(groupsOf(conv), 2);
    for (const groups of [1, 0, -2, 1.5, 'two', null, [2]]) {
      assert.equal(groupsOf({ ...conv, config: { groups } }), 1);
    }
  });

  test('calls frozen what has weights and moves none', () => {
    assert.equal(isFrozen(nodeOf(alexNet({ frozen: true }), 'conv1')), true);
    assert.equal(isFrozen(nodeOf(residual([1]), 'conv1_bn')), false);
    assert.equal(isFrozen(nodeOf(alexNet(), 'relu1')), false);
  });
});
