/** Random RV32IMC programs: every instruction, loops, calls, traps, peripherals, and stores over their own code. */

import { decode, destinationOf, isCompressed } from '../../hardware_labs/simulator/engines/riscv/decode.ts';
import { FLASH_DATA, PERIPHERALS, RAM_CODE, RAM_DATA } from '../../hardware_labs/simulator/engines/riscv/memory-map.ts';
import { RELEASE } from './riscv-lockstep.ts';

/** Address of the program's first instruction; the trap handler lies before it. */
export const START = RAM_CODE + 0x400;
const PROGRAM_HALVES = 400;
const ILLEGAL = 1; // operation number

/** Registers with addresses and values that programs need; nothing else is written to them. */
const BASES: Record<number, number> = {
  2: RAM_DATA + 0x20800, // a stack
  3: RAM_DATA + 0x20000, // data
  4: PERIPHERALS,
  8: RAM_DATA + 0x400, // the program itself
  9: FLASH_DATA + 0x800,
  20: RAM_CODE + 0x500, // the program, by its other address
  21: 0x00150513, // addi a0, a0, 1: to be stored over code
  22: 0x05050585, // c.addi a1, 1; c.addi a0, 1
};
const MEMORY_BASES = [2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 4, 8, 9, 20];
const COUNTER = 23;
const RESERVED = new Set([...Object.keys(BASES).map(Number), COUNTER, 30, 31]);
const CONTROL_REGISTERS = [0x300, 0x340, 0x340, 0x341, 0x342, 0x343, 0x7e0, 0x7e1, 0x7e2, 0x301, 0xc00, 0xf14];

export interface RandomProgram {
  /** From `START`. */
  readonly halves: Uint16Array;
  readonly registers: readonly number[];
}

/**
 * Trap handler, at RAM_CODE: interrupts release the line and return; a fetch fault, and zeroes in place
 * of code, begin the program anew; other exceptions go on behind their instruction. Uses x30 and x31.
 */
export const HANDLER = `
    .option norvc
    .rept 32
    j handler
    .endr
  handler:
    csrr t6, mcause
    bltz t6, interrupt
    addi t6, t6, -1
    beqz t6, restart
    csrr t6, mepc
    lhu t5, 0(t6)
    beqz t5, restart
    andi t5, t5, 3
    addi t5, t5, -3
    addi t6, t6, 2
    bnez t5, 1f
    addi t6, t6, 2
  1: csrw mepc, t6
    mret
  interrupt:
    li t6, ${PERIPHERALS}
    sw zero, ${RELEASE}(t6)
    mret
  restart:
    li t6, ${START}
    csrw mepc, t6
    mret
`;

export function randomProgram(random: () => number): RandomProgram {
  const halves: number[] = [];
  while (halves.length < PROGRAM_HALVES) {
    for (const word of randomPiece(random)) {
      halves.push(word & 0xffff);
      if (!isCompressed(word)) halves.push(word >>> 16);
    }
  }
  for (let n = 0; n < 100; n++) { // as far as the program's own jumps reach
    const back = jump(-2 * halves.length, 0);
    halves.push(back & 0xffff, back >>> 16);
  }
  const registers = Array.from({ length: 32 }, (_, n) => (n === 0 ? 0 : (BASES[n] ?? random() >> (random() % 32))) | 0);
  return { halves: Uint16Array.from(halves), registers };
}

function randomPiece(random: () => number): number[] {
  const kind = random() % 100;
  if (kind < 6) return countedLoop(random);
  if (kind < 30) return [randomCompressed(random)];
  if (kind < 31 && random() % 5 === 0) return [random() | 3];
  for (;;) {
    const word = randomWord(random, kind);
    if (!RESERVED.has(destinationOf(decode(word).packed))) return [word];
  }
}

/** A few instructions, up to 40 times. */
function countedLoop(random: () => number): number[] {
  const body: number[] = [];
  for (let n = random() % 6; n >= 0; n--) body.push(...(random() % 4 ? [randomCompressed(random)] : randomPiece(random).slice(0, 1)));
  const bytes = body.reduce((sum, word) => sum + (isCompressed(word) ? 2 : 4), 4);
  const count = immediateType(1 + (random() % 40), 0, 0, COUNTER, 0x13);
  return [count, ...body, immediateType(-1, COUNTER, 0, COUNTER, 0x13), branch(-bytes, COUNTER, 0, 1)];
}

