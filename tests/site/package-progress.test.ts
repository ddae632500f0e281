import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PackageProgress, watchingWheels } from '../../book/web/package-progress.ts';

test('packages are counted as they come, under whatever name their wheel has', () => {
  const told: [string, number][] = [];
  const progress = new PackageProgress((text, part) => told.push([text, part]));
  progress.begin('Loading joblib, numpy, scikit-learn');
  progress.arrived('http://localhost/pyodide/numpy-2.4.3-cp314-cp314-wasm32.whl');
  progress.arrived('http://localhost/pyodide/scikit_learn-1.8.0-cp314-cp314-wasm32.whl');
  progress.arrived('http://localhost/pyodide/pandas-3.0.0-cp314-cp314-wasm32.whl');
  progress.arrived('http://localhost/pyodide/joblib-1.5.2-py3-none-any.whl');
  progress.begin('Loaded joblib, numpy, scikit-learn');
  assert.deepEqual(told, [
    ['Loading joblib, 1 of 3…', 0],
    ['Loading joblib, 2 of 3…', 1 / 3],
    ['Loading joblib, 3 of 3…', 2 / 3],
  ]);
});

test('a wheel is told when all of it has come, and comes unchanged; other answers are left alone', async () => {
  const answers: Record<string, Response> = { whl: new Response('a wheel'), wasm: new Response('code'), lost: new Response('', { status: 404 }) };
  for (const [name, answer] of Object.entries(answers)) Object.defineProperty(answer, 'url', { value: `http://localhost/a-1.${name}` });
  const arrived: string[] = [];
  const fetching = watchingWheels(async (input) => answers[input as string]!, (url) => arrived.push(url));
  assert.equal(await fetching('wasm'), answers.wasm);
  assert.equal(await fetching('lost'), answers.lost);
  const wheel = await fetching('whl');
  assert.deepEqual(arrived, []);
  assert.equal(await wheel.text(), 'a wheel');
  assert.deepEqual(arrived, ['http://localhost/a-1.whl']);
});
