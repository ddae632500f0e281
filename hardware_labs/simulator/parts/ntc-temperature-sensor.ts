/**
 * wokwi-ntc-temperature-sensor: a 10 kilo-ohm NTC thermistor below a 10 kilo-ohm resistor, between VCC and GND.
 *
 * Attributes `temperature` (degrees Celsius) and `beta`; control `temperature`. The thermistor follows the beta equation,
 * R = R25 * exp(beta * (1/T - 1/298.15 K)), so OUT is VCC * R / (R + 10k) and falls as it gets hotter.
 *
 * Read with a 10 bit converter the count is floor(1024 * OUT/VCC), as the ATmega328P's datasheet has it. Wokwi's documented
 * inverse divides by 1023 instead; for every temperature the two are less than one count apart.
 */

import type { PartDefinition } from './part.ts';

const OHMS_AT_25 = 10_000;
const SERIES_OHMS = 10_000;
const ZERO_CELSIUS = 273.15;
const REFERENCE_KELVIN = 298.15;
const MIN_CELSIUS = -24;
const MAX_CELSIUS = 80;

export function thermistorOhms(celsius: number, beta: number): number {
  return OHMS_AT_25 * Math.exp(beta * (1 / (celsius + ZERO_CELSIUS) - 1 / REFERENCE_KELVIN));
}

export const ntcTemperatureSensor: PartDefinition = {
  type: 'wokwi-ntc-temperature-sensor',
  pins: ['VCC', 'OUT', 'GND'],
  create(site) {
    const beta = site.number('beta', 3950, 1, 20_000);
    const value = site.number('temperature', 24, MIN_CELSIUS, MAX_CELSIUS);
    site.resistor('VCC', 'OUT', SERIES_OHMS);
    const thermistor = site.resistor('OUT', 'GND', thermistorOhms(value, beta));
    return {
      controls: [
        {
          name: 'temperature',
          label: 'Temperature',
          min: MIN_CELSIUS,
          max: MAX_CELSIUS,
          step: 0.1,
          value,
          unit: '°C',
          set: (celsius) => {
            thermistor.ohms = thermistorOhms(celsius, beta);
          },
        },
      ],
    };
  },
};
