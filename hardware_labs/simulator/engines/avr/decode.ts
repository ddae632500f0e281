/**
 * Decodes AVR flash once, so that the interpreter's loop only looks up numbers.
 *
 * Source: AVR Instruction Set Manual (Microchip DS40002198). Covers the instructions of the ATmega328P (AVRe+, 16 bit program
 * counter) and, for a flash above 128 KB, those of the ATmega2560 (22 bit program counter); everything else decodes to NOP, as
 * avr8js does.
 */

/** Operation numbers; `interpreter.ts` switches on the literals, because only literal cases become a jump table in V8. */
export const OPERATIONS = [
  'NOP', 'ADD', 'ADC', 'ADIW', 'AND', 'ANDI', 'ASR', 'BCLR', 'BSET', 'BLD', // 0
  'BRBC', 'BRBS', 'BST', 'CALL', 'CBI', 'COM', 'CP', 'CPC', 'CPI', 'CPSE', // 10
  'DEC', 'EOR', 'FMUL', 'FMULS', 'FMULSU', 'ICALL', 'IJMP', 'IN', 'INC', 'JMP', // 20
  'LD X', 'LD P+', 'LD -P', 'LDD Y', 'LDD Z', 'LDI', 'LDS', 'LPM R0', 'LPM Z', 'LPM Z+', // 30
  'LSR', 'MOV', 'MOVW', 'MUL', 'MULS', 'MULSU', 'NEG', 'OR', 'ORI', 'OUT', // 40
  'POP', 'PUSH', 'RCALL', 'RET', 'RETI', 'RJMP', 'ROR', 'SBC', 'SBCI', 'SBI', // 50
  'SBIC', 'SBIS', 'SBIW', 'SBRC', 'SBRS', 'STS', 'ST X', 'ST P+', 'ST -P', 'STD Y', // 60
  'STD Z', 'SUB', 'SUBI', 'SWAP', 'WDR', 'SLEEP', 'SPM', // 70
  // with a 22 bit program counter, which takes three bytes of stack
  'CALL 22', 'ICALL 22', 'RCALL 22', 'RET 22', 'RETI 22', 'EICALL', 'EIJMP', 'ELPM R0', 'ELPM Z', 'ELPM Z+', // 77
] as const;

type Operation = (typeof OPERATIONS)[number];
type Decoded = [operation: Operation, a?: number, b?: number];

export interface Program {
  readonly operation: Uint8Array;
  /** First operand: a register, an I/O address or a bit mask. */
  readonly a: Uint16Array;
  /** Second operand: a register, a pointer's first register, a constant, a displacement or a jump target (word address). */
  readonly b: Int32Array;
  /** Length of the instruction in words, which is what a skip has to know. */
  readonly words: Uint8Array;
}

/** Flash of more words than this needs more than 16 bits of program counter. */
const SHORT_PC_WORDS = 0x10000;
const numbers = new Map<Operation, number>(OPERATIONS.map((name, index) => [name, index]));
/** What takes the place of an instruction where the program counter is longer. */
const LONG_FORM: Partial<Record<Operation, Operation>> = {
  CALL: 'CALL 22', ICALL: 'ICALL 22', RCALL: 'RCALL 22', RET: 'RET 22', RETI: 'RETI 22',
};
/** Instructions that only a longer program counter needs, or flash that Z alone does not reach. */
const LONG_ONLY: Readonly<Record<number, Operation>> = { 0x9519: 'EICALL', 0x9419: 'EIJMP', 0x95d8: 'ELPM R0' };

/** Decodes every word of flash as if an instruction began there. `flash.length` must be a power of two. */
export function decodeProgram(flash: Uint16Array): Program {
  const size = flash.length;
  const program: Program = {
    operation: new Uint8Array(size),
    a: new Uint16Array(size),
    b: new Int32Array(size),
    words: new Uint8Array(size),
  };
  decodeAgain(program, flash, 0, size);
  return program;
}

