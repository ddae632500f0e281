/** Firmware `pins` drives 12 high, 13 low and 11 with PWM at a quarter. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { UNO, diagram, firmware } from './fixtures.ts';
import type { Connection } from './fixtures.ts';

const MILLISECOND = 1e6;

/** What the LED shows after a tenth of a second; each of its pins R, G, B has a resistor of 300 ohm towards `pins`. */
function shown(attrs: object, common: string, pins: Record<string, string>): Record<string, number> {
  const parts: object[] = [UNO, { type: 'wokwi-rgb-led', id: 'rgb', attrs }];
  const wires: Connection[] = [['rgb:COM', common]];
  for (const [pin, to] of Object.entries(pins)) {
    parts.push({ type: 'wokwi-resistor', id: `r${pin}`, attrs: { value: '300' } });
    wires.push([`rgb:${pin}`, `r${pin}:1`], [`r${pin}:2`, to]);
  }
  const simulation = new Simulation(parseDiagram(diagram(parts, wires)), firmware('pins'));
  const look = (): Record<string, number> | undefined =>
    simulation.takePartStates().find(({ id }) => id === 'rgb')?.state as Record<string, number> | undefined;
  simulation.run(MILLISECOND);
  const atStart = look()!; // before the firmware has set its pins up
  simulation.run(100 * MILLISECOND);
  return look() ?? atStart;
}

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 0.01, `${actual} is not ${expected}`);
}

test('with a common anode at 5 V a colour lights while its pin is low', () => {
  const { ledRed, ledGreen, ledBlue } = shown({}, 'uno:5V', { R: 'uno:13', G: 'uno:12', B: 'uno:11' });
  near(ledRed, 3 / 335 / 0.01); // 5 V less 2 V over 300 + 25 + 10 ohm, of 10 mA
  assert.equal(ledGreen, 0);
  near(ledBlue, (0.75 * 2) / 335 / 0.01); // low three quarters of the time
});

test('with a common cathode at ground a colour lights while its pin is high', () => {
  const { ledRed, ledGreen, ledBlue } = shown({ common: 'cathode' }, 'uno:GND.1', { R: 'uno:13', G: 'uno:12', B: 'uno:11' });
  assert.equal(ledRed, 0);
  near(ledGreen, 2 / 335 / 0.01);
  near(ledBlue, (0.25 * 2) / 335 / 0.01);
});

test('wired the wrong way round it stays dark', () => {
  const dark = { ledRed: 0, ledGreen: 0, ledBlue: 0 };
  assert.deepEqual(shown({}, 'uno:GND.1', { R: 'uno:12', G: 'uno:12', B: 'uno:12' }), dark);
  assert.deepEqual(shown({ common: 'cathode' }, 'uno:5V', { R: 'uno:13', G: 'uno:13', B: 'uno:13' }), dark);
});

test('a common pin that is neither is refused with its place', () => {
  assert.throws(() => shown({ common: 'ground' }, 'uno:5V', {}), {
    name: 'UserError',
    message: 'diagram.json: parts[1].attrs.common is "ground" and must be one of "anode", "cathode".',
  });
});
