/** The I2C controller's two lines, on the pins to which the GPIO matrix connects them. */

import type { EngineHost } from '../engine.ts';
import type { I2cBus } from './i2c-master.ts';

interface Matrix {
  /** The pin that both drives this signal and feeds it back. */
  pinOfLine(signal: number): number | undefined;
  setSignal(signal: number, high: boolean): void;
}

/** @param signals Numbers of the lines' signals in the matrix. */
export function i2cBus(host: EngineHost, gpio: Matrix, signals: { readonly sda: number; readonly scl: number }): I2cBus {
  const pin = (signal: number): string | undefined => {
    const number = gpio.pinOfLine(signal);
    return number === undefined ? undefined : `GPIO${number}`;
  };
  const pins = (): (string | undefined)[] => [pin(signals.sda), pin(signals.scl)];
  return {
    find(address) {
      const [sda, scl] = pins();
      return sda === undefined || scl === undefined ? undefined : host.i2cTarget(sda, scl, address);
    },
    isWatched: () => pins().some((name) => name !== undefined && host.isWatched(name)),
    set: (line, high) => gpio.setSignal(signals[line], high),
  };
}
