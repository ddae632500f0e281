import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelQuestion } from '../../book/web/model-question.ts';

function asking(): { question: ModelQuestion; sent: string[]; said: string[]; print: (text: string) => void } {
  const sent: string[] = [];
  const said: string[] = [];
  const question = new ModelQuestion({ send: (text) => void sent.push(text), say: (text) => void said.push(text) });
  return { question, sent, said, print: (text) => question.hear([...new TextEncoder().encode(text)]) };
}

test('asks, sends when the board is ready, tells what the sketch makes of the answer', () => {
  const { question, sent, said, print } = asking();
  question.ask([0, -128, 16]);
  assert.deepEqual(sent, ['verify\n']);
  print('count 512\r\nveri');
  print('fy 3 10\r\n');
  assert.equal(sent.at(-1), '0 -128 16\n\n');
  print('y 1 2 3\r\nverified\r\n');
  assert.equal(said.at(-1), 'Waiting for the board.');
  print('digit 7\r\n');
  assert.equal(said.at(-1), 'The board says: digit 7');
  print('digit 8\r\n');
  assert.equal(said.at(-1), 'The board says: digit 7');
});

test('a model of another size is told, and left', () => {
  const { question, sent, said, print } = asking();
  question.ask([1, 2]);
  print('verify 64 10\r\n');
  assert.equal(sent.at(-1), '\n');
  assert.equal(said.at(-1), 'The model takes 64 numbers, and the picture has 2.');
});

test('nothing is sent to a board that was not asked', () => {
  const { question, sent, print } = asking();
  print('verify 2 1\r\n');
  question.ask([1, 2]);
  question.forget();
  print('verify 2 1\r\n');
  assert.deepEqual(sent, ['verify\n']);
});
