import assert from 'node:assert/strict';
import type { QueuedRun } from '../../../src/extension/run/queue';
import { RunQueue } from '../../../src/extension/run/queue';

/** A run that ends when told to, and writes down what happens to it. */
function newRun(name: string, log: string[]) {
  let end: (succeeded: boolean) => void = () => undefined;
  const promise = new Promise<boolean>((resolve) => (end = resolve));
  const run: QueuedRun = {
    run: () => {
      log.push(`run ${name}`);
      return promise;
    },
    skip: () => void log.push(`skip ${name}`),
  };
  return Object.assign(run, { end });
}

suite('the queue of a notebook', () => {
  test('runs cells one after the other, in order', async () => {
    const log: string[] = [];
    const [a, b] = [newRun('a', log), newRun('b', log)];
    const queue = new RunQueue();
    const all = queue.add([a, b]);
    assert.deepEqual(log, ['run a']);
    a.end(true);
    b.end(true);
    await all;
    assert.deepEqual(log, ['run a', 'run b']);
  });

  test('appends what is added while a cell runs', async () => {
    const log: string[] = [];
    const [a, b, c] = [newRun('a', log), newRun('b', log), newRun('c', log)];
    const queue = new RunQueue();
    const first = queue.add([a, b]);
    const second = queue.add([c]);
    [a, b, c].forEach((run) => run.end(true));
    await Promise.all([first, second]);
    assert.deepEqual(log, ['run a', 'run b', 'run c']);
  });

  test('skips the rest after a failing cell, and runs again afterwards', async () => {
    const log: string[] = [];
    const [a, b, c] = [newRun('a', log), newRun('b', log), newRun('c', log)];
    const queue = new RunQueue();
    const all = queue.add([a, b]);
    a.end(false);
    await all;
    c.end(true);
    await queue.add([c]);
    assert.deepEqual(log, ['run a', 'skip b', 'run c']);
  });

  test('takes one waiting cell out and leaves the others', async () => {
    const log: string[] = [];
    const [a, b, c] = [newRun('a', log), newRun('b', log), newRun('c', log)];
    const queue = new RunQueue();
    const all = queue.add([a, b, c]);
    assert.equal(queue.remove(b), true);
    assert.equal(queue.remove(a), false, 'a runs and is no longer in the queue');
    [a, c].forEach((run) => run.end(true));
    await all;
    assert.deepEqual(log, ['run a', 'skip b', 'run c']);
  });

  test('skips all that waits when it is cleared', async () => {
    const log: string[] = [];
    const [a, b] = [newRun('a', log), newRun('b', log)];
    const queue = new RunQueue();
    const all = queue.add([a, b]);
    queue.clear();
    a.end(true);
    await all;
    assert.deepEqual(log, ['run a', 'skip b']);
  });

  test('skips the rest and says so when a run throws', async () => {
    const log: string[] = [];
    const b = newRun('b', log);
    const broken: QueuedRun = {
      run: () => Promise.reject(new Error('broken')),
      skip: () => void log.push('skip broken'),
    };
    await assert.rejects(new RunQueue().add([broken, b]), /broken/);
    assert.deepEqual(log, ['skip b']);
  });
});
