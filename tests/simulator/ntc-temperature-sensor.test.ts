import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { NTC, STATION_PARTS, STATION_WIRES, UNO, diagram, firmware, station } from './fixtures.ts';

const MILLISECOND = 1e6;

/** The count that the firmware prints for A0 next. */
function nextCount(simulation: Simulation, output: number[]): number {
  simulation.run(110 * MILLISECOND);
  output.length = 0;
  simulation.run(110 * MILLISECOND);
  return Number(/count (\d+)\n/.exec(String.fromCharCode(...output))![1]);
}

/** What Wokwi's documentation inverts (docs.wokwi.com/parts/wokwi-ntc-temperature-sensor), as a real number. */
function documentedCount(celsius: number, beta: number): number {
  return 1023 / (1 + Math.exp(-beta * (1 / (celsius + 273.15) - 1 / 298.15)));
}

test("Wokwi's documented formula recovers every temperature from the printed count to within one count", () => {
  const output: number[] = [];
  const simulation = station('station', { serial: (byte) => output.push(byte) });
  let last = 1024;
  for (let celsius = -24; celsius <= 80; celsius += 6.5) {
    simulation.setControl('ntc', 'temperature', celsius);
    const count = nextCount(simulation, output);
    assert.ok(Math.abs(count - documentedCount(celsius, 3950)) < 1, `${count} at ${celsius} C`);
    assert.ok(count < last, 'hotter means a lower count');
    last = count;
  }
});

test('25 C is the middle of the scale: 10 kilo-ohm against 10 kilo-ohm', () => {
  const simulation = station();
  simulation.setControl('ntc', 'temperature', 25);
  assert.equal(simulation.readPin('uno', 'A0').voltage, 2.5);
});

test('the attributes temperature and beta count', () => {
  const parts = [UNO, { ...NTC, attrs: { temperature: '60', beta: '3000' } }, ...STATION_PARTS.slice(2)];
  const output: number[] = [];
  const listener = { serial: (byte: number) => void output.push(byte) };
  const simulation = new Simulation(parseDiagram(diagram(parts, STATION_WIRES)), firmware('station'), listener);
  const count = nextCount(simulation, output);
  assert.ok(Math.abs(count - documentedCount(60, 3000)) < 1, `${count}`);
  assert.equal(simulation.parts[1].controls[0].value, 60);
});

test('without its supply wire the sensor gives no voltage', () => {
  const wires = STATION_WIRES.filter(([from]) => from !== 'ntc:VCC');
  const simulation = new Simulation(parseDiagram(diagram(STATION_PARTS, wires)), firmware('station'));
  assert.equal(simulation.readPin('uno', 'A0').voltage, 0);
});
