import assert from 'node:assert/strict';
import { thin } from '../../../../src/pictures/training/thin';

const many = 20_000;
const x = Float64Array.from({ length: many }, (_, index) => index);
const wave = (index: number) => Math.sin(index / 700) + Math.sin(index * 12.9898) / 10;

suite('the thinning of curves', () => {
  test('keeps the first, last, lowest and highest value of each pixel', () => {
    const y = x.map(wave);
    y[7777] = 40;
    y[12_345] = -40;
    const kept = thin({ x, y }, [0, many], 400);
    assert.ok(kept.x.length <= 5 * 400, `${kept.x.length} points`);
    assert.ok(kept.y.includes(40) && kept.y.includes(-40));
    assert.equal(kept.x[0], 0);
    assert.equal(kept.x.at(-1), many - 1);
    kept.x.forEach((at, index) => assert.equal(kept.y[index], y[at]));
    assert.deepEqual(kept.x, kept.x.toSorted());
  });

  test('keeps a gap of every pixel that has one', () => {
    const y = x.map(wave);
    y.fill(NaN, 5000, 5003);
    y.fill(NaN, 9000, 12_000);
    const kept = thin({ x, y }, [0, many], 400);
    const gaps = [...kept.x].filter((_, index) => Number.isNaN(kept.y[index]));
    assert.ok(gaps.includes(5000));
    assert.ok(gaps.includes(9000));
    assert.ok(gaps.length > 50 && gaps.length < 200);
  });

  test('leaves few points as they are', () => {
    const few = { x: x.slice(0, 1000), y: x.slice(0, 1000) };
    assert.deepEqual(thin(few, [0, 1000], 400), few);
    const none = { x: new Float64Array(), y: new Float64Array() };
    assert.deepEqual(thin(none, [0, 0], 400), none);
  });
});
