import assert from 'node:assert/strict';

import { EventQueue } from '../../../src/kernel/client/eventQueue';
import { exitReason } from '../../../src/kernel/client/exitReason';
import { findNode, isNewEnough } from '../../../src/kernel/client/findNode';

suite('the supervisor of a kernel', () => {
  const reasonOf = (facts: Partial<Parameters<typeof exitReason>[0]>): string =>
    exitReason({ host: 'process', stderr: '', ...facts });

  test('names the cause of each kind of end', () => {
    assert.match(
      reasonOf({ signal: 'SIGABRT', stderr: 'FATAL ERROR: JavaScript heap out of memory' }),
      /ran out of memory/,
    );
    assert.match(reasonOf({ code: 3, exitCalled: 3 }), /process\.exit\(3\)/);
    assert.match(reasonOf({ signal: 'SIGSEGV' }), /crashed in native code \(SIGSEGV\)/);
    assert.match(reasonOf({ code: 3_221_225_477 }), /access violation/);
    assert.match(reasonOf({ signal: 'SIGKILL' }), /killed from outside/);
    assert.match(reasonOf({ code: 9, stderr: 'a\nlast words\n' }), /exit code 9.*last words$/);
  });

  test('says which Node is too old', () => {
    assert.ok(!isNewEnough('v18.20.0') && !isNewEnough('v20.11.1'));
    assert.ok(isNewEnough('v20.12.0') && isNewEnough('v24.0.0'));
  });

  test('takes the Node of the setting, or says what is wrong with it', async () => {
    assert.equal((await findNode(process.execPath)).path, process.execPath);
    await assert.rejects(findNode('/no/such/node'), /Received \/no\/such\/node/);
  });

  test('hands on events in order, those before a failure too', async () => {
    const queue = new EventQueue<number>();
    const seen: number[] = [];
    const reading = (async () => {
      for await (const item of queue) {
        seen.push(item);
      }
    })();
    queue.push(1);
    await Promise.resolve();
    queue.push(2);
    queue.push(3);
    queue.fail(new Error('over'));
    await assert.rejects(reading, /over/);
    assert.deepEqual(seen, [1, 2, 3]);
  });
});