/** Decodes the words from `first` to before `end`, which have changed. */
export function decodeAgain(program: Program, flash: Uint16Array, first: number, end: number): void {
  const pcMask = flash.length - 1;
  const long = flash.length > SHORT_PC_WORDS;
  for (let pc = first; pc < end; pc++) {
    const opcode = flash[pc];
    const next = flash[(pc + 1) & pcMask];
    const [operation, a, b] = (long ? decodeLong(opcode) : undefined) ?? decode(opcode, next, pc, pcMask);
    program.operation[pc] = numbers.get((long ? LONG_FORM[operation] : undefined) ?? operation)!;
    program.a[pc] = a ?? 0;
    program.b[pc] = b ?? 0;
    program.words[pc] = isTwoWords(opcode) ? 2 : 1;
  }
}

function decodeLong(opcode: number): Decoded | undefined {
  if ((opcode & 0xfe0e) === 0x9006) return [opcode & 1 ? 'ELPM Z+' : 'ELPM Z', (opcode >> 4) & 31];
  const operation = LONG_ONLY[opcode];
  return operation && [operation];
}

function isTwoWords(opcode: number): boolean {
  return (opcode & 0xfc0f) === 0x9000 || (opcode & 0xfe0c) === 0x940c; // LDS and STS, JMP and CALL
}

function decode(opcode: number, next: number, pc: number, pcMask: number): Decoded {
  const d = (opcode >> 4) & 31;
  const r = (opcode & 15) | ((opcode >> 5) & 16);
  const upper = 16 + ((opcode >> 4) & 15);
  const constant = (opcode & 15) | ((opcode >> 4) & 0xf0);
  switch (opcode >> 12) {
    case 0x0:
    case 0x1:
    case 0x2:
      return decodeArithmetic(opcode, d, r);
    case 0x3:
      return ['CPI', upper, constant];
    case 0x4:
      return ['SBCI', upper, constant];
    case 0x5:
      return ['SUBI', upper, constant];
    case 0x6:
      return ['ORI', upper, constant];
    case 0x7:
      return ['ANDI', upper, constant];
    case 0x8:
    case 0xa: {
      const displacement = (opcode & 7) | ((opcode >> 7) & 0x18) | ((opcode >> 8) & 0x20);
      const pointer = opcode & 8 ? 'Y' : 'Z';
      return [opcode & 0x200 ? `STD ${pointer}` : `LDD ${pointer}`, d, displacement];
    }
    case 0x9:
      return decodeNine(opcode, next, d, r, pcMask);
    case 0xb: {
      const address = 32 + ((opcode & 15) | ((opcode >> 5) & 0x30));
      return [opcode & 0x800 ? 'OUT' : 'IN', d, address];
    }
    case 0xc:
    case 0xd: {
      const offset = ((opcode & 0xfff) << 20) >> 20;
      return [opcode & 0x1000 ? 'RCALL' : 'RJMP', 0, (pc + 1 + offset) & pcMask];
    }
    case 0xe:
      return ['LDI', upper, constant];
    default:
      return decodeBits(opcode, d, pc, pcMask);
  }
}

function decodeArithmetic(opcode: number, d: number, r: number): Decoded {
  switch (opcode >> 10) {
    case 0x01:
      return ['CPC', d, r];
    case 0x02:
      return ['SBC', d, r];
    case 0x03:
      return ['ADD', d, r];
    case 0x04:
      return ['CPSE', d, r];
    case 0x05:
      return ['CP', d, r];
    case 0x06:
      return ['SUB', d, r];
    case 0x07:
      return ['ADC', d, r];
    case 0x08:
      return ['AND', d, r];
    case 0x09:
      return ['EOR', d, r];
    case 0x0a:
      return ['OR', d, r];
    case 0x0b:
      return ['MOV', d, r];
  }
  if ((opcode & 0xff00) === 0x0100) return ['MOVW', 2 * ((opcode >> 4) & 15), 2 * (opcode & 15)];
  if ((opcode & 0xff00) === 0x0200) return ['MULS', 16 + ((opcode >> 4) & 15), 16 + (opcode & 15)];
  if ((opcode & 0xff00) === 0x0300) {
    const operation = (['MULSU', 'FMUL', 'FMULS', 'FMULSU'] as const)[((opcode >> 6) & 2) | ((opcode >> 3) & 1)];
    return [operation, 16 + ((opcode >> 4) & 7), 16 + (opcode & 7)];
  }
  return ['NOP'];
}

