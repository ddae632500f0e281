/** Programs of random instruction sequences over random operands; they write a checksum of all registers after each sequence. */

const SEQUENCES = 600;
const INSTRUCTIONS = 10;
/** Registers a2 to a11 hold operands; a0 and a12 to a15 drive the program, a1 points to the words that loads and stores use. */
const FIRST = 2;
const OPERANDS = 10;
const SCRATCH_BYTES = 64;
const EDGES = [0, 1, -1, 2, 31, 32, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, -0x80000000];

/** The same numbers for the same seed (xorshift, Marsaglia 2003). */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed;
  }

  word(): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return this.state;
  }

  /** A whole number from `low` to `high`. */
  from(low: number, high: number): number {
    return low + ((this.word() >>> 0) % (high - low + 1));
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.from(0, items.length - 1)];
  }

  register(): string {
    return `a${this.from(FIRST, FIRST + OPERANDS - 1)}`;
  }
}

/**
 * qemu 7.2 goes wrong where it translates two instructions together: it shifts right by 32 as by 0 behind what has set SAR to 32,
 * and loses products of M registers behind loads to them. A jump begins another block of its.
 */
const NEW_BLOCK = '_j 9f\n9:';

/** Writes one instruction, or a few that belong together. */
export type Writer = (random: Random) => string;

const words = (text: string): string[] => text.split(' ');
const THREE = words('add sub addx2 addx4 addx8 subx2 subx4 subx8 and or xor src mul16u mul16s mull moveqz movnez movltz movgez add.n');
const TWO = words('neg abs sll srl sra nsa nsau mov.n');
const SHIFT_AMOUNTS = words('ssl ssr ssa8l ssa8b');
const BRANCHES = words('beq bne blt bge bltu bgeu bany bnone ball bnall bbc bbs');
const SIGNED = [-1, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 32, 64, 128, 256];
const UNSIGNED = [32768, 65536, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 32, 64, 128, 256];

const memory = (operation: string, step: number, last: number): Writer => (random) =>
  `_${operation} ${random.register()}, a1, ${step * random.from(0, last / step)}`;

/** Over the instruction behind it. */
const branch = (comparison: Writer): Writer => (random) =>
  `_${comparison(random)}, 9f\n  _addi ${random.register()}, ${random.register()}, 5\n9:`;

/** What gcc emits for integer code, on every Xtensa core. */
export const BASE: readonly Writer[] = [
  ...THREE.flatMap((name): Writer[] => [(random) => `_${name} ${random.register()}, ${random.register()}, ${random.register()}`]),
  ...TWO.map((name): Writer => (random) => `_${name} ${random.register()}, ${random.register()}`),
  ...SHIFT_AMOUNTS.map((name): Writer => (random) => `_${name} ${random.register()}\n  ${NEW_BLOCK}`),
  (random) => `_ssai ${random.from(0, 31)}`,
  (random) => `_wsr ${random.register()}, sar`,
  (random) => `_rsr ${random.register()}, sar`,
  (random) => `_xsr ${random.register()}, excsave1`,
  (random) => `_slli ${random.register()}, ${random.register()}, ${random.from(1, 31)}`,
  (random) => `_srli ${random.register()}, ${random.register()}, ${random.from(0, 15)}`,
  (random) => `_srai ${random.register()}, ${random.register()}, ${random.from(0, 31)}`,
  (random) => `_extui ${random.register()}, ${random.register()}, ${random.from(0, 16)}, ${random.from(1, 16)}`,
  (random) => `_addi ${random.register()}, ${random.register()}, ${random.from(-128, 127)}`,
  (random) => `_addmi ${random.register()}, ${random.register()}, ${256 * random.from(-128, 127)}`,
  (random) => `_addi.n ${random.register()}, ${random.register()}, ${random.pick([-1, 1, 8, 15])}`,
  (random) => `_movi ${random.register()}, ${random.from(-2048, 2047)}`,
  (random) => `_movi.n ${random.register()}, ${random.from(-32, 95)}`,
  (random) => `_l32r ${random.register()}, literal${random.from(0, 3)}`,
  ...[['l8ui', 1], ['l16ui', 2], ['l16si', 2], ['l32i', 4], ['s8i', 1], ['s16i', 2], ['s32i', 4]].map(([name, step]) =>
    memory(String(name), Number(step), SCRATCH_BYTES - Number(step)),
  ),
  ...['l32i.n', 's32i.n'].map((name) => memory(name, 4, 60)),
  ...BRANCHES.map((name) => branch((random) => `${name} ${random.register()}, ${random.register()}`)),
  ...words('bbci bbsi').map((name) => branch((random) => `${name} ${random.register()}, ${random.from(0, 31)}`)),
  ...words('beqi bnei blti bgei').map((name) => branch((random) => `${name} ${random.register()}, ${random.pick(SIGNED)}`)),
  ...words('bltui bgeui').map((name) => branch((random) => `${name} ${random.register()}, ${random.pick(UNSIGNED)}`)),
  ...words('beqz bnez bltz bgez beqz.n bnez.n').map((name) => branch((random) => `${name} ${random.register()}`)),
  () => '_j 9f\n  _movi a2, 1\n9:',
  (random) => `_call0 leaf${random.from(0, 2)}`,
  (random) => `_l32r a0, leaves+${4 * random.from(0, 2)}\n  _callx0 a0`,
];

