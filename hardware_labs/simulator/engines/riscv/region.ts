/**
 * Finds the code that is translated together: the basic blocks that can be reached from an entry without a jump through a
 * register, with called functions taken in where they are called.
 */

import type { CodeMemory } from './code.ts';
import { NOWHERE, destinationOf, operationOf, source1Of, halvesOf } from './decode.ts';

/** Left to the interpreter, beside what is not there to execute. */
const SYSTEM = new Set(['ILLEGAL', 'ECALL', 'EBREAK', 'MRET', 'WFI', 'CSRRW', 'CSRRS', 'CSRRC', 'CSRRWI', 'CSRRSI', 'CSRRCI']);
const BRANCHES = new Set(['BEQ', 'BNE', 'BLT', 'BGE', 'BLTU', 'BGEU']);
const RA = 1;

const MOST_INSTRUCTIONS = 256;
const LONGEST_BLOCK = 64;
const DEEPEST_CALL = 2;

export interface Step {
  /** Half-word at which the instruction lies. */
  readonly at: number;
  /** As in `CodeMemory`. */
  readonly packed: number;
  readonly immediate: number;
}

/** A place in the code, called from certain places. */
interface Place {
  readonly caller: Call | undefined;
  readonly at: number;
}

interface Call {
  readonly number: number;
  readonly depth: number;
  readonly back: Place;
}

/** A way out of a block: the block that follows, or undefined where it leaves the region, to a half-word. */
export interface Edge {
  readonly block: Block | undefined;
  readonly at: number;
}

export interface Block {
  readonly steps: readonly Step[];
  /**
   * `branch`: the last step is a conditional branch; to edges[0] if it is taken, else to edges[1].
   * `jump`: to edges[0].
   * `register`: the last step is a JALR; to edges[0], if there is one and the address is its place, else out of the region.
   */
  readonly kind: 'branch' | 'jump' | 'register';
  edges: readonly Edge[];
}

export interface Region {
  readonly entry: Block;
  readonly blocks: readonly Block[];
}

/** Returns undefined where the instruction at the entry cannot be translated. */
export function findRegion(code: CodeMemory, entry: number): Region | undefined {
  const finder = new RegionFinder(code);
  return finder.find(entry);
}

class RegionFinder {
  private readonly code: CodeMemory;
  private readonly steps = new Map<number, { step: Step; place: Place }>();
  private readonly leaders = new Map<number, Place>();
  private readonly queue: Place[] = [];
  private calls = 0;
  private readonly callsByKey = new Map<number, Call>();

  constructor(code: CodeMemory) {
    this.code = code;
  }

  find(entry: number): Region | undefined {
    const start = { caller: undefined, at: entry };
    this.lead(start);
    for (let place = this.queue.shift(); place !== undefined; place = this.queue.shift()) this.walk(place);
    const blocks = new Map<number, { block: Block; targets: Place[] }>();
    for (const [key, place] of this.leaders) {
      if (this.steps.has(key)) blocks.set(key, this.collect(place));
    }
    for (const { block, targets } of blocks.values())
      block.edges = targets.map((target) => ({ block: blocks.get(keyOf(target))?.block, at: target.at }));
    const first = blocks.get(keyOf(start));
    return first && { entry: first.block, blocks: Array.from(blocks.values(), ({ block }) => block) };
  }

  private lead(place: Place): void {
    const key = keyOf(place);
    if (this.leaders.has(key)) return;
    this.leaders.set(key, place);
    this.queue.push(place);
  }

  /** Takes in the instructions from here to the next jump or branch. */
  private walk(start: Place): void {
    let place = start;
    for (let length = 0; ; length++) {
      const key = keyOf(place);
      if (this.steps.has(key)) return this.lead(place); // joins what is there already
      if (length === LONGEST_BLOCK) return this.lead(place);
      const step = this.steps.size < MOST_INSTRUCTIONS ? this.stepAt(place.at) : undefined;
      if (step === undefined) return;
      this.steps.set(key, { step, place });
      const targets = this.targetsOf(step, place);
      if (targets !== undefined) return targets.forEach((target) => this.lead(target));
      place = { caller: place.caller, at: nextOf(step) };
    }
  }

  /** Returns undefined where the instruction is left to the interpreter. */
  private stepAt(at: number): Step | undefined {
    const { code } = this;
    if (at < 0 || at >= code.length) return undefined;
    const packed = code.plainAt(at);
    if (packed === 0 || SYSTEM.has(operationOf(packed))) return undefined;
    return { at, packed, immediate: code.immediate[at] };
  }

  /** Where a jump or branch goes to, as far as it is known; undefined for other instructions. */
  private targetsOf(step: Step, { caller, at }: Place): Place[] | undefined {
    const operation = operationOf(step.packed);
    if (BRANCHES.has(operation)) return [{ caller, at: at + step.immediate }, { caller, at: nextOf(step) }];
    if (operation === 'JAL') return [this.jump(step, caller)];
    if (operation !== 'JALR') return undefined;
    const isReturn = source1Of(step.packed) === RA && step.immediate === 0 && destinationOf(step.packed) === NOWHERE;
    return isReturn && caller !== undefined ? [caller.back] : [];
  }

  private jump(step: Step, caller: Call | undefined): Place {
    const at = step.at + step.immediate;
    if (destinationOf(step.packed) !== RA) return { caller, at };
    const depth = caller?.depth ?? 0;
    if (depth === DEEPEST_CALL) return { caller: undefined, at }; // its return leaves the region
    const back = { caller, at: nextOf(step) };
    const key = keyOf(back);
    let call = this.callsByKey.get(key);
    if (call === undefined) this.callsByKey.set(key, (call = { number: ++this.calls, depth: depth + 1, back }));
    return { caller: call, at };
  }

  /** The block that begins here, as far as the next leader. */
  private collect(start: Place): { block: Block; targets: Place[] } {
    const steps: Step[] = [];
    let place = start;
    for (;;) {
      const found = this.steps.get(keyOf(place));
      const joins = steps.length > 0 && this.leaders.has(keyOf(place));
      if (found === undefined || joins) return { block: { steps, kind: 'jump', edges: [] }, targets: [place] };
      const { step } = found;
      steps.push(step);
      const targets = this.targetsOf(step, place);
      if (targets !== undefined) return { block: { steps, kind: kindOf(step), edges: [] }, targets };
      place = { caller: place.caller, at: nextOf(step) };
    }
  }
}

function keyOf({ caller, at }: Place): number {
  return (caller?.number ?? 0) * 2 ** 23 + at; // no code memory has more half-words
}

function nextOf(step: Step): number {
  return step.at + halvesOf(step.packed);
}

function kindOf(step: Step): Block['kind'] {
  const operation = operationOf(step.packed);
  if (operation === 'JALR') return 'register';
  return operation === 'JAL' ? 'jump' : 'branch';
}