function decodeNine(opcode: number, next: number, d: number, r: number, pcMask: number): Decoded {
  switch ((opcode >> 8) & 15) {
    case 0x0:
    case 0x1:
      return decodeLoad(opcode & 15, next, d);
    case 0x2:
    case 0x3:
      return decodeStore(opcode & 15, next, d);
    case 0x4:
    case 0x5:
      return decodeOneOperand(opcode, next, d, pcMask);
    case 0x6:
    case 0x7: {
      const pair = 24 + 2 * ((opcode >> 4) & 3);
      return [opcode & 0x100 ? 'SBIW' : 'ADIW', pair, (opcode & 15) | ((opcode >> 2) & 0x30)];
    }
    case 0x8:
    case 0x9:
    case 0xa:
    case 0xb: {
      const operation = (['CBI', 'SBIC', 'SBI', 'SBIS'] as const)[(opcode >> 8) & 3];
      return [operation, 32 + ((opcode >> 3) & 31), 1 << (opcode & 7)];
    }
    default:
      return ['MUL', d, r];
  }
}

/** First of the two registers that make up a pointer. */
const X = 26;
const Y = 28;
const Z = 30;

function decodeLoad(kind: number, next: number, d: number): Decoded {
  const operations: Record<number, [Operation, number?]> = {
    0x1: ['LD P+', Z], 0x2: ['LD -P', Z], 0x4: ['LPM Z'], 0x5: ['LPM Z+'], 0x9: ['LD P+', Y], 0xa: ['LD -P', Y],
    0xc: ['LD X'], 0xd: ['LD P+', X], 0xe: ['LD -P', X], 0xf: ['POP'],
  };
  if (kind === 0) return ['LDS', d, next];
  const [operation, pointer] = operations[kind] ?? ['NOP'];
  return [operation, d, pointer];
}

function decodeStore(kind: number, next: number, d: number): Decoded {
  const operations: Record<number, [Operation, number?]> = {
    0x1: ['ST P+', Z], 0x2: ['ST -P', Z], 0x9: ['ST P+', Y], 0xa: ['ST -P', Y],
    0xc: ['ST X'], 0xd: ['ST P+', X], 0xe: ['ST -P', X], 0xf: ['PUSH'],
  };
  if (kind === 0) return ['STS', d, next];
  const [operation, pointer] = operations[kind] ?? ['NOP'];
  return [operation, d, pointer];
}

function decodeOneOperand(opcode: number, next: number, d: number, pcMask: number): Decoded {
  if ((opcode & 0xff8f) === 0x9408) return ['BSET', 1 << ((opcode >> 4) & 7)];
  if ((opcode & 0xff8f) === 0x9488) return ['BCLR', 1 << ((opcode >> 4) & 7)];
  const target = (((opcode & 0x1f0) << 13) | ((opcode & 1) << 16) | next) & pcMask;
  if ((opcode & 0xfe0e) === 0x940c) return ['JMP', 0, target];
  if ((opcode & 0xfe0e) === 0x940e) return ['CALL', 0, target];
  const exact: Record<number, Operation> = {
    0x9409: 'IJMP', 0x9508: 'RET', 0x9509: 'ICALL', 0x9518: 'RETI', 0x9588: 'SLEEP', 0x95a8: 'WDR', 0x95c8: 'LPM R0',
    0x95e8: 'SPM',
  };
  const operation = exact[opcode];
  if (operation) return [operation];
  const unary: Record<number, Operation> = {
    0x0: 'COM', 0x1: 'NEG', 0x2: 'SWAP', 0x3: 'INC', 0x5: 'ASR', 0x6: 'LSR', 0x7: 'ROR', 0xa: 'DEC',
  };
  return [unary[opcode & 15] ?? 'NOP', d];
}

function decodeBits(opcode: number, d: number, pc: number, pcMask: number): Decoded {
  const mask = 1 << (opcode & 7);
  if ((opcode & 0x0800) === 0) {
    const offset = ((opcode & 0x3f8) << 22) >> 25;
    return [opcode & 0x400 ? 'BRBC' : 'BRBS', mask, (pc + 1 + offset) & pcMask];
  }
  if (opcode & 8) return ['NOP'];
  return [(['BLD', 'BST', 'SBRC', 'SBRS'] as const)[(opcode >> 9) & 3], d, mask];
}
