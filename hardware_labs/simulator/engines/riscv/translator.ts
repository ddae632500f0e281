/**
 * The fast RV32IMC core: code that runs often is translated to WebAssembly, everything else is interpreted.
 *
 * Both give the same registers, memory, cycles and instructions at every end of `run`. WebAssembly rather than JavaScript
 * functions: a page needs no 'unsafe-eval' for it, and of the same regions of the digits network Node runs it three to five
 * times as fast (measured).
 */

import type { Bus, Width } from './bus.ts';
import type { CodeMemory } from './code.ts';
import { OPERATIONS, TRANSLATED, halvesOf } from './decode.ts';
import { Dispatcher } from './dispatcher.ts';
import type { Access } from './dispatcher.ts';
import { HotSpots } from './hot-spots.ts';
import { Interpreter, LONGEST } from './interpreter.ts';
import { findRegion } from './region.ts';
import type { Region } from './region.ts';
import { GO_ON_AT, GoOn, PC_AT } from './shared-memory.ts';

const MOST_REGIONS = 1024;
/** Code that changes again and again is interpreted in the end. */
const MOST_CHANGES = 4;
/** Entries of code that has changed that are kept in mind. */
const MOST_CHANGED = 4096;
/** Fewer instructions than this, without a loop, take as long to call as to interpret. */
const SMALLEST = 4;
/** Steps in search of a jump, behind which code begins. */
const LONGEST_SEARCH = 64;

interface MemoryAccess {
  readonly width: Width;
  readonly isStore: boolean;
  /** Bits above a signed number. */
  readonly unused: number;
}

/** By the operation's number. */
const ACCESSES = OPERATIONS.map((operation): MemoryAccess => {
  const width = /^[LS]B/.test(operation) ? 1 : /^[LS]H/.test(operation) ? 2 : 4;
  return { width, isStore: operation.startsWith('S'), unused: operation === 'LB' ? 24 : operation === 'LH' ? 16 : 0 };
});

interface Translated {
  readonly number: number;
  readonly code: CodeMemory;
  readonly entry: number;
  /** Words of memory that hold its instructions. */
  readonly words: ReadonlySet<number>;
}

export class Translator extends Interpreter {
  /** Of the instructions so far, those that translated code has executed. */
  translatedInstructions = 0;
  private readonly dispatcher: Dispatcher;
  private readonly pcInMemory: Int32Array;
  private readonly goOn: Int32Array;
  /** Cycle at which translated code is to end. */
  private translatedEnd = 0;
  private readonly hotSpots: HotSpots;
  private readonly regions = new Map<number, Translated>();
  /** How often translated code has changed, by its entry's address. */
  private readonly changes = new Map<number, number>();
  private readonly free: number[] = [];
  /** Instructions to interpret until the next look at where the program is. */
  private untilLook: number;
  /** Steps left in search of a jump; 0 when not searching. */
  private searching = 0;
  /** The search has found a jump, or given up. */
  private jumped = false;

  constructor(bus: Bus, hotSpots = new HotSpots()) {
    super(bus);
    this.hotSpots = hotSpots;
    const access: Access = (address, operation, left, value) => this.access(address, operation, left, value);
    this.dispatcher = new Dispatcher(bus.memory, access, MOST_REGIONS);
    this.pcInMemory = new Int32Array(bus.memory.buffer, PC_AT, 1);
    this.goOn = new Int32Array(bus.memory.buffer, GO_ON_AT, 1);
    this.untilLook = this.hotSpots.interval();
    for (let number = MOST_REGIONS - 1; number >= 0; number--) this.free.push(number);
    bus.ramCode.onForget = (first, last) => this.forget(bus.ramCode, first, last);
  }

  protected override execute(code: CodeMemory): void {
    const i = (this.pc - code.base) >> 1;
    if (this.jumped) this.consider(code, i);
    if ((code.packed[i] & 0xff) === TRANSLATED) this.runTranslated(code, i);
    else if (this.searching > 0) this.search(code, i);
    else this.interpret(code);
  }

