/**
 * The AVR's EEPROM (ATmega328P datasheet DS40002061B, "EEPROM Data Memory").
 *
 * It takes the place of avr8js's, which takes 3.6 ms to erase and write, lets a write of EECR end the operation that is going on, and
 * forgets the interrupt when a byte is read.
 *
 * Not simulated: that a write of the flash keeps the EEPROM from being written.
 */

import type { CPU } from 'avr8js';

/** Data addresses, the same on every chip of the family. */
const EECR = 0x3f;
const EEDR = 0x40;
const EEARL = 0x41;
const EEARH = 0x42;
const EEPM1 = 0x20; // EECR: write only
const EEPM0 = 0x10; // EECR: erase only
const EERIE = 0x08; // EECR: interrupt while EEPE is clear
const EEMPE = 0x04; // EECR: master write enable
const EEPE = 0x02; // EECR: write
const EERE = 0x01; // EECR: read
/** EEPE counts within so many cycles after EEMPE was written. */
const ARMED_CYCLES = 4;
/** The CPU is halted for so many cycles. */
const READ_CYCLES = 4;
const WRITE_CYCLES = 2;
/** Table 7-1: erasing and writing in one operation, and either of them alone. */
const BOTH_SECONDS = 0.0034;
const ONE_SECONDS = 0.0018;
const ERASED = 0xff;

/** What the cells hold from power-on. */
export function emptyEeprom(bytes: number): Uint8Array {
  return new Uint8Array(bytes).fill(ERASED);
}

export class Eeprom {
  private readonly cpu: CPU;
  private readonly cells: Uint8Array;
  private readonly hertz: () => number;
  private readonly ready;
  private armedUntil = -1;

  /**
   * @param interrupt Address of the vector.
   * @param cells They outlast a reset; as many as a power of two.
   * @param hertz The CPU's clock now: an operation's time comes from an oscillator of its own.
   */
  constructor(cpu: CPU, interrupt: number, cells: Uint8Array, hertz: () => number) {
    this.cpu = cpu;
    this.cells = cells;
    this.hertz = hertz;
    this.ready = {
      address: interrupt, flagRegister: EECR, flagMask: EEPE, enableRegister: EECR, enableMask: EERIE, constant: true, inverseFlag: true,
    };
    cpu.readHooks[EECR] = () => cpu.data[EECR] | (cpu.cycles <= this.armedUntil ? EEMPE : 0);
    cpu.writeHooks[EECR] = (value, _, __, mask) => this.control(value, value & mask);
    for (const register of [EEARL, EEARH]) cpu.writeHooks[register] = () => this.isBusy; // then the write is lost
  }

  private get isBusy(): boolean {
    return (this.cpu.data[EECR] & EEPE) !== 0;
  }

  private get address(): number {
    const { data } = this.cpu;
    return (data[EEARL] | (data[EEARH] << 8)) & (this.cells.length - 1);
  }

  /** @param set Bits that the instruction sets: one for SBI, all of the value for OUT. */
  private control(value: number, set: number): boolean {
    const { cpu } = this;
    const mode = (this.isBusy ? cpu.data[EECR] : value) & (EEPM1 | EEPM0);
    cpu.data[EECR] = (cpu.data[EECR] & EEPE) | mode | (value & EERIE);
    if (!this.isBusy && set & EEPE && cpu.cycles <= this.armedUntil) this.program();
    else if (set & EEMPE) this.armedUntil = cpu.cycles + ARMED_CYCLES;
    if (!this.isBusy && set & EERE) {
      cpu.data[EEDR] = this.cells[this.address];
      cpu.cycles += READ_CYCLES;
    }
    cpu.updateInterruptEnable(this.ready, cpu.data[EECR]);
    return true;
  }

  /** The cell changes at once, and cannot be read before its time is over. */
  private program(): void {
    const { address, cells, cpu } = this;
    const [erases, writes] = [!(cpu.data[EECR] & EEPM1), !(cpu.data[EECR] & EEPM0)];
    if (erases) cells[address] = ERASED;
    if (writes) cells[address] &= cpu.data[EEDR]; // only an erase sets bits
    this.armedUntil = -1;
    cpu.data[EECR] |= EEPE;
    cpu.clearInterrupt(this.ready, false);
    const seconds = erases && writes ? BOTH_SECONDS : ONE_SECONDS;
    cpu.addClockEvent(() => cpu.setInterruptFlag(this.ready), Math.round(seconds * this.hertz())); // which clears EEPE
    cpu.cycles += WRITE_CYCLES;
  }
}
