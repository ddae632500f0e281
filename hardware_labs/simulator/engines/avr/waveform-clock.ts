/** The CPU's clock, for what is drawn on its pins. */

import type { CPU } from 'avr8js';
import type { WaveformClock } from '../edges.ts';

export function waveformClock(cpu: CPU): WaveformClock {
  return {
    get now() {
      return cpu.cycles;
    },
    at: (cycle, act) => void cpu.addClockEvent(act, cycle - cpu.cycles),
  };
}
