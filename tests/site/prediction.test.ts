import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare, compareChoices, parseNumber } from '../../book/web/prediction.ts';
import type { Question } from '../../book/web/prediction.ts';

const question: Question = { shown: '10.3', digits: 1, tolerance: 0.5, unit: '°C' };

test('numbers are read as people type them', () => {
  for (const typed of ['1234.5', '1234,5', ' 1 234,5 ', "1'234.5"]) assert.equal(parseNumber(typed), 1234.5, typed);
  assert.equal(parseNumber('−3'), -3);
  for (const typed of ['', '  ', 'many', '1.2.3', 'Infinity']) assert.equal(parseNumber(typed), undefined, typed);
});

test('a prediction is compared with the answer as it is printed', () => {
  assert.equal(compare(12, question), 'You said 12\u00a0°C, it is 10.3\u00a0°C: off by 1.7\u00a0°C.');
  assert.equal(compare(10, question), 'You said 10\u00a0°C, it is 10.3\u00a0°C: off by 0.3\u00a0°C, close enough.');
  assert.equal(compare(10.3, question), 'You said 10.3\u00a0°C, it is 10.3\u00a0°C: exactly right.');
  assert.equal(compare(7, { ...question, shown: '8', digits: undefined, unit: '' }), 'You said 7, it is 8: off by 1.');
});

test('a choice is compared with the right one', () => {
  assert.equal(compareChoices('It falls', 'It falls'), 'You said “It falls”, and so it is.');
  assert.equal(compareChoices('It rises', 'It falls'), 'You said “It rises”, it is “It falls”.');
});
