import assert from 'node:assert/strict';
import { architectureCsv, tableColumns } from '../../../../src/pictures/architecture/table';
import { alexNet, GraphBuilder } from '../../../support/payloads/graphs';

suite('an architecture as a table', () => {
  test('has a row for each layer with exact numbers', () => {
    const lines = architectureCsv(alexNet()).trimEnd().split('\r\n');
    assert.equal(lines.length, 26);
    assert.equal(
      lines[2],
      'conv1,convolution,"11×11, 96 filters, stride 4",55×55×96,34944,34944,105415200,,1161600,"11×11, stride 4",data',
    );
  });

  test('gives a spreadsheet no formula to run and no broken quotes', () => {
    const b = new GraphBuilder();
    b.input('=HYPERLINK("http://example.com")', [1, 1, 1]);
    const [, row = ''] = architectureCsv(b.graph('g')).split('\r\n');
    assert.ok(row.startsWith(`"'=HYPERLINK(""http://example.com"")",input`));
  });

  test('shows a dash for what a layer has none of', () => {
    const relu = alexNet().nodes.find(({ id }) => id === 'relu1');
    assert.ok(relu);
    const weights = tableColumns.find(({ title }) => title === 'Weights');
    assert.equal(weights?.text(relu), '–');
    assert.equal(weights.raw?.(relu), '0');
  });
});
