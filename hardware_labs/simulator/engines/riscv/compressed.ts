/**
 * Expands the 16 bit instructions of RV32C to the 32 bit instructions that they stand for.
 *
 * Source: The RISC-V Instruction Set Manual, volume I, chapter "C". The ESP32-C3 has no floating point registers, so their
 * loads and stores are illegal here.
 */

/** What an illegal 16 bit instruction expands to; it is itself an illegal 32 bit instruction. */
export const ILLEGAL = 0;

const LOAD = 0x03;
const ADD_IMMEDIATE = 0x13;
const STORE = 0x23;
const ADD = 0x33;
const LUI = 0x37;
const BRANCH = 0x63;
const JALR = 0x67;
const JAL = 0x6f;
const EBREAK = 0x00100073;

const RA = 1;
const SP = 2;

export function expand(half: number): number {
  switch (half & 3) {
    case 0:
      return expandQuadrant0(half);
    case 1:
      return expandQuadrant1(half);
    default:
      return expandQuadrant2(half);
  }
}

/** Bits high..low of the instruction, moved so that the lowest lands on bit `to`. */
function bits(half: number, high: number, low: number, to: number): number {
  return ((half >> low) & ((1 << (high - low + 1)) - 1)) << to;
}

function signed(value: number, width: number): number {
  return (value << (32 - width)) >> (32 - width);
}

/** One of x8..x15, named by three bits. */
function short(half: number, low: number): number {
  return 8 + ((half >> low) & 7);
}

function immediateType(immediate: number, rs1: number, funct3: number, rd: number, opcode: number): number {
  return (immediate << 20) | (rs1 << 15) | (funct3 << 12) | (rd << 7) | opcode;
}

function registerType(funct7: number, rs2: number, rs1: number, funct3: number, rd: number): number {
  return (funct7 << 25) | (rs2 << 20) | (rs1 << 15) | (funct3 << 12) | (rd << 7) | ADD;
}

function storeWord(offset: number, rs2: number, rs1: number): number {
  return ((offset >> 5) << 25) | (rs2 << 20) | (rs1 << 15) | (2 << 12) | ((offset & 31) << 7) | STORE;
}

function expandQuadrant0(half: number): number {
  const wordOffset = bits(half, 12, 10, 3) | bits(half, 6, 6, 2) | bits(half, 5, 5, 6);
  switch (half >> 13) {
    case 0: { // c.addi4spn
      const offset = bits(half, 12, 11, 4) | bits(half, 10, 7, 6) | bits(half, 6, 6, 2) | bits(half, 5, 5, 3);
      return offset === 0 ? ILLEGAL : immediateType(offset, SP, 0, short(half, 2), ADD_IMMEDIATE);
    }
    case 2: // c.lw
      return immediateType(wordOffset, short(half, 7), 2, short(half, 2), LOAD);
    case 6: // c.sw
      return storeWord(wordOffset, short(half, 2), short(half, 7));
    default:
      return ILLEGAL;
  }
}

function expandQuadrant1(half: number): number {
  const rd = (half >> 7) & 31;
  const immediate = signed(bits(half, 12, 12, 5) | bits(half, 6, 2, 0), 6);
  switch (half >> 13) {
    case 0: // c.addi, c.nop
      return immediateType(immediate, rd, 0, rd, ADD_IMMEDIATE);
    case 1: // c.jal
      return jump(half, RA);
    case 2: // c.li
      return immediateType(immediate, 0, 0, rd, ADD_IMMEDIATE);
    case 3:
      if (immediate === 0) return ILLEGAL;
      return rd === SP ? addToStackPointer(half) : (immediate << 12) | (rd << 7) | LUI; // c.lui
    case 4:
      return expandArithmetic(half, immediate);
    case 5: // c.j
      return jump(half, 0);
    case 6: // c.beqz
      return branch(half, 0);
    default: // c.bnez
      return branch(half, 1);
  }
}

