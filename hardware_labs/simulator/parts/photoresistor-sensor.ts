/**
 * wokwi-photoresistor-sensor: a light dependent resistor below a 10 kilo-ohm resistor, with a comparator, on a module.
 *
 * Attributes `lux`, `threshold` (volts), `rl10` (kilo-ohms at 10 lux) and `gamma`; control `lux`. The resistance is
 * rl10 * (10/lux)^gamma, so AO falls as it gets brighter. DO is an open collector with a pull-up: high while AO is above the
 * threshold (dark), low in the light, when the module's lower LED is lit.
 */

import type { PartDefinition } from './part.ts';

const SERIES_OHMS = 10_000;
const PULL_UP_OHMS = 10_000;
/** Of the comparator's output transistor while it conducts: an LM393's 0.13 V at 4 mA (datasheet, typical). */
const OUTPUT_OHMS = 33;
/** The lowest supply at which an LM393 works. */
const MIN_SUPPLY_VOLTS = 2;
const MIN_LUX = 0.1;
const MAX_LUX = 100_000;

export const photoresistorSensor: PartDefinition = {
  type: 'wokwi-photoresistor-sensor',
  pins: ['VCC', 'GND', 'DO', 'AO'],
  create(site) {
    const lux = site.number('lux', 500, MIN_LUX, MAX_LUX);
    const threshold = site.number('threshold', 2.5, 0, 5);
    const ohmsAtTenLux = 1000 * site.number('rl10', 50, 0.1, 10_000);
    const gamma = site.number('gamma', 0.7, 0.1, 2);
    const ohms = (light: number): number => ohmsAtTenLux * (10 / light) ** gamma;
    site.resistor('VCC', 'AO', SERIES_OHMS);
    const photoresistor = site.resistor('AO', 'GND', ohms(lux));
    site.resistor('VCC', 'DO', PULL_UP_OHMS);
    const output = site.resistor('DO', 'GND', Infinity);
    const [supply, ground, analog] = ['VCC', 'GND', 'AO'].map((pin) => site.probe(pin));
    const isPowered = (): boolean => (supply() ?? 0) - (ground() ?? Infinity) >= MIN_SUPPLY_VOLTS;
    const isBright = (): boolean => isPowered() && analog()! - ground()! < threshold;
    return {
      controls: [
        {
          name: 'lux',
          label: 'Light',
          min: MIN_LUX,
          max: MAX_LUX,
          step: 0.1,
          value: lux,
          unit: 'lx',
          set: (light) => {
            photoresistor.ohms = ohms(light);
          },
        },
      ],
      react() {
        const before = output.ohms;
        output.ohms = isBright() ? OUTPUT_OHMS : Infinity;
        return output.ohms !== before;
      },
      state: () => ({ ledPower: isPowered(), ledDO: isBright() }),
    };
  },
};
