import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { describeModel } from '../../../src/graph';
import { parseNotebook, serializeNotebook } from '../../../src/notebook';
import type { ArchitectureGraph } from '../../../src/protocol/architecture';
import { createZoo, type AlexNetOptions } from '../../../src/zoo';
import { usesCpu } from '../../support/tensors';

interface LessonMark {
  readonly tsnb?: { readonly lesson?: string };
}

suite('Lesson9.tsnb', () => {
  const text = readFileSync('notebooks/Lesson9.tsnb', 'utf8');
  const { cells, metadata } = parseNotebook(text);
  const code = cells.filter(({ type }) => type === 'code');

  test('is written as the codec writes it', () => {
    assert.equal(serializeNotebook(parseNotebook(text)), text);
  });

  test('says which kernel runs it', () => {
    assert.deepEqual(metadata['kernelspec'], {
      display_name: 'TSNB',
      language: 'typescript',
      name: 'tsnb',
    });
  });

  test('has cell 9.1, and marks every code cell with a place of its own in the lesson', () => {
    const places = code.map((cell) => (cell.metadata as LessonMark).tsnb?.lesson ?? '');
    assert.equal(code[0]?.id, 'alexnet-9-1');
    assert.equal(places[0], '9.1');
    assert.ok(places.every((place) => /^9\.[1-5][a-z]?$/.test(place)));
    assert.equal(new Set(places).size, code.length);
  });

  test('is shipped unrun', () => {
    for (const cell of code) {
      assert.ok(cell.type === 'code' && cell.outputs.length === 0 && cell.executionCount === null);
    }
  });

  suite('says in its prose what the networks say', () => {
    const zoo = createZoo(tf);
    const prose = cells.flatMap(({ type, source }) => (type === 'markdown' ? [source] : []));
    const totals = (options: AlexNetOptions) => {
      const model = zoo.alexnet({ ...options, kernelInitializer: 'zeros' });
      const { totals: sums } = describeModel(model, { viewId: '', runId: '', seq: 0 });
      model.dispose();
      return sums;
    };
    const says = (words: string) => prose.some((text) => text.includes(words));
    const millions = (count: number) => `${Math.round(count / 1e6)} million weights`;
    let paper: ArchitectureGraph['totals'];

    usesCpu(tf);
    suiteSetup(() => {
      paper = totals({});
    });

    test('how many weights a first stride of 2 needs', () => {
      assert.ok(says(`stride 2 would need ${millions(totals({ conv1Strides: 2 }).params)}`));
    });

    test('how much more work it is', () => {
      const factor = totals({ conv1Strides: 2, width: 0.25 }).macs / totals({ width: 0.25 }).macs;
      assert.ok(says('about four times as many positions') && Math.round(factor) === 4);
    });

    test('what the two groups save', () => {
      const saved = 1 - paper.macs / totals({ groups: 1 }).macs;
      assert.ok(says('over a third of the multiply-adds is') && saved > 1 / 3 && saved < 0.4);
    });

    test('how many weights there are to learn a picture by heart', () => {
      const rounded = Math.floor(paper.params / 1e7) * 10;
      assert.ok(says(`With ${rounded} million weights`));
    });
  });

  test('explains before it computes', () => {
    cells.forEach((cell, index) => {
      assert.ok(cell.type !== 'code' || cells[index - 1]?.type === 'markdown', cell.id);
    });
  });
});
