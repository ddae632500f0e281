import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dated, empty, repaired } from '../../book/web/page-state.ts';
import type { PageState } from '../../book/web/page-state.ts';
import { fromFile, merged, toFile } from '../../book/web/state-file.ts';

const NOW = new Date('2027-03-01T08:00:00Z');
const day = (number: number) => `2027-03-0${number}T08:00:00.000Z`;
const state = (part: Partial<PageState>): PageState => ({ ...empty(), ...part });

const FULL = state({
  edits: { 'task:fit': 'w = 1' },
  predictions: { count: 353, way: 'It falls' },
  quiz: { why: 1 },
  passed: { fit: { checks: 'abc', points: 3, first: day(1), last: day(2) }, old: { checks: 'abc', points: 1 } },
  tries: { fit: ['a', 'b'] },
  recall: { bowl: { box: 2, answered: day(1) } },
  receipts: { r1: { unit: 'u', sha256: 'ff', received: day(1), late: false, local: true, grade: { score: 3, max_score: 4, by_hand: false } } },
  boards: { uno: { unit: 'u', board: 'Uno', when: day(1), figures: [{ label: 'one prediction', value: 90, unit: 'cycles', provenance: 'simulated' }] } },
});

test('what is saved is read back unchanged', () => {
  const pages = new Map([['learn/a', FULL]]);
  assert.deepEqual(fromFile(toFile(pages, 1, NOW), 'a.json', 1), { pages, saved: NOW.toISOString() });
});

test('a file that cannot be read is refused in one sentence that names it and what to do', () => {
  const file = (part: object) => JSON.stringify({ format: 'ai-from-scratch state', version: 1, pages: {}, ...part });
  const refused: [string, RegExp][] = [
    ['{', /^a\.json is not JSON,.+choose a file/],
    ['[]', /does not come from this book/],
    ['{"cells": []}', /does not come from this book/],
    [file({ version: 2 }), /newer edition.+version 2.+up to 1/],
    [file({ version: undefined }), /newer edition/],
    [file({ pages: [] }), /no pages/],
    [file({ pages: { p: { quiz: { why: 'x' } } } }), /damaged at pages\/p\/quiz\/why/],
    [file({ pages: { p: { passed: { fit: { checks: 'a', points: 'many' } } } } }), /damaged at pages\/p\/passed\/fit/],
    [file({ pages: { p: { recall: { bowl: { box: 1, answered: 'soon' } } } } }), /damaged at pages\/p\/recall\/bowl/],
    [file({ pages: { p: { spells: {} } } }), /damaged at pages\/p\/spells/],
    [file({ pages: { p: 3 } }), /damaged at pages\/p\//],
  ];
  for (const [text, sentence] of refused) {
    const found = fromFile(text, 'a.json', 1);
    assert.equal(typeof found, 'string', text);
    assert.match(found as string, sentence);
    assert.match(found as string, /nothing was changed/);
  }
});

test('merging keeps what is further, and of texts what is here', () => {
  const mine = state({
    edits: { a: 'mine' },
    passed: { fit: { checks: 'x', points: 2, last: day(3) }, new: { checks: 'y', points: 0, last: day(1) } },
    tries: { fit: ['a'] },
    recall: { bowl: { box: 0, answered: day(4) } },
  });
  const theirs = state({
    edits: { a: 'theirs', b: 'theirs' },
    passed: { fit: { checks: 'x', points: 4, last: day(1) }, new: { checks: 'z', points: 0, last: day(2) } },
    tries: { fit: ['a', 'b', 'c'] },
    recall: { bowl: { box: 3, answered: day(2) } },
  });
  const both = merged(new Map([['p', mine]]), new Map([['p', theirs], ['q', theirs]]));
  assert.deepEqual(both.get('p')!.edits, { a: 'mine', b: 'theirs' });
  assert.deepEqual(both.get('p')!.passed, { fit: theirs.passed.fit, new: theirs.passed.new });
  assert.deepEqual(both.get('p')!.tries, { fit: ['a', 'b', 'c'] });
  assert.deepEqual(both.get('p')!.recall, { bowl: mine.recall.bowl });
  assert.deepEqual(both.get('q'), theirs);
});

test('a state of an older edition is read with what it has, and a broken entry costs no other', () => {
  const old = { edits: { a: 'x' }, predictions: { p: 3 }, quiz: {}, passed: { fit: { checks: 'c', points: 4 } } };
  assert.deepEqual(repaired(old), state(old));
  assert.deepEqual(repaired({ quiz: { a: 1, b: 'two' }, edits: null, more: 1 }), state({ quiz: { a: 1 } }));
  assert.deepEqual(repaired('nothing'), empty());
});

test('points keep the day they were first reached', () => {
  const first = dated(undefined, { checks: 'c', points: 4 }, day(1));
  assert.deepEqual(first, { checks: 'c', points: 4, first: day(1), last: day(1) });
  assert.deepEqual(dated(first, { checks: 'c', points: 4 }, day(2)), { checks: 'c', points: 4, first: day(1), last: day(2) });
  assert.equal(dated(first, { checks: 'c', points: 3 }, day(2)).first, day(2));
  assert.equal(dated(first, { checks: 'other', points: 4 }, day(2)).first, day(2));
});
