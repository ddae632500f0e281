/** The two RISC-V cores side by side: after each run both must be in the same state, and have done the same to peripherals. */

import assert from 'node:assert/strict';
import { Bus } from '../../hardware_labs/simulator/engines/riscv/bus.ts';
import { HotSpots } from '../../hardware_labs/simulator/engines/riscv/hot-spots.ts';
import { Interpreter } from '../../hardware_labs/simulator/engines/riscv/interpreter.ts';
import { PERIPHERALS } from '../../hardware_labs/simulator/engines/riscv/memory-map.ts';
import { Translator } from '../../hardware_labs/simulator/engines/riscv/translator.ts';

/** Stores to this offset of the peripheral: any value asserts interrupt line 5. */
export const RAISE = 0x10;
/** Any value releases the interrupt line. */
export const RELEASE = 0x14;
/** Any value ends the run. */
export const STOP = 0x18;
const LINE = 5;

const REGISTERS = 32;
const CONTROL_REGISTERS = [0x300, 0x305, 0x340, 0x341, 0x342, 0x343, 0x7e0, 0x7e1, 0x7e2];

interface Side<Core extends Interpreter> {
  readonly bus: Bus;
  readonly core: Core;
  /** Accesses to the peripheral: cycle, offset, value. */
  accesses: [cycle: number, offset: number, value: number | undefined][];
}

export class Lockstep {
  readonly reference: Side<Interpreter>;
  readonly translated: Side<Translator>;

  /** @param eager Translates whatever runs twice or so, as far as looks every few instructions find it. */
  constructor(eager: boolean) {
    this.reference = side((bus) => new Interpreter(bus));
    this.translated = side((bus) => new Translator(bus, eager ? new HotSpots(4, 1) : new HotSpots()));
  }

  /** Does the same to both, such as setting a register. */
  both(act: (core: Interpreter, bus: Bus) => void): void {
    for (const { core, bus } of [this.reference, this.translated]) act(core, bus);
  }

  /** Runs both for this many cycles and compares them. */
  run(cycles: number, where: string): void {
    const target = this.reference.core.cycles + cycles;
    this.both((core) => core.run(target));
    assert.deepEqual(stateOf(this.translated), stateOf(this.reference), where);
    const memories = [this.translated, this.reference].map(({ bus }) => new Uint8Array(bus.ram.buffer, 0, bus.ram.byteLength));
    assert.equal(Buffer.compare(memories[0], memories[1]), 0, `memory, ${where}`);
    this.both(() => (this.reference.accesses = this.translated.accesses = []));
  }
}

function side<Core extends Interpreter>(make: (bus: Bus) => Core): Side<Core> {
  const bus = new Bus();
  const self: Side<Core> = { bus, core: make(bus), accesses: [] };
  const { core } = self;
  bus.attach(PERIPHERALS, {
    read: (offset) => {
      self.accesses.push([core.cycles, offset, undefined]);
      return Math.imul(core.cycles + offset, 0x9e3779b1);
    },
    write: (offset, value) => {
      self.accesses.push([core.cycles, offset, value]);
      if (offset === RAISE) core.interruptLine = LINE;
      if (offset === RELEASE) core.interruptLine = 0;
      if (offset === STOP) core.requestStop();
    },
  });
  return self;
}

function stateOf({ core, accesses }: Side<Interpreter>): object {
  const { pc, cycles, instructions, sleptCycles, waiting, interruptLine } = core;
  return {
    pc, cycles, instructions, sleptCycles, waiting, interruptLine, accesses,
    registers: [...core.registers.subarray(0, REGISTERS)],
    control: CONTROL_REGISTERS.map((number) => core.csr.read(number, instructions)),
  };
}
