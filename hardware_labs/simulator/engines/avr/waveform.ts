/** Waveform generation modes of the timers (ATmega328P datasheet DS40002061B, tables "Waveform Generation Mode Bit Description"). */

/** How the counter runs: `up` to TOP and from 0 again, or up and down between 0 and TOP. */
export interface Waveform {
  readonly slopes: 'single' | 'dual';
  /** Whether outputs are modulated: cleared and set once a period each. */
  readonly pwm: boolean;
  /** A number, or the register that holds it. */
  readonly top: number | 'OCRA' | 'ICR';
  /** When a written compare value takes effect. */
  readonly update: 'at once' | 'top' | 'bottom';
}

const normal = (top: number): Waveform => ({ slopes: 'single', pwm: false, top, update: 'at once' });
const clearOnCompare = (top: 'OCRA' | 'ICR'): Waveform => ({ slopes: 'single', pwm: false, top, update: 'at once' });
const fast = (top: Waveform['top']): Waveform => ({ slopes: 'single', pwm: true, top, update: 'bottom' });
const phaseCorrect = (top: Waveform['top']): Waveform => ({ slopes: 'dual', pwm: true, top, update: 'top' });
const phaseAndFrequencyCorrect = (top: Waveform['top']): Waveform => ({ slopes: 'dual', pwm: true, top, update: 'bottom' });

/** By WGM2 to WGM0; reserved ones as normal. */
export const WAVEFORMS_8_BIT: readonly Waveform[] = [
  normal(0xff), phaseCorrect(0xff), clearOnCompare('OCRA'), fast(0xff),
  normal(0xff), phaseCorrect('OCRA'), normal(0xff), fast('OCRA'),
];

/** By WGM3 to WGM0; the reserved one as normal. */
export const WAVEFORMS_16_BIT: readonly Waveform[] = [
  normal(0xffff), phaseCorrect(0xff), phaseCorrect(0x1ff), phaseCorrect(0x3ff),
  clearOnCompare('OCRA'), fast(0xff), fast(0x1ff), fast(0x3ff),
  phaseAndFrequencyCorrect('ICR'), phaseAndFrequencyCorrect('OCRA'), phaseCorrect('ICR'), phaseCorrect('OCRA'),
  clearOnCompare('ICR'), normal(0xffff), fast('ICR'), fast('OCRA'),
];
