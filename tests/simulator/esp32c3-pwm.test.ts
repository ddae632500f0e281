/** LED PWM controller: edges and what a LED shows of them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MILLISECOND, c3 } from './esp32c3-fixtures.ts';
import { LED, RESISTOR } from './fixtures.ts';
import type { Connection } from './fixtures.ts';

const LED_WIRES: Connection[] = [['esp:5', 'r1:1'], ['r1:2', 'led:A'], ['led:C', 'esp:GND.1']];
const PERIOD = 200_000;

test('the output rises every 200 us and is high for its duty, which changes at a period\'s end', () => {
  const { simulation, edges } = c3('pwm', [], [], ['5']);
  simulation.run(25 * MILLISECOND);
  const seen = edges['5'].slice(2); // the output goes on within the first pulse
  const rising = seen.filter(({ high }) => high);
  const widths = rising.slice(0, -1).map((edge) => seen[seen.indexOf(edge) + 1].nanos - edge.nanos);
  const regular = rising.slice(0, -1);
  for (const [n, { nanos }] of regular.entries()) assert.equal(nanos - rising[0].nanos, n * PERIOD, `period ${n}`);
  assert.deepEqual([...new Set(widths.slice(0, -1))], [PERIOD / 4, (PERIOD * 3) / 4]);
  assert.ok(Math.abs(widths.indexOf((PERIOD * 3) / 4) - 50) <= 1, 'the duty changes after 10 ms');
  assert.equal(seen.at(-1)!.high, true, 'the idle level');
});

test('a LED shows the duty as brightness', () => {
  const { simulation } = c3('pwm', [LED, RESISTOR], LED_WIRES);
  const brightness = (): number => {
    simulation.takePartStates();
    simulation.run(4 * MILLISECOND);
    const state = simulation.takePartStates().find(({ id }) => id === 'led')?.state;
    return Number(state?.brightness);
  };
  simulation.run(2 * MILLISECOND);
  const quarter = brightness();
  simulation.run(6 * MILLISECOND);
  const threeQuarters = brightness();
  assert.ok(quarter > 0, `${quarter}`);
  assert.ok(Math.abs(threeQuarters / quarter - 3) < 0.01, `${quarter} and ${threeQuarters}`);
});
