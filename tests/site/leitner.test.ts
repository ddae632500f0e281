import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BOXES, due, dueAt, moved, nextDue } from '../../book/web/leitner.ts';
import type { Recalled } from '../../book/web/page-state.ts';

const NOW = new Date('2027-03-01T08:00:00Z');
const later = (days: number) => new Date(NOW.getTime() + days * 24 * 60 * 60 * 1000);

test('a question that is answered right waits one day, three, seven, and then twenty-one each time', () => {
  let kept: Recalled | undefined;
  let now = NOW;
  const waits = [1, 2, 3, 4, 5].map(() => {
    kept = moved(kept, true, now);
    const wait = (dueAt(kept).getTime() - now.getTime()) / (24 * 60 * 60 * 1000);
    now = dueAt(kept);
    return wait;
  });
  assert.deepEqual(waits, [1, 3, 7, 21, 21]);
});

test('a wrong answer sends it back to the first box', () => {
  assert.deepEqual(moved({ box: 3, answered: NOW.toISOString() }, false, later(21)), { box: 0, answered: later(21).toISOString() });
  assert.equal(moved(undefined, false, NOW).box, 0);
});

test('a box that there is not is read as the nearest', () => {
  assert.equal(dueAt({ box: 99, answered: NOW.toISOString() }).getTime(), later(BOXES.at(-1)!).getTime());
});

test('three at most are asked: the longest overdue first, then new ones, none that rests', () => {
  const kept: Record<string, Recalled | undefined> = {
    rests: { box: 1, answered: later(-2).toISOString() },
    overdue: { box: 0, answered: later(-2).toISOString() },
    forgotten: { box: 0, answered: later(-9).toISOString() },
    justNow: { box: 2, answered: later(-7).toISOString() },
  };
  const keptOf = (id: string) => kept[id];
  assert.deepEqual(due(['new', 'rests', 'overdue', 'forgotten', 'justNow'], keptOf, NOW), ['forgotten', 'overdue', 'justNow']);
  assert.deepEqual(due(['rests', 'new', 'newer'], keptOf, NOW), ['new', 'newer']);
  assert.equal(nextDue(['rests', 'new'], keptOf)?.getTime(), later(1).getTime());
  assert.equal(nextDue(['new'], keptOf), undefined);
});
