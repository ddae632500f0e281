/** The core's memories: flash, their ends, peripherals, and what the ELF loader refuses. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../../hardware_labs/simulator/errors.ts';
import { Bus } from '../../hardware_labs/simulator/engines/riscv/bus.ts';
import { loadElf } from '../../hardware_labs/simulator/engines/riscv/elf.ts';
import { assemble, machine } from './riscv-fixtures.ts';

const NOP = 0x00000013;
const MCAUSE = 0x342;
const MEPC = 0x341;
const MTVAL = 0x343;
const FETCH_FAULT = 1;
const RAM_END = 0x403e0000;
const RAM_BYTES = 384 * 1024;
const ENTRY_COUNT = 0x2c;
const TABLE = 52;

test('flash is one memory at two addresses, and code runs from it', () => {
  const { bus, core } = machine();
  bus.flash.setUint32(8, 0x04d00513, true); // addi a0, x0, 77
  assert.equal(bus.load(0x3c000008, 4), 0x04d00513);
  assert.equal(bus.load(0x42000008, 4), 0x04d00513);
  core.pc = 0x42000008;
  core.run(1);
  assert.equal(core.registers[10], 77);
});

test('running past the end of memory is a fetch fault, also in the middle of an instruction', () => {
  for (const bytes of [4, 2] as const) {
    const { bus, core } = machine();
    bus.store(RAM_END - bytes, NOP, bytes);
    core.pc = RAM_END - bytes;
    core.run(bytes === 4 ? 2 : 1);
    assert.equal(core.csr.read(MCAUSE, 0), FETCH_FAULT);
    assert.equal(core.csr.read(MTVAL, 0), RAM_END);
    assert.equal(core.csr.read(MEPC, 0), bytes === 4 ? RAM_END : RAM_END - bytes);
  }
});

test('the last misaligned half-word of memory can be loaded and stored, the next one faults', () => {
  for (const base of [0x3fc80000, 0x40380000]) {
    const { bus } = machine();
    const last = base + RAM_BYTES - 3;
    bus.store(last, 0xbeef, 2);
    assert.equal(bus.load(last, 2), 0xbeef);
    assert.equal(bus.faulted, false);
    assert.equal(bus.load(last + 2, 2), 0);
    assert.equal(bus.faulted, true);
    bus.faulted = false;
    bus.store(last + 2, 0, 2);
    assert.equal(bus.faulted, true);
  }
});

test('a peripheral sees aligned words, and can stop the run behind its instruction', () => {
  const { bus, core } = machine(
    assemble('li t0, 0x60004000\n li t1, 0x1234\n sh t1, 6(t0)\n lbu a0, 5(t0)\n nop\n nop\n1: wfi\n j 1b'),
  );
  const seen: number[][] = [];
  bus.attach(0x60004000, {
    read: (offset) => (offset === 4 ? 0xaabbccdd : 0),
    write: (offset, value) => {
      seen.push([offset, value]);
      core.requestStop();
    },
  });
  core.run(100);
  assert.deepEqual(seen, [[4, 0x12340000]]);
  assert.equal(core.registers[10], 0, 'the load has not run yet');
  core.run(100);
  assert.equal(core.registers[10], 0xcc);
});

test('the loader says in one sentence what is wrong with a file', () => {
  const elf = assemble('nop');
  const refused = (file: Uint8Array, message: RegExp): void =>
    assert.throws(() => loadElf(file, new Bus()), (error) => error instanceof UserError && message.test(error.message));
  refused(new Uint8Array(10), /not a 32 bit ELF file/);
  refused(changed(elf, 18, 83), /another processor: build it for RISC-V/);
  refused(elf.subarray(0, TABLE + 8), /ends in the middle of a segment/);
});

test('a segment outside of memory is named by its address', () => {
  const elf = assemble('nop');
  const view = new DataView(elf.buffer);
  const entries = Array.from({ length: view.getUint16(ENTRY_COUNT, true) }, (_, n) => TABLE + 32 * n);
  const code = entries.find((at) => view.getUint32(at, true) === 1 && view.getUint32(at + 16, true) > 0)!;
  const moved = elf.slice();
  new DataView(moved.buffer).setUint32(code + 12, 0x20000000, true);
  assert.throws(() => loadElf(moved, new Bus()), /segment at 0x20000000, where the ESP32-C3 has no memory/);
});

function changed(file: Uint8Array, at: number, value: number): Uint8Array {
  const copy = file.slice();
  copy[at] = value;
  return copy;
}
