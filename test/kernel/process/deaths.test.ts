import assert from 'node:assert/strict';

import type { KernelExit } from '../../../src/kernel/client/kernel';
import { Bench, hosts } from './harness';

const notice =
  'The kernel was restarted; variables of earlier cells are gone. Run them again first.\n';

for (const host of hosts) {
  suite(`deaths of a kernel (${host})`, () => {
    let bench: Bench;
    let exits: KernelExit[];

    setup(async () => {
      bench = new Bench({ host, heapLimitMb: 200 });
      exits = [];
      bench.kernel.onDidExit((exit) => exits.push(exit));
      await bench.run('const kept = 1;');
    });
    teardown(async () => bench.kernel.dispose());

    const endsWith = async (code: string, reason: RegExp): Promise<void> => {
      const { errors } = await bench.run(code);
      assert.equal(errors.length, 1);
      assert.equal(errors[0]?.name, 'KernelDied');
      assert.match(errors[0].message, reason);
      assert.deepEqual(
        exits.map((exit) => exit.reason),
        [errors[0].message],
      );
      const next = await bench.run('typeof kept');
      assert.equal(next.stderr, notice);
      assert.deepEqual(next.displayed, ["'undefined'"]);
      assert.equal((await bench.run('1')).stderr, '');
    };

    test('tells that a cell called process.exit, after what it printed', async () => {
      const { stdout } = await bench.run('console.log("bye"); process.exit(3)');
      assert.equal(stdout, 'bye\n');
      assert.match(exits[0]?.reason ?? '', /process\.exit\(3\)/);
    });

    test('starts afresh after process.exit', async () => {
      await endsWith('process.exit(3)', /called process\.exit\(3\)/);
    });

    // In a worker these end the host itself, a full heap not always: the price of that setting.
    if (host === 'process') {
      test('tells that the heap is full', async () => {
        await endsWith(
          'const all = []; while (true) all.push(new Array(1e5).fill({}).map(() => ({})));',
          /ran out of memory \(JavaScript heap limit 200 MB\)/,
        );
      });

      test('tells that it was killed', async () => {
        await endsWith(
          'process.kill(process.pid, "SIGKILL"); await new Promise(() => {})',
          /SIGKILL/,
        );
      });

      test('tells that native code crashed', async () => {
        await endsWith('process.abort()', /crashed in native code/);
      });

      test('tells of a death between two cells', async () => {
        const { pid } = await bench.kernel.info;
        const exit = new Promise<KernelExit>((resolve) => bench.kernel.onDidExit(resolve));
        process.kill(pid, 'SIGTERM');
        assert.match((await exit).reason, /ended from outside \(SIGTERM\)/);
        assert.equal((await bench.run('1')).stderr, notice);
      });
    }
  });
}
