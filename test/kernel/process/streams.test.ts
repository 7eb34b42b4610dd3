import assert from 'node:assert/strict';

import { Bench, hosts } from './harness';

for (const host of hosts) {
  suite(`streams of a kernel (${host})`, () => {
    let bench: Bench;

    suiteSetup(() => {
      bench = new Bench({ host });
    });
    suiteTeardown(async () => bench.kernel.dispose());

    test('keeps the order of stdout, stderr and displays', async () => {
      const { events } = await bench.run(`
        console.log('one'); console.error('two'); display('three'); process.stdout.write('four'); 'five'`);
      assert.deepEqual(
        events.map((event) =>
          event.type === 'stream'
            ? `${event.name} ${event.text}`
            : event.type === 'display'
              ? `display ${event.bundle['text/plain']}`
              : event.type,
        ),
        ['stdout one\n', 'stderr two\n', "display 'three'", 'stdout four', "display 'five'"],
      );
    });

    test('sends output while a synchronous loop goes on', async () => {
      const { stdout } = await bench.run("console.log('first'); while (true) {}", {
        stopWhen: (event) => event.type === 'stream' && event.text.includes('first'),
      });
      assert.equal(stdout, 'first\n');
    });

    test('formats as Node does', async () => {
      const { stdout } = await bench.run(`
        console.log('%s has %d', 'a', 2, { b: [1] });
        console.group('group'); console.log('inside'); console.groupEnd();
        console.table([{ q: 1 }]); console.dir({ deep: { deeper: {} } }, { depth: 0 });`);
      assert.match(stdout, /^a has 2 \{ b: \[ 1 \] \}\ngroup\n {2}inside\n/);
      assert.match(stdout, /│ 0 {7}│ 1 │/);
      assert.match(stdout, /\{ deep: \[Object\] \}\n$/);
    });

    test('does not indent a cell after one that failed in a group', async () => {
      await bench.run("console.group('g'); throw new Error('in a group')");
      assert.equal((await bench.run("console.log('straight')")).stdout, 'straight\n');
    });

    test('joins bytes of a character that come one by one', async () => {
      const { stdout } = await bench.run(
        "for (const byte of Buffer.from('é')) process.stdout.write(Uint8Array.of(byte));",
      );
      assert.equal(stdout, 'é');
    });

    test('takes many small writes in few events', async () => {
      const { stdout, events } = await bench.run(
        "for (let i = 0; i < 20_000; i++) console.log('x');",
      );
      assert.equal(stdout.length, 40_000);
      assert.ok(events.length < 1_000, `${events.length} events`);
    });

    test('keeps head and tail of a flood and says what is missing', async () => {
      const { stdout, displayed } = await bench.run(`
        for (let i = 0; i < 200_000; i++) process.stdout.write(i + ' '.repeat(1_000) + '\\n');
        'over'`);
      assert.deepEqual(displayed, ["'over'"]);
      assert.ok(stdout.length < 11_000_000, `${stdout.length} characters`);
      assert.match(stdout, /^0 /);
      assert.match(stdout, /too much output: \d+\.\d MB, 19\d,\d+ lines are left out/);
      assert.match(stdout, /199999 +\n$/);
    });

    test('gives output after the end of its cell to that cell', async () => {
      const cell = bench.nextCell();
      await bench.run("setTimeout(() => { console.log('late'); display(7); }, 30);", { cell });
      const { events } = await bench.run('await new Promise((r) => setTimeout(r, 80));');
      assert.deepEqual(events, []);
      assert.deepEqual(
        (await bench.takeLate(2)).map(({ cellId, event }) => [cellId, event.type]),
        [
          [cell.cellId, 'stream'],
          [cell.cellId, 'display'],
        ],
      );
    });

    test('gives late output to the running cell if that is the same cell', async () => {
      const cell = bench.nextCell();
      await bench.run("setTimeout(() => console.log('from before'), 30);", { cell });
      const { stdout } = await bench.run('await new Promise((r) => setTimeout(r, 80));', { cell });
      assert.equal(stdout, 'from before\n');
      assert.deepEqual(bench.late, []);
    });

    if (host === 'process') {
      test('passes on what native code and children print', async () => {
        const { stdout, stderr } = await bench.run(`
          require('node:child_process').execSync('echo child; echo complaint >&2', { stdio: 'inherit' });
          await new Promise((r) => setTimeout(r, 100));`);
        assert.equal(stdout, 'child\n');
        assert.equal(stderr, 'complaint\n');
      });
    }
  });
}
