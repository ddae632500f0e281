/** WebAssembly code for the instructions that compute one register from others and an immediate. */

import { operationOf, source1Of, source2Of } from './decode.ts';
import type { Operation } from './decode.ts';
import type { Step } from './region.ts';
import { I32, Op } from './wasm-encoder.ts';
import type { Code } from './wasm-encoder.ts';

/** Writes code that leaves a register's value on WebAssembly's stack. */
export type ReadRegister = (register: number) => void;

/** Operations of RV32IM that WebAssembly has; its shifts also look at five bits only. */
const SAME: Partial<Record<Operation, number>> = {
  ADD: Op.i32_add, SUB: Op.i32_sub, SLL: Op.i32_shl, SLT: Op.i32_lt_s, SLTU: Op.i32_lt_u, XOR: Op.i32_xor, SRL: Op.i32_shr_u,
  SRA: Op.i32_shr_s, OR: Op.i32_or, AND: Op.i32_and, MUL: Op.i32_mul,
};
const WITH_IMMEDIATE: Partial<Record<Operation, number>> = {
  ADDI: Op.i32_add, SLTI: Op.i32_lt_s, SLTIU: Op.i32_lt_u, XORI: Op.i32_xor, ORI: Op.i32_or, ANDI: Op.i32_and, SLLI: Op.i32_shl,
  SRLI: Op.i32_shr_u, SRAI: Op.i32_shr_s,
};
const HIGH_PRODUCTS: Partial<Record<Operation, readonly [number, number]>> = {
  MULH: [Op.i64_extend_i32_s, Op.i64_extend_i32_s],
  MULHSU: [Op.i64_extend_i32_s, Op.i64_extend_i32_u],
  MULHU: [Op.i64_extend_i32_u, Op.i64_extend_i32_u],
};
const DIVISIONS: Partial<Record<Operation, number>> = {
  DIV: Op.i32_div_s, DIVU: Op.i32_div_u, REM: Op.i32_rem_s, REMU: Op.i32_rem_u,
};

/** Leaves the result on the stack. */
export function emitArithmetic({ packed, immediate }: Step, code: Code, read: ReadRegister): void {
  const operation = operationOf(packed);
  const rs1 = source1Of(packed);
  const rs2 = source2Of(packed);
  const withImmediate = WITH_IMMEDIATE[operation];
  const extensions = HIGH_PRODUCTS[operation];
  const division = DIVISIONS[operation];
  if (division !== undefined) return emitDivision(division, rs1, rs2, code, read);
  read(rs1);
  if (extensions !== undefined) code.op(extensions[0]);
  if (withImmediate !== undefined) code.constant(immediate);
  else read(rs2);
  if (extensions === undefined) code.op((withImmediate ?? SAME[operation])!);
  else code.op(extensions[1]).op(Op.i64_mul).with(Op.i64_const, 32).op(Op.i64_shr_u).op(Op.i32_wrap_i64);
}

/** WebAssembly traps at a division by 0, and where the quotient overflows; RISC-V has results for both. */
function emitDivision(division: number, rs1: number, rs2: number, code: Code, read: ReadRegister): void {
  const isRemainder = division === Op.i32_rem_s || division === Op.i32_rem_u;
  read(rs2);
  code.op(Op.i32_eqz).open(Op.if, I32);
  if (isRemainder) read(rs1);
  else code.constant(-1);
  code.op(Op.else);
  if (division === Op.i32_div_s) emitSignedQuotient(rs1, rs2, code, read);
  else {
    read(rs1);
    read(rs2);
    code.op(division);
  }
  code.op(Op.end);
}

function emitSignedQuotient(rs1: number, rs2: number, code: Code, read: ReadRegister): void {
  read(rs2);
  code.constant(-1).op(Op.i32_eq).open(Op.if, I32);
  code.constant(0);
  read(rs1);
  code.op(Op.i32_sub).op(Op.else);
  read(rs1);
  read(rs2);
  code.op(Op.i32_div_s).op(Op.end);
}
