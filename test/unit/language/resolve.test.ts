import assert from 'node:assert/strict';
import path from 'node:path';
import { mayUseShippedTypes, shippedDeclarations } from '../../../src/language/resolve';

const types = path.join(path.sep, 'extension', 'types');

suite('types for cells', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['tsnb', ['tsnb/index.d.ts']],
    ['@tensorflow/tfjs', ['@tensorflow/tfjs/dist/index.d.ts']],
    ['@tensorflow/tfjs-node', ['@tensorflow/tfjs/dist/index.d.ts']],
    ['@tensorflow/tfjs-node-gpu', ['@tensorflow/tfjs/dist/index.d.ts']],
    ['@tensorflow/tfjs-core', ['@tensorflow/tfjs-core/dist/index.d.ts']],
    [
      '@tensorflow/tfjs-core/dist/tensor',
      ['@tensorflow/tfjs-core/dist/tensor.d.ts', '@tensorflow/tfjs-core/dist/tensor/index.d.ts'],
    ],
    ['lodash', []],
    ['./helper', []],
  ];
  for (const [name, expected] of cases) {
    test(`resolves ${name} to ${expected.join(' or ') || 'nothing of ours'}`, () => {
      assert.deepEqual(
        shippedDeclarations(name, types),
        expected.map((file) => path.join(types, file)),
      );
    });
  }

  test('serves notebook cells and its own declarations, and leaves other files alone', () => {
    assert.ok(
      mayUseShippedTypes('^/vscode-notebook-cell/ts-nul-authority/w/Lesson9.tsnb#x', types),
    );
    assert.ok(mayUseShippedTypes('/any/^/vscode-notebook-cell/x/w/Lesson9.tsnb#x', types));
    assert.ok(mayUseShippedTypes(path.join(types, 'tsnb', 'index.d.ts'), types));
    assert.ok(!mayUseShippedTypes('/w/app.ts', types));
    assert.ok(!mayUseShippedTypes(`${types}-other/x.d.ts`, types));
  });
});
