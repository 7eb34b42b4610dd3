import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseNotebook } from '../../src/notebook';
import { Mime } from '../../src/protocol/mime';
import { until } from '../support/until';
import { themeNames, useWorkbench } from '../support/workbench';

const lesson = readFileSync('notebooks/Lesson9.tsnb', 'utf8');

/** A cell behind all others: it runs when none of them has failed. */
function withEnd(text: string): string {
  const notebook = JSON.parse(text) as { cells: object[] };
  const source = [
    "import { writeFileSync } from 'node:fs';\n",
    "writeFileSync('ended.txt', 'all cells have run');",
  ];
  const end = {
    ...{ cell_type: 'code', execution_count: null, id: 'the-end' },
    ...{ metadata: {}, outputs: [], source },
  };
  return `${JSON.stringify({ ...notebook, cells: [...notebook.cells, end] }, null, 2)}\n`;
}

/** A picture of each kind, and how it is told from the others: by the class of its root. */
const pictures: readonly (readonly [kind: string, root: string, nth: number])[] = [
  ['alexnet', '.tsnb-architecture', 0],
  ['comparison', '.tsnb-comparison', 0],
  ['augmented', '.tsnb-images', 1],
  ['inception', '.tsnb-concat', 0],
  ['addition', '.tsnb-concat', 1],
  ['dense', '.tsnb-concat', 2],
  ['plain', '.tsnb-training', 0],
  ['twins', '.tsnb-training', 1],
  ['transfer', '.tsnb-training', 4],
  ['confusion', '.tsnb-matrix', 0],
  ['wrong', '.tsnb-images', -1],
];

suite('the whole lesson in a workbench', function () {
  this.timeout(900_000);
  const workbench = useWorkbench({
    files: { 'Lesson9.tsnb': withEnd(lesson) },
    open: 'Lesson9.tsnb',
  });
  const saved = () =>
    parseNotebook(readFileSync(path.join(workbench().workspace, 'Lesson9.tsnb'), 'utf8'));

  test('runs from its first cell to its last', async () => {
    await workbench().command('Notebook: Run All');
    const ended = path.join(workbench().workspace, 'ended.txt');
    await until(() => existsSync(ended), 'the last cell', 840_000);
    await workbench().save();
    const cells = saved().cells.filter(({ type }) => type === 'code');
    for (const cell of cells) {
      const outputs = cell.type === 'code' ? cell.outputs : [];
      assert.ok(
        outputs.every(({ type }) => type !== 'error'),
        cell.id,
      );
      assert.ok(cell.id === 'the-end' || outputs.length > 0, `${cell.id} shows nothing`);
    }
    const mimes = new Set(
      cells.flatMap((cell) =>
        (cell.type === 'code' ? cell.outputs : []).flatMap((output) =>
          output.type === 'display_data' ? Object.keys(output.data) : [],
        ),
      ),
    );
    for (const mime of [Mime.architecture, Mime.comparison, Mime.concat, Mime.training]) {
      assert.ok(mimes.has(mime), mime);
    }
    assert.ok(mimes.has(Mime.images) && mimes.has(Mime.matrix));
  });

  for (const theme of themeNames) {
    test(`has all its pictures in the theme ${theme}`, async () => {
      await workbench().setTheme(theme);
      for (const [kind, root, nth] of pictures) {
        const all = workbench().outputs.locator(root);
        const picture = nth < 0 ? all.last() : all.nth(nth);
        await workbench().reveal(picture);
        await workbench().screenshot(`whole-lesson-${kind}-${theme}`);
      }
    });
  }

  test('shows the same pictures when it is closed and opened again', async () => {
    const before = saved();
    await workbench().close();
    await workbench().open('Lesson9.tsnb');
    const picture = workbench().outputs.locator('.tsnb-training').nth(1);
    await workbench().reveal(picture);
    await workbench().screenshot('whole-lesson-reopened');
    assert.deepEqual(saved(), before);
  });
});
