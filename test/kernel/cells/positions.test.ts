import assert from 'node:assert/strict';
import { TestNotebook } from './notebook';
import { placeInEditor, randomCell } from './randomCells';

/** How many random cells; the full figure is 10000. */
const count = Number(process.env['TSNB_FUZZ'] ?? 2000);

suite('places of errors', () => {
  let notebook: TestNotebook;

  suiteSetup(() => {
    notebook = new TestNotebook();
  });

  suiteTeardown(() => {
    notebook.dispose();
  });

  test(`are the editor's in ${count} random cells`, async function () {
    this.timeout(600_000);
    for (let seed = 1; seed <= count; seed += 1) {
      const { code, offset } = randomCell(seed);
      const label = `seed ${seed}:\n${code}`;
      let thrown: unknown;
      try {
        thrown = await notebook.thrown(code);
      } catch (error) {
        throw new Error(label, { cause: error });
      }
      assert.ok(thrown instanceof Error && thrown.message === 'here', `${String(thrown)} ${label}`);
      const { line, column } = notebook.firstPlace(thrown);
      assert.deepEqual({ line, column }, placeInEditor(code, offset), label);
    }
  });
});
