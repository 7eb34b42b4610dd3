import assert from 'node:assert/strict';
import { TerminalReport } from '../../../src/cli/report';
import type { KernelEvent } from '../../../src/protocol/kernel';

/** What a log file holds after one cell with these events. */
function reportOf(events: readonly KernelEvent[]): string {
  let text = '';
  const report = new TerminalReport({ write: (part) => (text += part) });
  report.onCell({ number: 3, total: 17, title: '9.1 AlexNet' });
  for (const event of events) {
    report.onEvent(event);
  }
  report.onCellEnd({ status: 'ok', milliseconds: 1234 });
  return text;
}

suite('the report of a run', () => {
  test('is a heading, the output and the time, as plain lines', () => {
    const events: readonly KernelEvent[] = [
      { type: 'stream', name: 'stdout', text: 'one\ntw' },
      { type: 'progress', message: 'building', fraction: 0.5 },
      { type: 'stream', name: 'stdout', text: 'o' },
      { type: 'display', displayId: 'a', bundle: { 'text/plain': '42' } },
    ];
    assert.equal(reportOf(events), '\n[3/17] 9.1 AlexNet\none\ntwo\n42\n  done in 1.2 s\n');
  });

  test('tells an updated display as it was first and as it ended', () => {
    const events: readonly KernelEvent[] = [
      { type: 'display', displayId: 'a', bundle: { 'text/plain': 'epoch 1' } },
      { type: 'update-display', displayId: 'a', bundle: { 'text/plain': 'epoch 2' } },
      { type: 'update-display', displayId: 'a', bundle: { 'text/plain': 'epoch 3' } },
    ];
    assert.equal(reportOf(events), '\n[3/17] 9.1 AlexNet\nepoch 1\nepoch 3\n  done in 1.2 s\n');
  });

  test('shows an error with its places', () => {
    const traceback = ['TypeError: x is not a function', '    at Cell 3, line 2, column 1'];
    const error = { name: 'TypeError', message: 'x', frames: [], causes: [], traceback };
    assert.match(
      reportOf([{ type: 'error', error }]),
      /function\n {4}at Cell 3, line 2, column 1\n/,
    );
  });
});