/** c.addi16sp */
function addToStackPointer(half: number): number {
  const scattered = bits(half, 12, 12, 9) | bits(half, 6, 6, 4) | bits(half, 5, 5, 6) | bits(half, 4, 3, 7) | bits(half, 2, 2, 5);
  return immediateType(signed(scattered, 10), SP, 0, SP, ADD_IMMEDIATE);
}

function expandArithmetic(half: number, immediate: number): number {
  const rd = short(half, 7);
  const longShift = (half & 0x1000) !== 0; // shifts by 32 and more do not exist on RV32
  switch ((half >> 10) & 3) {
    case 0: // c.srli
      return longShift ? ILLEGAL : immediateType(immediate, rd, 5, rd, ADD_IMMEDIATE);
    case 1: // c.srai
      return longShift ? ILLEGAL : immediateType(0x400 | immediate, rd, 5, rd, ADD_IMMEDIATE);
    case 2: // c.andi
      return immediateType(immediate, rd, 7, rd, ADD_IMMEDIATE);
  }
  if (longShift) return ILLEGAL; // c.subw, c.addw of RV64
  const rs2 = short(half, 2);
  switch ((half >> 5) & 3) {
    case 0: // c.sub
      return registerType(0x20, rs2, rd, 0, rd);
    case 1: // c.xor
      return registerType(0, rs2, rd, 4, rd);
    case 2: // c.or
      return registerType(0, rs2, rd, 6, rd);
    default: // c.and
      return registerType(0, rs2, rd, 7, rd);
  }
}

function jump(half: number, rd: number): number {
  const scattered =
    bits(half, 12, 12, 11) | bits(half, 11, 11, 4) | bits(half, 10, 9, 8) | bits(half, 8, 8, 10) |
    bits(half, 7, 7, 6) | bits(half, 6, 6, 7) | bits(half, 5, 3, 1) | bits(half, 2, 2, 5);
  const offset = signed(scattered, 12);
  const high = ((offset & 0x100000) << 11) | ((offset & 0x7fe) << 20) | ((offset & 0x800) << 9);
  return high | (offset & 0xff000) | (rd << 7) | JAL;
}

function branch(half: number, funct3: number): number {
  const scattered =
    bits(half, 12, 12, 8) | bits(half, 11, 10, 3) | bits(half, 6, 5, 6) | bits(half, 4, 3, 1) | bits(half, 2, 2, 5);
  const offset = signed(scattered, 9);
  const high = ((offset & 0x1000) << 19) | ((offset & 0x7e0) << 20);
  const low = ((offset & 0x1e) << 7) | ((offset & 0x800) >> 4);
  return high | (short(half, 7) << 15) | (funct3 << 12) | low | BRANCH;
}

function expandQuadrant2(half: number): number {
  const rd = (half >> 7) & 31;
  const rs2 = (half >> 2) & 31;
  const bit12 = (half & 0x1000) !== 0;
  switch (half >> 13) {
    case 0: // c.slli
      return bit12 ? ILLEGAL : immediateType(rs2, rd, 1, rd, ADD_IMMEDIATE);
    case 2: { // c.lwsp
      const offset = bits(half, 12, 12, 5) | bits(half, 6, 4, 2) | bits(half, 3, 2, 6);
      return rd === 0 ? ILLEGAL : immediateType(offset, SP, 2, rd, LOAD);
    }
    case 4:
      if (rs2 !== 0) return registerType(0, rs2, bit12 ? rd : 0, 0, rd); // c.add, c.mv
      if (rd !== 0) return immediateType(0, rd, 0, bit12 ? RA : 0, JALR); // c.jalr, c.jr
      return bit12 ? EBREAK : ILLEGAL;
    case 6: // c.swsp
      return storeWord(bits(half, 12, 9, 2) | bits(half, 8, 7, 6), rs2, SP);
    default:
      return ILLEGAL;
  }
}