/** An instruction that the assembler at hand does not know, by the fields of its encoding. */
export function encoded(op0: number, t: number, s: number, r: number, op1: number, op2: number): string {
  return `.byte ${op0 | (t << 4)}, ${s | (r << 4)}, ${op1 | (op2 << 4)}`;
}

/** Writes a field of an encoding. */
type Field = (random: Random) => number;

const number: Field = (random) => random.from(FIRST, FIRST + OPERANDS - 1);

const three = (op1: number, op2: number): Writer => (random) => encoded(0, number(random), number(random), number(random), op1, op2);

const division = (op2: number): Writer => (random) => {
  const divisor = number(random);
  return `_movi a15, 1\n  _or a${divisor}, a${divisor}, a15\n  ${encoded(0, divisor, number(random), number(random), 2, op2)}`;
};

/** @param r Kind of a loop over two instructions, the first of which may branch to the loop's end. */
const loop = (r: number, low: number, high: number): Writer => (random) => {
  const count = number(random);
  const body = `_beqi a${number(random)}, ${random.pick(SIGNED)}, 9f\n  _addi ${random.register()}, ${random.register()}, 3\n9:`;
  return `_movi a${count}, ${random.from(low, high)}\n  .byte ${0x76}, ${count | (r << 4)}, 5\n  ${body}`;
};

/** A field that selects one of two MR registers, in its bit 2. */
const half: Field = (random) => 4 * random.from(0, 1);
const none: Field = () => 0;

/** @param fields Writers of t, s and r, each a register, a half or nothing. */
const mac16 = (op2: number, low: number, [t, s, r]: readonly Field[]): Writer => (random) => {
  const operation = `${NEW_BLOCK}\n  ${encoded(4, t(random), s(random), r(random), random.from(low, 15), op2)}`;
  const [low32, high8] = [0, 1].map((word) => encoded(0, number(random), word, 1, 3, 0)); // RSR of ACCLO and ACCHI
  return `${operation}\n  ${low32}\n  ${high8}`;
};

/** a15 points into the words. */
const mac16Load = (op2: number, op1: readonly number[], t: Field, r: Field): Writer => (random) => {
  const operation = `${NEW_BLOCK}\n  ${encoded(4, t(random), 15, random.from(0, 3) | r(random), random.pick(op1), op2)}`;
  const seen = encoded(0, number(random), random.from(0, 3), 2, 3, 0); // RSR of M0 to M3
  return `_addi a15, a1, ${4 * random.from(1, 14)}\n  ${operation}\n  _sub a${number(random)}, a15, a1\n  ${seen}`;
};