  private runTranslated(code: CodeMemory, i: number): void {
    this.searching = 0;
    const { pc } = this;
    const cycles = Math.min(this.target - this.cycles, LONGEST);
    this.pcInMemory[0] = pc;
    this.goOn[0] = GoOn.ahead;
    this.translatedEnd = this.cycles + cycles;
    const left = this.dispatcher.run(cycles);
    this.cycles = this.translatedEnd - left;
    this.translatedInstructions += cycles - left;
    this.pc = this.pcInMemory[0];
    if (left === cycles) this.stepInto(code, i);
  }

  /** A load or store of translated code to where no memory is. @param left Cycles, this instruction's included. */
  private access(address: number, operation: number, left: number, value: number): number {
    const { bus, goOn } = this;
    const { width, isStore, unused } = ACCESSES[operation];
    this.cycles = this.translatedEnd - left;
    let loaded = 0;
    if (isStore) bus.storePeripheral(address, value, width);
    else loaded = (bus.loadPeripheral(address, width) << unused) >> unused;
    goOn[0] = bus.faulted ? GoOn.before : this.mustLookUp ? GoOn.behind : GoOn.ahead;
    bus.faulted = false; // the interpreter traps, or finds RAM at its other address
    return loaded;
  }

  /** Interprets the first instruction of translated code that could not run: too few cycles left, or not for it to do. */
  private stepInto(code: CodeMemory, i: number): void {
    const { pc } = this;
    this.dispatcher.place(pc, this.regions.get(pc)!.number); // another region may have taken its place
    code.unmarkTranslated(i);
    this.longest = 1;
    super.execute(code);
    if (this.regions.has(pc)) code.markTranslated(i);
  }

  private interpret(code: CodeMemory): void {
    const before = this.cycles;
    this.longest = this.untilLook;
    super.execute(code);
    this.untilLook -= this.cycles - before;
    if (this.untilLook > 0) return;
    this.untilLook = this.hotSpots.interval();
    this.searching = LONGEST_SEARCH;
  }

  /** Interprets one instruction, to see whether it jumps. */
  private search(code: CodeMemory, i: number): void {
    const next = (this.pc + 2 * halvesOf(code.plainAt(i))) | 0;
    this.longest = 1;
    super.execute(code);
    this.searching--;
    this.jumped = this.pc !== next || this.searching === 0;
  }

  /** After a jump: code begins here. */
  private consider(code: CodeMemory, i: number): void {
    this.jumped = false;
    this.searching = 0;
    if (!this.regions.has(this.pc) && this.hotSpots.see(this.pc)) this.translate(code, i);
  }

  private translate(code: CodeMemory, entry: number): void {
    const { pc } = this;
    if ((this.changes.get(pc) ?? 0) >= MOST_CHANGES) return;
    const region = findRegion(code, entry);
    if (region === undefined || isSmall(region)) return;
    const steps = region.blocks.flatMap((block) => block.steps);
    if (this.free.length === 0) for (const old of [...this.regions.values()]) this.drop(old);
    const number = this.free.pop()!;
    this.dispatcher.add(number, region, code.base);
    this.dispatcher.place(pc, number);
    const words = new Set(steps.flatMap(({ at, packed }) => [at >> 1, (at + halvesOf(packed) - 1) >> 1]));
    this.regions.set(pc, { number, code, entry, words });
    code.markTranslated(entry);
  }

  /** These words change: what has been translated from them, or begins right before them, is of no use any more. */
  private forget(code: CodeMemory, first: number, last: number): void {
    for (const region of [...this.regions.values()]) {
      if (region.code !== code) continue;
      let touched = false;
      for (let word = first - 1; word <= last; word++) touched ||= region.words.has(word);
      if (!touched) continue;
      const address = addressOf(region);
      if (this.changes.size === MOST_CHANGED) this.changes.clear();
      this.changes.set(address, (this.changes.get(address) ?? 0) + 1);
      this.drop(region);
    }
  }

  private drop(region: Translated): void {
    const { number, code, entry } = region;
    const address = addressOf(region);
    this.dispatcher.remove(address, number);
    this.regions.delete(address);
    this.hotSpots.forget(address);
    this.free.push(number);
    code.unmarkTranslated(entry);
  }
}

function addressOf({ code, entry }: Translated): number {
  return (code.base + 2 * entry) | 0;
}

function isSmall({ entry, blocks }: Region): boolean {
  return blocks.length === 1 && entry.steps.length < SMALLEST && entry.edges.every(({ block }) => block !== entry);
}
