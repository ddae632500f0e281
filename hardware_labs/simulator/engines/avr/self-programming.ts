/**
 * Self-programming: SPM from the boot loader section changes flash page by page (ATmega328P datasheet DS40002061B and
 * ATmega2560 datasheet DS40002211, chapter "Boot Loader Support - Read-While-Write Self-Programming").
 *
 * Not simulated: lock bits, and reading fuses, lock bits and signature by LPM; what is read from a page while it is written.
 */

import type { CPU } from 'avr8js';

export interface FlashPages {
  readonly pageBytes: number;
  /** First byte that cannot be read while another page is written; SPM works from here on. */
  readonly bootStart: number;
  readonly readyInterrupt: number;
}

const SPMCSR = 0x57;
const RAMPZ = 0x5b;
const SPMIE = 0x80; // interrupt when ready
const RWWSB = 0x40; // the section below the boot loader's is busy
const RWWSRE = 0x10; // make it readable again
const PGWRT = 0x04;
const PGERS = 0x02;
const SPMEN = 0x01;
/** The bits that choose what SPM does, SIGRD and BLBSET among them. */
const COMMAND = 0x3f;
/** SPM counts within so many cycles after SPMCSR was written. */
const ARMED_CYCLES = 4;
/** An erase or a write takes 3.7 to 4.5 ms (table "SPM Programming Time"). */
const PROGRAMMING_SECONDS = 0.004;
const ERASED = 0xffff;

export class SelfProgramming {
  private readonly cpu: CPU;
  private readonly pages: FlashPages;
  private readonly hertz: () => number;
  private readonly changed: (first: number, end: number) => void;
  private readonly buffer: Uint16Array;
  private readonly ready;
  private armedUntil = -1;
  private busy = false;

  /**
   * @param hertz The CPU's clock now.
   * @param changed Told which words of flash have changed, from `first` to before `end`.
   */
  constructor(cpu: CPU, pages: FlashPages, hertz: () => number, changed: (first: number, end: number) => void) {
    this.cpu = cpu;
    this.pages = pages;
    this.hertz = hertz;
    this.changed = changed;
    this.buffer = new Uint16Array(pages.pageBytes / 2).fill(ERASED);
    this.ready = {
      address: pages.readyInterrupt, flagRegister: SPMCSR, flagMask: SPMEN, enableRegister: SPMCSR, enableMask: SPMIE,
      constant: true, inverseFlag: true,
    };
    cpu.writeHooks[SPMCSR] = (value, old) => {
      if (this.busy) cpu.data[SPMCSR] = (old & ~SPMIE) | (value & SPMIE);
      else this.arm(value, old);
      cpu.updateInterruptEnable(this.ready, cpu.data[SPMCSR]);
      return true;
    };
  }

  /** The SPM instruction at this word address. */
  store(pc: number): void {
    const { cpu, pages } = this;
    const command = cpu.data[SPMCSR] & COMMAND;
    if (this.busy || cpu.cycles > this.armedUntil || 2 * pc < pages.bootStart) return;
    const address = (cpu.data[30] | (cpu.data[31] << 8) | (cpu.pc22Bits ? cpu.data[RAMPZ] << 16 : 0)) & (cpu.progBytes.length - 1);
    const first = (address - (address % pages.pageBytes)) / 2;
    if (command === SPMEN) {
      this.buffer[(address % pages.pageBytes) >> 1] = cpu.data[0] | (cpu.data[1] << 8);
      this.finish();
    } else if (command === (SPMEN | RWWSRE)) {
      cpu.data[SPMCSR] &= ~RWWSB;
      this.buffer.fill(ERASED);
      this.finish();
    } else if (command === (SPMEN | PGERS)) {
      cpu.progMem.fill(ERASED, first, first + this.buffer.length);
      this.program(first);
    } else if (command === (SPMEN | PGWRT)) {
      for (const [n, word] of this.buffer.entries()) cpu.progMem[first + n] &= word; // only an erase sets bits
      this.buffer.fill(ERASED);
      this.program(first);
    }
  }

  private arm(value: number, old: number): void {
    const { cpu } = this;
    cpu.data[SPMCSR] = (old & RWWSB) | (value & ~RWWSB);
    if (!(value & SPMEN)) return;
    this.armedUntil = cpu.cycles + ARMED_CYCLES;
    cpu.addClockEvent(() => {
      if (!this.busy && cpu.cycles > this.armedUntil) this.finish();
    }, ARMED_CYCLES + 1);
  }

  /** A page has been changed, and takes its time. */
  private program(first: number): void {
    const { cpu, pages } = this;
    this.changed(first, first + this.buffer.length);
    const cycles = Math.round(PROGRAMMING_SECONDS * this.hertz());
    if (2 * first >= pages.bootStart) {
      cpu.cycles += cycles; // the CPU is halted
      this.finish();
      return;
    }
    this.busy = true;
    cpu.data[SPMCSR] |= RWWSB;
    cpu.addClockEvent(() => {
      this.busy = false;
      this.finish();
    }, cycles);
  }

  private finish(): void {
    const { cpu } = this;
    this.armedUntil = -1;
    cpu.data[SPMCSR] &= ~COMMAND;
    cpu.updateInterruptEnable(this.ready, cpu.data[SPMCSR]);
  }
}
