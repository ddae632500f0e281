/**
 * The special registers of an LX6 core as the ESP32 has it: exceptions, interrupts, cycle timers.
 *
 * Sources: Xtensa Instruction Set Architecture Reference Manual, chapters 4 and 5; ESP32 Technical Reference Manual, table "CPU
 * Interrupts". Debugging, protection of regions and the trace port are not modelled.
 */

/** Numbers of special registers that the instruction loop uses itself. */
export const LBEG = 0;
export const LEND = 1;
export const LCOUNT = 2;
export const SAR = 3;
export const SCOMPARE1 = 12;
export const ACCLO = 16;
export const ACCHI = 17;
/** First of four. */
export const MR = 32;

const CONFIGID0 = 176;
/** EPC1 to EPC7 are 177 to 183, and so on for EPS2 to EPS7 and EXCSAVE1 to EXCSAVE7. */
const EPC = 176;
export const EPC1 = EPC + 1;
const DEPC = 192;
const EPS = 192;
const CONFIGID1 = 208;
const EXCSAVE = 208;
const INTERRUPT = 226;
const INTCLEAR = 227;
const INTENABLE = 228;
const PS = 230;
export const VECBASE = 231;
export const EXCCAUSE = 232;
const CCOUNT = 234;
const PRID = 235;
const EXCVADDR = 238;
/** First of three. */
const CCOMPARE = 240;
const TIMERS = [0, 1, 2];

const LEVELS = [1, 2, 3, 4, 5, 6, 7];
/** Registers that hold what is written to them and do nothing else here, by number. */
const UNUSED = [
  4, 72, 73, 89, // BR, WINDOWBASE, WINDOWSTART, MMID
  96, 97, 99, 104, // IBREAKENABLE, MEMCTL, ATOMCTL, DDR
  128, 129, 144, 145, 160, 161, 233, 236, 237, // IBREAKA, DBREAKA, DBREAKC, DEBUGCAUSE, ICOUNT, ICOUNTLEVEL
  224, 244, 245, 246, 247, // CPENABLE, MISC0 to MISC3
];
/** Registers that hold what is written to them. */
const STORED = new Set([
  LBEG, LEND, LCOUNT, SCOMPARE1, ACCLO, MR, MR + 1, MR + 2, MR + 3, DEPC, EXCCAUSE, EXCVADDR,
  ...LEVELS.flatMap((level) => [EPC + level, EXCSAVE + level]), ...LEVELS.slice(1).map((level) => EPS + level), ...UNUSED,
]);

const INTLEVEL = 0xf;
const EXCM = 0x10;
const USER_MODE = 0x20;
/** PS has besides: OWB, CALLINC and WOE of the windowed registers. */
const PS_BITS = 0x70f3f;
/** The boot ROM runs windowed code in user mode. */
const PS_AT_ENTRY = 0x40020;
const EXCM_LEVEL = 3;
const PRO_CPU = 0xcdcd;

/** Interrupt lines of each level; 14 is the interrupt that nothing masks. */
const LEVEL_LINES = [0, 0x000637ff, 0x00380000, 0x28c08800, 0x53000000, 0x84010000 | 0, 0, 0x00004000];
const MAX_LEVEL = 7;
const EDGE_LINES = 0x50400400;
const SOFTWARE_LINES = 0x20000080;
const TIMER_LINES = [6, 15, 16];
/** Lines that the interrupt matrix can drive; the others are the CPU's own. */
const EXTERNAL_LINES = ~(SOFTWARE_LINES | (1 << 6) | (1 << 15) | (1 << 16) | (1 << 11));

/** Exception causes. */
export const ILLEGAL_INSTRUCTION = 0;
export const SYSCALL = 1;
export const LOAD_STORE_ERROR = 3;
const LEVEL1_INTERRUPT = 4;
export const DIVIDE_BY_ZERO = 6;
export const FETCH_PROHIBITED = 20;
export const LOAD_PROHIBITED = 28;
export const STORE_PROHIBITED = 29;

/** Vectors from VECBASE on. */
const LEVEL_VECTORS = [0, 0, 0x180, 0x1c0, 0x200, 0x240, 0x280, 0x2c0];
const DEBUG_LEVEL = 6;
const KERNEL_VECTOR = 0x300;
const USER_VECTOR = 0x340;
const DOUBLE_VECTOR = 0x3c0;

const WRAP = 2 ** 32;

export class SpecialRegisters {
  /** By number; those that depend on time or on lines are not here. */
  readonly values = new Int32Array(256);
  /** Levels of the lines from the interrupt matrix. */
  private lines = 0;
  /** Interrupts that stay until they are cleared: edges, software's, timers'. */
  private latched = 0;
  /** CCOUNT less the clock cycles since power-on. */
  private countOffset = 0;
  /** Clock cycle at which each CCOMPARE is reached next. */
  private readonly timerAt = [WRAP, WRAP, WRAP];

  constructor() {
    this.values[PS] = PS_AT_ENTRY;
    this.values[VECBASE] = 0x40000000;
    this.values[PRID] = PRO_CPU;
    this.values[CONFIGID0] = 0xc2bcfffe | 0;
    this.values[CONFIGID1] = 0x1cc5fe96;
  }

  /** Whether zero-overhead loops jump back: not inside exception handlers. */
  get loopsEnabled(): boolean {
    return (this.values[PS] & EXCM) === 0;
  }

  /** The first clock cycle after `cycles` at which a cycle timer changes something. */
  nextTimer(cycles: number): number {
    this.ringTimers(cycles);
    return Math.min(this.timerAt[0], this.timerAt[1], this.timerAt[2]);
  }

