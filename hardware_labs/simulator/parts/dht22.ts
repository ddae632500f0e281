/**
 * wokwi-dht22: temperature and humidity over one wire (Aosong AM2302 datasheet).
 *
 * The host pulls SDA low for at least a millisecond and releases it. The sensor answers with 80 microseconds low, 80 high and
 * 40 bits, most significant first: 16 of tenths of a percent, 16 of tenths of a degree (sign and magnitude), 8 of checksum.
 * A bit is 50 microseconds low and then 26 (zero) or 70 (one) high. It answers every request at once, with what it measures
 * now, where a real one needs a second after power-on and two between requests. SDA has a pull-up, as on modules.
 *
 * Attributes and controls `temperature` (degrees Celsius) and `humidity` (percent).
 */

import type { PartDefinition } from './part.ts';

const MICROSECOND = 1e3;
const REQUEST_NANOS = 1000 * MICROSECOND;
/** The bus is released for so long before the sensor takes it: 20 to 40 microseconds. */
const TURN_NANOS = 30 * MICROSECOND;
const RESPONSE_NANOS = 80 * MICROSECOND;
const BIT_LOW_NANOS = 50 * MICROSECOND;
const ZERO_NANOS = 26 * MICROSECOND;
const ONE_NANOS = 70 * MICROSECOND;

const MIN_CELSIUS = -40;
const MAX_CELSIUS = 80;
const PULL_UP_OHMS = 10_000;
const OUTPUT_OHMS = 50;
const MIN_SUPPLY_VOLTS = 3.3;
/** Below this part of its supply the sensor takes SDA as low. */
const LOW_BELOW = 0.3;

/** The five bytes of an answer. */
export function answerBytes(celsius: number, percent: number): number[] {
  const humidity = Math.round(10 * percent);
  const temperature = Math.round(10 * Math.abs(celsius)) | (celsius < 0 ? 0x8000 : 0);
  const bytes = [humidity >> 8, humidity & 0xff, temperature >> 8, temperature & 0xff];
  return [...bytes, bytes.reduce((sum, byte) => sum + byte, 0) & 0xff];
}

/** How long SDA is low, high, low, and so on; it is released after the last. */
function answerNanos(bytes: readonly number[]): number[] {
  const bits = bytes.flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((bit) => (byte >> bit) & 1));
  const pulses = bits.flatMap((bit) => [BIT_LOW_NANOS, bit ? ONE_NANOS : ZERO_NANOS]);
  return [RESPONSE_NANOS, RESPONSE_NANOS, ...pulses, BIT_LOW_NANOS];
}

export const dht22: PartDefinition = {
  type: 'wokwi-dht22',
  pins: ['VCC', 'SDA', 'NC', 'GND'],
  create(site) {
    const temperature = site.number('temperature', 24, MIN_CELSIUS, MAX_CELSIUS);
    const humidity = site.number('humidity', 40, 0, 100);
    let [celsius, percent] = [temperature, humidity];
    site.resistor('VCC', 'SDA', PULL_UP_OHMS);
    const output = site.resistor('SDA', 'GND', Infinity);
    const [supply, ground, data] = ['VCC', 'GND', 'SDA'].map((pin) => site.probe(pin));
    let lowSince: number | undefined;
    let answering = false;

    const drive = (phases: readonly number[], index: number, nanos: number): void => {
      output.ohms = index % 2 === 0 && index < phases.length ? OUTPUT_OHMS : Infinity;
      if (index < phases.length) site.clock.at(nanos + phases[index], () => drive(phases, index + 1, nanos + phases[index]));
      else answering = false;
    };
    const answer = (nanos: number): void => {
      answering = true;
      const phases = answerNanos(answerBytes(celsius, percent));
      site.clock.at(nanos + TURN_NANOS, () => drive(phases, 0, nanos + TURN_NANOS));
    };
    return {
      controls: [
        {
          name: 'temperature',
          label: 'Temperature',
          min: MIN_CELSIUS,
          max: MAX_CELSIUS,
          step: 0.1,
          value: temperature,
          unit: '°C',
          set: (value) => {
            celsius = value;
          },
        },
        {
          name: 'humidity',
          label: 'Humidity',
          min: 0,
          max: 100,
          step: 0.1,
          value: humidity,
          unit: '%',
          set: (value) => {
            percent = value;
          },
        },
      ],
      react(nanos) {
        const volts = (supply() ?? 0) - (ground() ?? Infinity);
        if (answering || volts < MIN_SUPPLY_VOLTS) {
          lowSince = undefined;
        } else if ((data() ?? Infinity) - ground()! < LOW_BELOW * volts) {
          lowSince ??= nanos;
        } else if (lowSince !== undefined) {
          if (nanos - lowSince >= REQUEST_NANOS) answer(nanos);
          lowSince = undefined;
        }
        return false;
      },
    };
  },
};
