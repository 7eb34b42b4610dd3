import assert from 'node:assert/strict';

import { StreamBuffer } from '../../../src/kernel/streamBuffer';

suite('a stream buffer', () => {
  const collect = (): { readonly sent: string[]; readonly buffer: StreamBuffer } => {
    const sent: string[] = [];
    const sink = (name: string, text: string): void => void sent.push(`${name}:${text}`);
    return { sent, buffer: new StreamBuffer(sink, { characters: 100, lines: 5 }) };
  };

  test('sends a first write at once', () => {
    const { sent, buffer } = collect();
    buffer.write('stdout', 'a');
    assert.deepEqual(sent, ['stdout:a']);
  });

  test('keeps the order of both streams', () => {
    const { sent, buffer } = collect();
    for (let turn = 0; turn < 20; turn += 1) {
      buffer.write('stdout', 'o');
      buffer.write('stderr', 'e');
    }
    buffer.end();
    const text = sent.map((one) => one.replace(/std(out|err):/, '')).join('');
    assert.equal(text, 'oe'.repeat(20));
  });

  test('keeps whole lines up to the limit, and the last ones', () => {
    const { sent, buffer } = collect();
    buffer.write('stdout', '1\n2\n3\n4\n5\n6\n7\n');
    buffer.write('stdout', '8\n');
    buffer.end();
    assert.equal(sent[0], 'stdout:1\n2\n3\n4\n5\n');
    assert.match(sent[1] ?? '', /3 lines are left out/);
    assert.match(sent[1] ?? '', /6\n7\n8\n$/);
  });

  test('cuts one endless line', () => {
    const { sent, buffer } = collect();
    buffer.write('stdout', 'x'.repeat(150));
    buffer.end();
    assert.equal(sent[0], `stdout:${'x'.repeat(100)}`);
    assert.equal(sent.length, 2);
  });

  test('says nothing of a flood that was none', () => {
    const { sent, buffer } = collect();
    buffer.write('stdout', 'x'.repeat(100));
    buffer.end();
    assert.equal(sent.length, 1);
  });
});
