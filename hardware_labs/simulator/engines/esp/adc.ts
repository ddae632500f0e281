/** A converter of 12 bits, apart from its registers. */

const STEPS = 4096;

/** What an ideal converter reads. */
export function convert(volts: number, fullScaleVolts: number): number {
  return Math.max(0, Math.min(STEPS - 1, Math.floor((STEPS * volts) / fullScaleVolts)));
}
