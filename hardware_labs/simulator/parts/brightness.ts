/** How bright a LED looks: its current, averaged since the last look, because the eye averages a PWM signal. */

import type { Circuit, Diode } from '../circuit.ts';

/** Current at which the picture shines fully: what an Arduino's pin gives a red LED through 220 ohm and a little less. */
const FULL_BRIGHTNESS_AMPERES = 0.01;

export class Brightness {
  private readonly circuit: Circuit;
  private readonly diode: Diode;
  private charge = 0; // ampere nanoseconds
  private advancedTo = 0;
  private lookedAt = 0;

  constructor(circuit: Circuit, diode: Diode) {
    this.circuit = circuit;
    this.diode = diode;
  }

  /** The current that flows now has flowed until `nanos`. */
  advance(nanos: number): void {
    this.charge += this.circuit.amperes(this.diode) * (nanos - this.advancedTo);
    this.advancedTo = nanos;
  }

  /** From 0 to 1, averaged since the last call. */
  look(nanos: number): number {
    this.advance(nanos);
    const amperes = nanos > this.lookedAt ? this.charge / (nanos - this.lookedAt) : this.circuit.amperes(this.diode);
    this.charge = 0;
    this.lookedAt = nanos;
    return Math.min(1, amperes / FULL_BRIGHTNESS_AMPERES);
  }
}