function randomCompressed(random: () => number): number {
  for (;;) {
    const half = random() & 0xffff;
    if (!isCompressed(half)) continue;
    const { packed } = decode(half);
    if (!RESERVED.has(destinationOf(packed)) && ((packed & 0xff) !== ILLEGAL || random() % 200 === 0)) return half;
  }
}

function randomWord(random: () => number, kind: number): number {
  const [rd, rs1, rs2, funct3] = [random() % 32, random() % 32, random() % 32, random() % 8];
  const near = ((random() % 128) - 64) & ~(random() % 4 ? 1 : 3);
  if (kind < 45) return registerType([0, 1, 1, 0x20][random() % 4], rs2, rs1, funct3, rd, 0x33);
  if (kind < 58) return immediateType(random() % 3 ? random() >> 20 : random() % 32 | (random() & 0x400), rs1, funct3, rd, 0x13);
  if (kind < 68) return immediateType(near, memoryBase(random, rs1), [0, 1, 2, 4, 5][random() % 5], rd, 0x03);
  if (kind < 79) return randomStore(near, memoryBase(random, rs1), rs2, random);
  if (kind < 88) return branch(near * (1 + (random() % 3)) & ~1, rs1, rs2, [0, 1, 4, 5, 6, 7][random() % 6]);
  if (kind < 92) return jump(((random() % 300) - 150) & ~1, random() % 2 ? 1 : 0);
  if (kind < 94) return immediateType(random() % 4 ? 0 : near, random() % 4 ? 1 : rs1, 0, random() % 4 ? 0 : rd, 0x67);
  if (kind < 96) return (random() & 0xfffff000) | (rd << 7) | (random() % 2 ? 0x37 : 0x17);
  if (kind < 97) return [0x0000000f, 0x0000100f, 0x00000073, 0x00100073, 0x30200073, 0x10500073][random() % 6];
  if (kind < 98) return 0x30046073; // csrsi mstatus, 8: interrupts on
  const control = CONTROL_REGISTERS[random() % CONTROL_REGISTERS.length];
  return immediateType((control << 20) >> 20, rs1, funct3 === 4 ? 1 : funct3 || 2, rd, 0x73);
}

/** Over the program goes mostly what can be executed. */
function randomStore(offset: number, base: number, rs2: number, random: () => number): number {
  if (BASES[base] !== BASES[8] || random() % 16 === 0) return storeType(offset, rs2, base, random() % 3);
  return storeType(offset & ~3, 21 + (random() % 2), base, 2);
}

function memoryBase(random: () => number, any: number): number {
  return random() % 60 === 0 ? any : MEMORY_BASES[random() % MEMORY_BASES.length];
}

function immediateType(immediate: number, rs1: number, funct3: number, rd: number, opcode: number): number {
  return (immediate << 20) | (rs1 << 15) | (funct3 << 12) | (rd << 7) | opcode;
}

function registerType(funct7: number, rs2: number, rs1: number, funct3: number, rd: number, opcode: number): number {
  return (funct7 << 25) | (rs2 << 20) | (rs1 << 15) | (funct3 << 12) | (rd << 7) | opcode;
}

function storeType(offset: number, rs2: number, rs1: number, funct3: number): number {
  return registerType(offset >> 5, rs2, rs1, funct3, offset & 31, 0x23);
}

function branch(offset: number, rs1: number, rs2: number, funct3: number): number {
  const high = ((offset >> 6) & 0x40) | ((offset >> 5) & 0x3f);
  return registerType(high, rs2, rs1, funct3, (offset & 0x1e) | ((offset >> 11) & 1), 0x63);
}

function jump(offset: number, rd: number): number {
  const bits = ((offset >> 1) & 0x80000) | ((offset & 0x7fe) << 8) | ((offset & 0x800) >> 3) | ((offset >> 12) & 0xff);
  return (bits << 12) | (rd << 7) | 0x6f;
}
