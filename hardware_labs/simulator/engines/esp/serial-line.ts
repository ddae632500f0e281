/** The UART's transmit line, on its own pad or on pins to which the GPIO matrix connects it. */

import type { EngineHost } from '../engine.ts';
import type { SerialLine } from '../serial-waveform.ts';

interface Matrix {
  /** The pins that this signal drives. */
  pinsOfOutput(signal: number): number[];
  setSignal(signal: number, high: boolean): void;
}

/** @param signal Its number in the matrix. */
export function serialLine(host: EngineHost, gpio: Matrix, signal: number): SerialLine {
  return {
    isWatched: () => gpio.pinsOfOutput(signal).some((pin) => host.isWatched(`GPIO${pin}`)),
    drive: (level) => gpio.setSignal(signal, level !== 'low'),
  };
}