  /** @param lines One bit a line of the CPU, from the interrupt matrix. */
  setLines(lines: number): void {
    this.latched |= lines & ~this.lines & EDGE_LINES;
    this.lines = lines & EXTERNAL_LINES;
  }

  /** The level of the interrupt that is to be entered, or 0. */
  interruptLevel(): number {
    const pending = this.pending & (this.values[INTENABLE] | LEVEL_LINES[MAX_LEVEL]);
    if (pending === 0) return 0;
    const ps = this.values[PS];
    const masked = Math.max(ps & INTLEVEL, ps & EXCM ? EXCM_LEVEL : 0);
    let level = MAX_LEVEL;
    while ((pending & LEVEL_LINES[level]) === 0) level--;
    return level > masked || level === MAX_LEVEL ? level : 0;
  }

  /** @returns undefined where the core has no such register, or none that can be read. */
  read(number: number, cycles: number): number | undefined {
    switch (number) {
      case ACCHI: case SAR: case INTENABLE: case PS: case VECBASE: case PRID: case CONFIGID0: case CONFIGID1:
      case CCOMPARE: case CCOMPARE + 1: case CCOMPARE + 2:
        return this.values[number];
      case INTERRUPT:
        this.ringTimers(cycles);
        return this.pending;
      case CCOUNT:
        return this.count(cycles);
      default:
        return STORED.has(number) ? this.values[number] : undefined;
    }
  }

  /** Returns whether the register exists and can be written; bits that the core does not have stay zero. */
  write(number: number, value: number, cycles: number): boolean {
    this.ringTimers(cycles);
    switch (number) {
      case SAR: this.values[SAR] = value & 63; return true;
      case ACCHI: this.values[ACCHI] = (value << 24) >> 24; return true;
      case INTERRUPT: this.latched |= value & SOFTWARE_LINES; return true; // INTSET
      case INTCLEAR: this.latched &= ~(value & (SOFTWARE_LINES | EDGE_LINES)); return true;
      case INTENABLE: this.values[INTENABLE] = value; return true;
      case PS: this.values[PS] = value & PS_BITS; return true;
      case VECBASE: this.values[VECBASE] = value & ~0x3ff; return true;
      case CCOUNT:
        this.countOffset = value - cycles;
        for (const timer of TIMERS) this.setTimer(timer, cycles);
        return true;
      case CCOMPARE: case CCOMPARE + 1: case CCOMPARE + 2: {
        const timer = number - CCOMPARE;
        this.values[number] = value;
        this.latched &= ~(1 << TIMER_LINES[timer]);
        this.setTimer(timer, cycles);
        return true;
      }
      default:
        if (!STORED.has(number)) return false;
        this.values[number] = value;
        return true;
    }
  }

  /** RSIL and WAITI: sets the level up to which interrupts are masked; returns PS as it was. */
  mask(level: number): number {
    const old = this.values[PS];
    this.values[PS] = (old & ~INTLEVEL) | level;
    return old;
  }

  /** Enters an exception; returns the address of its handler. */
  exception(cause: number, pc: number, address?: number): number {
    this.values[EXCCAUSE] = cause;
    if (address !== undefined) this.values[EXCVADDR] = address;
    const ps = this.values[PS];
    const twice = (ps & EXCM) !== 0;
    this.values[twice ? DEPC : EPC + 1] = pc;
    this.values[PS] = ps | EXCM;
    return this.vector(twice ? DOUBLE_VECTOR : ps & USER_MODE ? USER_VECTOR : KERNEL_VECTOR);
  }

  /** Enters an interrupt; returns the address of its handler. */
  interrupt(level: number, pc: number): number {
    return level === 1 ? this.exception(LEVEL1_INTERRUPT, pc) : this.enterLevel(level, pc);
  }

  /** BREAK: the debug interrupt, which is entered only from below its level; returns the handler's address, if it is. */
  debug(pc: number): number | undefined {
    return (this.values[PS] & INTLEVEL) < DEBUG_LEVEL ? this.enterLevel(DEBUG_LEVEL, pc) : undefined;
  }

  /** RFE: returns the address to go on at. */
  returnFromException(): number {
    this.values[PS] &= ~EXCM;
    return this.values[EPC + 1];
  }

  /** RFDE: returns the address to go on at. */
  returnFromDoubleException(): number {
    return this.values[DEPC];
  }

  /** RFI: returns the address to go on at, undefined for a level that has no such return. */
  returnFromInterrupt(level: number): number | undefined {
    if (level < 2 || level > MAX_LEVEL) return undefined;
    this.values[PS] = this.values[EPS + level] & PS_BITS;
    return this.values[EPC + level];
  }

  private get pending(): number {
    return (this.lines & ~EDGE_LINES) | this.latched;
  }

  private enterLevel(level: number, pc: number): number {
    const ps = this.values[PS];
    this.values[EPC + level] = pc;
    this.values[EPS + level] = ps;
    this.values[PS] = (ps & ~INTLEVEL) | EXCM | level;
    return this.vector(LEVEL_VECTORS[level]);
  }

  private vector(offset: number): number {
    return (this.values[VECBASE] + offset) | 0;
  }

  private count(cycles: number): number {
    return (cycles + this.countOffset) | 0;
  }

  private setTimer(timer: number, cycles: number): void {
    const left = (this.values[CCOMPARE + timer] - this.count(cycles)) >>> 0;
    this.timerAt[timer] = cycles + (left === 0 ? WRAP : left);
  }

  private ringTimers(cycles: number): void {
    for (const timer of TIMERS) {
      if (this.timerAt[timer] > cycles) continue;
      this.latched |= 1 << TIMER_LINES[timer];
      this.setTimer(timer, cycles);
    }
  }
}
