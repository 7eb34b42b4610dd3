import assert from 'node:assert/strict';
import { UsageError, parseCommand } from '../../../src/cli/arguments';

suite('the command line', () => {
  const understood: readonly (readonly [string, object])[] = [
    ['--help', { type: 'help' }],
    ['run --help', { type: 'help' }],
    ['--version', { type: 'version' }],
    ['backends', { type: 'backends' }],
    ['install tensorflow', { type: 'install', what: 'tensorflow' }],
    ['install mnist', { type: 'install', what: 'mnist' }],
    ['uninstall cuda', { type: 'uninstall', what: 'cuda' }],
    ['install webgpu', { type: 'install', what: 'webgpu' }],
    ['run a.tsnb', { type: 'run', file: 'a.tsnb' }],
    ['run a.tsnb --output b.tsnb', { type: 'run', file: 'a.tsnb', output: 'b.tsnb' }],
    [
      'run --timeout 0.5 --backend cpu a.tsnb',
      { type: 'run', file: 'a.tsnb', timeout: 0.5, backend: 'cpu' },
    ],
  ];
  for (const [line, expected] of understood) {
    test(`understands "${line}"`, () => {
      assert.deepEqual(parseCommand(line.split(' ')), expected);
    });
  }

  const refused: readonly (readonly [string, RegExp])[] = [
    ['', /command should be named/],
    ['walk', /should be run, backends, install or uninstall\. Received "walk"/],
    [
      'install',
      /takes one backend, tensorflow, cuda or webgpu, or one data set, mnist or fashion\. Received ""/,
    ],
    ['install wasm', /mnist or fashion\. Received "wasm"/],
    ['run', /takes one file\. Received 0/],
    ['run a b', /takes one file\. Received 2/],
    ['run a --timeout soon', /--timeout should be seconds .* Received "soon"/],
    ['run a --timeout 0', /--timeout should be seconds above 0/],
    ['run a --timeout 1e9', /--timeout should be seconds/],
    ['run a --backend gpu', /--backend should be one of cuda, .* Received "gpu"/],
    ['run a --fast', /Unknown option '--fast'\. See "tsnb --help"/],
    ['run a --output', /--output/],
    ['backends now', /takes no arguments/],
    ['backends --timeout 3', /takes no arguments/],
  ];
  for (const [line, sentence] of refused) {
    test(`refuses "${line}" in one sentence`, () => {
      const args = line.split(' ').filter((part) => part !== '');
      assert.throws(
        () => parseCommand(args),
        (error) =>
          error instanceof UsageError &&
          sentence.test(error.message) &&
          !error.message.includes('\n'),
      );
    });
  }
});
