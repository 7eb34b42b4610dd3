import assert from 'node:assert/strict';
import { fromColumn, toColumn, type Numbers } from '../../../src/protocol/columns';

suite('columns of numbers', () => {
  const columns: readonly Numbers[] = [
    new Float32Array([]),
    new Float32Array([0, -1.5, NaN, Infinity, 1e-30]),
    new Uint32Array([7, 4_294_967_295]),
    new Uint8Array([255]),
    new Uint8Array([1, 2]),
    new Uint8Array([1, 2, 3]),
    Uint8Array.from({ length: 1000 }, (_, index) => (index * 37) % 256),
    new Float32Array([1, 2, 3, 4]).subarray(1, 3),
  ];
  for (const numbers of columns) {
    test(`${numbers.constructor.name} of ${numbers.length} comes back`, () => {
      const column = toColumn(numbers);
      assert.deepEqual([...fromColumn(column, 'it')], [...numbers]);
      const bytes = Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
      assert.equal(column.base64, bytes.toString('base64'));
    });
  }

  const damaged: readonly (readonly [unknown, RegExp])[] = [
    [undefined, /it should be a column/],
    [{ type: 'float64', length: 1, base64: 'AAAA' }, /it\.type should be one of float32/],
    [{ type: 'uint8', length: 4, base64: 'AAAA' }, /it should have 4 numbers\. Received 3 bytes/],
    [{ type: 'uint8', length: 3, base64: 'AA<A' }, /base64\. Received "<"/],
    [{ type: 'uint8', length: 3, base64: 'AAA' }, /multiple of 4/],
    [{ type: 'uint8', length: 'x', base64: 'AAAA' }, /should have x numbers/],
  ];
  for (const [value, message] of damaged) {
    test(`${JSON.stringify(value)} is refused`, () => {
      assert.throws(() => fromColumn(value, 'it'), message);
    });
  }
});