/** What the ESP32's LX6 has besides; of its instructions no core of qemu's has MULUH and MULSH. */
export const LX6: readonly Writer[] = [
  ...[4, 5, 6, 7].map((op2) => three(3, op2)), // MIN, MAX, MINU, MAXU
  (random) => encoded(0, random.from(0, 15), number(random), number(random), 3, 2), // SEXT
  (random) => encoded(0, random.from(0, 15), number(random), number(random), 3, 3), // CLAMPS
  ...[12, 13, 14, 15].map(division), // QUOU, QUOS, REMU, REMS
  loop(8, 1, 5), // LOOP
  loop(9, 0, 3), // LOOPNEZ
  loop(10, -2, 3), // LOOPGTZ
  mac16(2, 4, [half, none, half]), // MUL, MULA and MULS of DD
  mac16(3, 4, [half, number, none]), // of AD
  mac16(6, 4, [number, none, half]), // of DA
  mac16(7, 0, [number, number, none]), // of AA, and UMUL
  ...[0, 1].map((op2) => mac16Load(op2, [8, 9, 10, 11], half, half)), // MULA of DD with LDINC and LDDEC
  ...[4, 5].map((op2) => mac16Load(op2, [8, 9, 10, 11], number, half)), // of DA
  ...[8, 9].map((op2) => mac16Load(op2, [0], none, none)), // LDINC, LDDEC
];

/** The text of a program, and of each of its sequences. */
export function randomProgram(seed: number, writers: readonly Writer[]): { text: string; sequences: string[] } {
  const random = new Random(seed);
  const sequences = Array.from({ length: SEQUENCES }, () =>
    Array.from({ length: INSTRUCTIONS }, () => `  ${random.pick(writers)(random)}`).join('\n'),
  );
  const loads = Array.from({ length: OPERANDS }, (_, n) => `  _l32i a${FIRST + n}, a14, ${4 * n}`).join('\n');
  const blocks = sequences.map((body) => `${loads}\n  _addi a14, a14, ${4 * OPERANDS}\n${body}\n  _call0 fold\n`);
  const operands = Array.from({ length: SEQUENCES * OPERANDS }, () => (random.from(0, 3) === 0 ? random.pick(EDGES) : random.word()));
  const hash = (register: string): string => `  slli a15, a12, 5\n  sub a12, a15, a12\n  xor a12, a12, ${register}\n`;
  const folds = Array.from({ length: OPERANDS }, (_, n) => hash(`a${FIRST + n}`)).join('');
  return {
    sequences,
    text: `
  j go
  .align 4
literal0: .word 0x12345678
literal1: .word 0xfedcba98
literal2: .word 0x80000000
literal3: .word 0x00ff00ff
leaves: .word leaf0, leaf1, leaf2
scratch_at: .word scratch
results_at: .word results
operands_at: .word operands
  .align 4
leaf0: _addi.n a2, a3, 7
  _ret.n
  .align 4
leaf1: _xor a4, a5, a6
  _ret
  .align 4
leaf2: _jx a0
  .align 4
fold:
${folds}  s32i a12, a13, 0
  addi a13, a13, 4
  ret
  .align 4
go:
  movi a2, 0x20 # out of the state after reset, in which loops do not jump back
  wsr a2, ps
  rsync
  l32r a1, scratch_at
  l32r a13, results_at
  l32r a14, operands_at
  movi a12, 1
  movi a2, 0
  wsr a2, excsave1
${blocks.join('')}
  l32r a4, results_at
  sub a5, a13, a4
  movi a3, 1
  movi a2, 4
  simcall
  movi a3, 0
  movi a2, 1
  simcall
  .data
  .align 4
scratch: .fill ${SCRATCH_BYTES / 4}, 4, 0x89abcdef
results: .fill ${SEQUENCES}, 4, 0
operands: .word ${operands.join('\n  .word ')}
`,
  };
}
