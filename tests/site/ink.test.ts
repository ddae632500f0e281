import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FULL, Ink } from '../../book/web/ink.ts';

test('a pixel set by a key has all its ink and no neighbour any', () => {
  const ink = new Ink(3, 2);
  ink.fill(4, true);
  assert.deepEqual(ink.levels, [0, 0, 0, 0, FULL, 0]);
  ink.fill(4, false);
  assert.deepEqual(ink.levels, [0, 0, 0, 0, 0, 0]);
});

test('a stroke down the middle of a column fills it and grazes the columns beside', () => {
  const ink = new Ink(3, 4);
  ink.stroke({ x: 1.5, y: 0 }, { x: 1.5, y: 4 });
  for (let row = 0; row < 4; row++) {
    const [left, middle, right] = ink.levels.slice(3 * row, 3 * row + 3);
    assert.equal(middle, FULL);
    assert.equal(left, right);
    assert.ok(left < FULL / 2);
  }
});

test('a point has ink around it, and a stroke leaves what it has drawn before', () => {
  const ink = new Ink(8, 8);
  ink.stroke({ x: 1, y: 1 }, { x: 1, y: 1 });
  const before = ink.levels;
  assert.ok(before[0] > 0 && before[9] === before[0]);
  ink.stroke({ x: 6, y: 6 }, { x: 7, y: 7 });
  assert.deepEqual(ink.levels.slice(0, 18), before.slice(0, 18));
  ink.clear();
  assert.ok(ink.levels.every((level) => level === 0));
});
