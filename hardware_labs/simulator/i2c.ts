/**
 * I2C between a microcontroller's controller and the parts wired to its two pins, byte by byte.
 *
 * The controller takes the simulated time that its clock asks for. A part gets a byte behind its eighth bit, and gives one when its
 * first bit begins. The levels of SDA and SCL are drawn from that where they are watched (engines/i2c-waveform.ts).
 * Source of the terms: NXP UM10204, I2C-bus specification.
 */

/** A part that answers on the bus. */
export interface I2cTarget {
  /** It was addressed; `read` where the controller wants to read. A repeated start comes without a stop before it. */
  start(read: boolean): void;
  /** @returns Whether it acknowledges the byte. */
  write(byte: number): boolean;
  read(): number;
  stop(): void;
}

interface Connection {
  readonly sda: number;
  readonly scl: number;
  readonly isPowered: () => boolean;
  /** Seven bits. */
  readonly address: () => number;
  readonly target: I2cTarget;
}

export class I2cTargets {
  private readonly connections: Connection[] = [];

  /** @param sda Circuit node of the part's data pin, `scl` of its clock pin. */
  connect(connection: Connection): void {
    this.connections.push(connection);
  }

  /** The powered part at these two nodes that has this address; of several, the first in diagram.json. */
  find(sda: number, scl: number, address: number): I2cTarget | undefined {
    return this.connections.find(
      (one) => one.sda === sda && one.scl === scl && one.address() === address && one.isPowered(),
    )?.target;
  }
}
