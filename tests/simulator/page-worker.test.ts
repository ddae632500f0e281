/** The page's worker, with this thread in the place of its global scope. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FromWorker, ToWorker } from '../../hardware_labs/simulator/page-messages.ts';
import { STATION_PARTS, STATION_WIRES, UNO, diagram, firmware } from './fixtures.ts';

const PATIENCE_MILLISECONDS = 10_000;

let tell: (event: { data: ToWorker }) => void;
let heard: FromWorker[] = [];

before(async () => {
  const scope = {
    postMessage: (message: FromWorker) => void heard.push(structuredClone(message)),
    addEventListener: (_: string, listener: typeof tell) => void (tell = listener),
  };
  Object.assign(globalThis, { self: scope });
  await import('../../hardware_labs/simulator/page-worker.ts');
});

after(() => say({ type: 'pause' })); // or its timer would keep the tests alive

function say(message: ToWorker): void {
  tell({ data: message });
}

async function hear<T extends FromWorker['type']>(
  type: T,
  wanted: (message: Extract<FromWorker, { type: T }>) => boolean = () => true,
): Promise<Extract<FromWorker, { type: T }>> {
  const deadline = performance.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    const found = heard.find((message) => message.type === type && wanted(message as Extract<FromWorker, { type: T }>));
    if (found) return found as Extract<FromWorker, { type: T }>;
    assert.ok(performance.now() < deadline, `no such ${type} in ${PATIENCE_MILLISECONDS} ms`);
    await sleep(5);
  }
}

function start(): void {
  heard = [];
  say({ type: 'start', diagram: diagram(STATION_PARTS, STATION_WIRES), firmware: firmware('station') });
}

function printed(): string {
  return heard.flatMap((message) => (message.type === 'serial' ? String.fromCharCode(...message.bytes) : [])).join('');
}

test('it names the parts and their controls, then runs and prints', async () => {
  start();
  const { parts } = await hear('ready');
  assert.deepEqual(parts.map(({ id }) => id), ['uno', 'ntc', 'led', 'r1']);
  assert.deepEqual(parts[1].controls, [{ name: 'temperature', label: 'Temperature', min: -24, max: 80, step: 0.1, value: 24, unit: '°C' }]);
  await hear('serial', () => printed().startsWith('hello\ncount 523\n'));
});

test('it never runs ahead of real time, and says how fast it is', async () => {
  const begun = performance.now();
  start();
  const status = await hear('status', ({ nanos }) => nanos > 300e6);
  assert.ok(status.nanos / 1e6 <= performance.now() - begun);
  assert.equal(status.cycles * 62.5, status.nanos);
  assert.ok(status.speed > 0);
});

test('the slider lights the LED', async () => {
  start();
  await hear('part', ({ id, state }) => id === 'led' && state.value === false);
  say({ type: 'control', part: 'ntc', control: 'temperature', value: 40 });
  await hear('part', ({ id, state }) => id === 'led' && state.value === true);
});

test('what is typed is answered', async () => {
  start();
  await hear('serial', () => printed().includes('count'));
  say({ type: 'serial', bytes: [...Buffer.from('q')] });
  await hear('serial', () => printed().includes('<q>\n'));
});

test('pause stands still, resume goes on from there, restart begins at 0 with the same temperature', async () => {
  start();
  say({ type: 'control', part: 'ntc', control: 'temperature', value: 40 });
  await hear('status', ({ nanos }) => nanos > 200e6);
  say({ type: 'pause' });
  const { nanos: stopped } = await hear('status', ({ paused }) => paused);
  heard = [];
  await sleep(100);
  assert.deepEqual(heard, []);
  say({ type: 'resume' });
  assert.equal((await hear('status')).nanos, stopped);
  await hear('status', ({ nanos }) => nanos > stopped && nanos < stopped + 10e9);
  heard = [];
  say({ type: 'restart' });
  assert.equal((await hear('status')).nanos, 0);
  await hear('serial', () => printed().startsWith('hello\ncount 354\n'));
});

test('mistakes are told in a sentence, and the worker lives on', async () => {
  heard = [];
  say({ type: 'start', diagram: diagram([UNO], [['uno:12', 'lamp:A']]), firmware: firmware('station') });
  await hear('error', ({ message }) => message.includes('connections[0][1] leads to part "lamp"'));
  say({ type: 'resume' });
  await hear('error', ({ message }) => message.includes('has not been started'));
  start();
  say({ type: 'control', part: 'ntc', control: 'temperature', value: 1000 });
  await hear('error', ({ message }) => message.includes('takes -24 to 80'));
  await hear('serial');
});

test('a step runs its time, then stands still', async () => {
  start();
  say({ type: 'pause' });
  const { nanos } = await hear('status', ({ paused }) => paused);
  heard = [];
  say({ type: 'step', nanos: 1e6 });
  const after = await hear('status');
  assert.ok(after.paused);
  assert.equal(after.nanos, nanos + 1e6);
});

test('a run to where the program never comes can be paused', async () => {
  start();
  await hear('status', ({ nanos: since }) => since > 0);
  heard = [];
  say({ type: 'step-to', address: 0 }); // where it never is again
  assert.ok(!(await hear('status')).paused);
  say({ type: 'pause' });
  await hear('status', ({ paused }) => paused);
});

test('it runs at the pace that is asked for, or as fast as it goes', async () => {
  const begun = performance.now();
  start();
  say({ type: 'pace', most: 0.1 });
  const slow = await hear('status', ({ nanos }) => nanos > 20e6);
  assert.ok(slow.nanos <= 0.1 * 1e6 * (performance.now() - begun));
  say({ type: 'pace', most: Infinity });
  await hear('status', ({ speed }) => speed > 0.2);
});

test('watched pins tell their level at once and then each change; others are silent', async () => {
  start();
  say({ type: 'watch', pins: ['uno:12', 'uno:7'] });
  const { edges } = await hear('edges');
  assert.deepEqual(edges.map(({ pin, high }) => [pin, high]), [['uno:12', false], ['uno:7', false]]);
  say({ type: 'control', part: 'ntc', control: 'temperature', value: 40 });
  const change = await hear('edges', ({ edges: some }) => some.some(({ high }) => high));
  assert.deepEqual(change.edges.filter(({ high }) => high).map(({ pin }) => pin), ['uno:12']);
  say({ type: 'watch', pins: [] });
  heard = [];
  say({ type: 'control', part: 'ntc', control: 'temperature', value: 20 });
  await hear('part', ({ id, state }) => id === 'led' && state.value === false);
  assert.ok(!heard.some(({ type }) => type === 'edges'));
});

test('a trace moves a control and says so, until it is stopped', async () => {
  start();
  const points = [{ seconds: 0.01, value: 30 }, { seconds: 0.02, value: 31 }, { seconds: 5, value: 32 }];
  say({ type: 'trace', part: 'ntc', trace: new Map([['temperature', points]]) });
  await hear('playing');
  await hear('moved', ({ value }) => value === 30);
  await hear('moved', ({ value }) => value === 31);
  say({ type: 'stop-trace', part: 'ntc', control: 'temperature' });
  say({ type: 'pace', most: Infinity });
  await hear('status', ({ nanos }) => nanos > 5.5e9);
  assert.ok(!heard.some((message) => message.type === 'moved' && message.value === 32));
});
