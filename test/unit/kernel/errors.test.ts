import assert from 'node:assert/strict';

import type { Places } from '../../../src/kernel/errors/frames';
import { parseStack } from '../../../src/kernel/errors/stack';
import { toKernelError } from '../../../src/kernel/errors/toKernelError';

const cell = { cellId: 'a', uri: 'vscode-notebook-cell:/l/a b.tsnb#W1', label: 'Cell 3' };
const places: Places = {
  originalPosition: (url, line, column) => ({ url, line, column: column + 1 }),
  cellOf: (url) => (url === cell.uri ? cell : undefined),
  folder: '/l',
  internalFolders: ['/opt/tsnb/dist/kernel'],
};

function errorWith(stack: string): Error {
  return Object.assign(new Error('m'), { stack });
}

suite('errors of cells', () => {
  test('reads all shapes of V8 frames', () => {
    const frames = parseStack(
      [
        'Error: at night (not:a:frame)',
        `    at f (${cell.uri}:7:5)`,
        `    at async Object.g [as h] (${cell.uri}:8:1)`,
        `    at async ${cell.uri}:9:2`,
        '    at new Foo (file:///l/help.ts:1:2)',
        '    at Array.map (<anonymous>)',
        '    at eval (eval at run (/l/x.js:1:1), <anonymous>:1:1)',
        '    at Timeout.<anonymous> (/l/x.js:3:4)',
      ].join('\n'),
    );
    assert.deepEqual(
      frames.map(({ functionName, url, line }) => [functionName, url, line]),
      [
        ['f', cell.uri, 7],
        ['g', cell.uri, 8],
        ['', cell.uri, 9],
        ['new Foo', 'file:///l/help.ts', 1],
        ['', '/l/x.js', 3],
      ],
    );
  });

  test('keeps frames of cells and files, in the learner’s words', () => {
    const { traceback } = toKernelError(
      errorWith(
        [
          'Error: m',
          '    at k (/opt/tsnb/dist/kernel/main.js:1:1)',
          `    at f (${cell.uri}:7:5)`,
          '    at g (file:///l/lib/help.ts?v=2:2:3)',
          '    at node:internal/process/task_queues:95:5',
        ].join('\n'),
      ),
      places,
    );
    assert.deepEqual(traceback, [
      'Error: m',
      '    at f (Cell 3, line 7, column 6)',
      '    at g (lib/help.ts, line 2, column 4)',
    ]);
  });

  test('shortens long ways through packages', () => {
    const { frames } = toKernelError(
      errorWith(
        Array.from(
          { length: 9 },
          (_, index) => `    at f (/l/node_modules/p/i.js:${index}:1)`,
        ).join('\n') + `\n    at g (${cell.uri}:1:1)`,
      ),
      places,
    );
    assert.equal(frames.length, 4);
    assert.equal(frames.at(-1)?.cell?.label, 'Cell 3');
  });

  test('survives errors that defend themselves', () => {
    const hostile = [
      new Proxy(new Error('x'), {
        get: () => {
          throw new Error('no');
        },
      }),
      Object.defineProperty(new Error('x'), 'stack', {
        get: () => {
          throw new Error('no');
        },
      }),
      Object.assign(new Error('x'), { name: 7, message: {} }),
      Object.create(null),
      Symbol('s'),
      null,
      10n,
      () => 1,
    ];
    for (const thrown of hostile) {
      const error = toKernelError(thrown, places);
      assert.ok(error.name.length > 0);
      assert.deepEqual(JSON.parse(JSON.stringify(error)), error);
    }
  });

  test('cuts a huge message', () => {
    const { message } = toKernelError(new Error('x'.repeat(1e6)), places);
    assert.ok(message.length < 11_000);
    assert.match(message, /more characters\)$/);
  });

  test('ends a circle of causes', () => {
    const first = new Error('first');
    const second = new Error('second', { cause: first });
    first.cause = second;
    assert.equal(toKernelError(first, places).causes.length, 1);
  });

  test('lists the errors of an aggregate', () => {
    const { traceback } = toKernelError(new AggregateError([new Error('a'), 'b'], 'both'), places);
    assert.equal(traceback[0], 'AggregateError: both');
    assert.ok(traceback.includes('Error 1 of 2: Error: a'));
    assert.ok(traceback.includes('Error 2 of 2: Thrown: b'));
  });
});
