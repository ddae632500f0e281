/** Translates a region of RV32IMC code to a WebAssembly function: registers in locals, RAM in the shared memory. */

import { controlFlow } from './control-flow.ts';
import type { FlowNode } from './control-flow.ts';
import { NOWHERE, destinationOf, operationOf, source1Of, source2Of, halvesOf } from './decode.ts';
import { FLASH_BYTES, FLASH_CODE, FLASH_DATA, RAM_BYTES, RAM_CODE, RAM_DATA } from './memory-map.ts';
import { emitArithmetic } from './translate-arithmetic.ts';
import type { ReadRegister } from './translate-arithmetic.ts';
import type { Region, Step } from './region.ts';
import { DECODED_AT, FLASH_AT, GO_ON_AT, GoOn, PC_AT, RAM_AT, REGISTERS_AT } from './shared-memory.ts';
import { Code, Op } from './wasm-encoder.ts';
import type { WasmFunction } from './wasm-encoder.ts';

/** Locals of the function; the registers follow. */
const LEFT = 0; // cycles left, its parameter and its result
const PC = 1;
const OFFSET = 2;
const LOADED = 3;
const FIRST_REGISTER = 4;

/** The last three bytes of a memory are left to the interpreter, so that one comparison does for all widths. */
const RAM_LIMIT = RAM_BYTES - 3;
const FLASH_LIMIT = FLASH_BYTES - 3;

const LOADS: Partial<Record<string, number>> = {
  LB: Op.i32_load8_s, LH: Op.i32_load16_s, LW: Op.i32_load, LBU: Op.i32_load8_u, LHU: Op.i32_load16_u,
};
const STORES: Partial<Record<string, number>> = { SB: Op.i32_store8, SH: Op.i32_store16, SW: Op.i32_store };
const COMPARISONS: Partial<Record<string, number>> = {
  BEQ: Op.i32_eq, BNE: Op.i32_ne, BLT: Op.i32_lt_s, BGE: Op.i32_ge_s, BLTU: Op.i32_lt_u, BGEU: Op.i32_ge_u,
};

/** Numbers of the functions that the region calls. */
export interface Functions {
  readonly access: number;
  readonly loadElsewhere: number;
}

/** What a jump can go to; its distance from the innermost is what WebAssembly names it by. */
interface Frame {
  readonly kind: 'exit' | 'loop' | 'block' | 'if' | 'done';
  readonly node?: FlowNode;
}

/**
 * @param base Address of the memory that the region's half-words count from.
 * @returns A function that executes the region for at most as many cycles as its parameter says, and returns those left; it
 *   leaves the program counter in memory. It goes through a block whole or not at all, and stops before whatever it does not do
 *   itself: system instructions, faults, and stores to where instructions have been decoded.
 */
export function translate(region: Region, base: number, functions: Functions): WasmFunction {
  return new Translation(region, base, functions).result();
}

/** A function that gives the place in memory to load from, for an address outside of RAM_DATA less RAM_DATA; or -1. */
export function loadElsewhere(): WasmFunction {
  const code = new Code();
  const memories = [[FLASH_DATA, FLASH_LIMIT, FLASH_AT], [RAM_CODE, RAM_LIMIT, RAM_AT], [FLASH_CODE, FLASH_LIMIT, FLASH_AT]];
  for (const [address, limit, at] of memories) {
    code.get(0).constant(RAM_DATA - address).op(Op.i32_add).tee(1).constant(limit).op(Op.i32_lt_u).open(Op.if);
    code.get(1).constant(at).op(Op.i32_add).op(Op.return).op(Op.end);
  }
  return { locals: 1, code: [code.constant(-1)] };
}

class Translation {
  private readonly region: Region;
  private readonly base: number;
  private readonly functions: Functions;
  private readonly code = new Code();
  private readonly frames: Frame[] = [];
  /** Local of each register that the region uses. */
  private readonly locals = new Map<number, number>();
  private readonly written = new Set<number>();
  private readonly read: ReadRegister = (register) => {
    if (register === 0) this.code.constant(0);
    else this.code.get(this.local(register));
  };

  constructor(region: Region, base: number, functions: Functions) {
    this.region = region;
    this.base = base;
    this.functions = functions;
  }

  result(): WasmFunction {
    const { code } = this;
    this.inFrame({ kind: 'exit' }, Op.block, () => this.tree(controlFlow(this.region)));
    const begin = new Code();
    for (const [register, local] of this.locals) begin.constant(0).memory(Op.i32_load, REGISTERS_AT + 4 * register).set(local);
    for (const register of this.written)
      code.constant(0).get(this.local(register)).memory(Op.i32_store, REGISTERS_AT + 4 * register);
    code.constant(0).get(PC).memory(Op.i32_store, PC_AT);
    code.get(LEFT);
    return { locals: FIRST_REGISTER - 1 + this.locals.size, code: [begin, code] };
  }

  private local(register: number): number {
    let local = this.locals.get(register);
    if (local === undefined) this.locals.set(register, (local = FIRST_REGISTER + this.locals.size));
    return local;
  }

  private write(register: number): void {
    this.written.add(register);
    this.code.set(this.local(register));
  }

  private address(half: number): number {
    return (this.base + 2 * half) | 0;
  }

  private inFrame(frame: Frame, opening: number, inside: () => void): void {
    this.code.open(opening);
    this.frames.push(frame);
    inside();
    this.frames.pop();
    this.code.op(Op.end);
  }

  private jumpTo(kind: Frame['kind'], node?: FlowNode): void {
    const index = this.frames.findLastIndex((frame) => frame.kind === kind && frame.node === node);
    this.code.with(Op.br, this.frames.length - 1 - index);
  }

  /** Leaves the region, to go on at this half-word. */
  private exit(half: number): void {
    this.code.constant(this.address(half)).set(PC);
    this.jumpTo('exit');
  }

  /** If the number on the stack is not 0: leaves the region before this half-word, with so many cycles of its block given back. */
  private exitIf(half: number, cycles: number): void {
    this.inFrame({ kind: 'if' }, Op.if, () => {
      this.code.get(LEFT).constant(cycles).op(Op.i32_add).set(LEFT);
      this.exit(half);
    });
  }

  /** A block and all that it dominates. */
  private tree(node: FlowNode): void {
    if (node.isLoop) this.inFrame({ kind: 'loop', node }, Op.loop, () => this.before(node, node.merges));
    else this.before(node, node.merges);
  }

  private before(node: FlowNode, [merge, ...others]: readonly FlowNode[]): void {
    if (merge === undefined) return this.block(node);
    this.inFrame({ kind: 'block', node: merge }, Op.block, () => this.before(node, others));
    this.tree(merge);
  }

  private edge(node: FlowNode, index: number): void {
    const next = node.successors[index];
    if (next === undefined) this.exit(node.block.edges[index].at);
    else if (next.order <= node.order) this.jumpTo('loop', next);
    else if (next.isMerge) this.jumpTo('block', next);
    else this.tree(next);
  }

  private block(node: FlowNode): void {
    const { steps, kind } = node.block;
    this.code.get(LEFT).constant(steps.length).op(Op.i32_sub).tee(LEFT).constant(0).op(Op.i32_lt_s);
    this.exitIf(steps[0].at, steps.length);
    steps.forEach((step, index) => this.step(step, steps.length - index));
    if (kind === 'jump') this.edge(node, 0);
    else if (kind === 'branch') this.branch(node, steps[steps.length - 1]);
    else this.jumpThroughRegister(node, steps[steps.length - 1]);
  }

  private branch(node: FlowNode, { packed }: Step): void {
    this.read(source1Of(packed));
    this.read(source2Of(packed));
    this.code.op(COMPARISONS[operationOf(packed)]!);
    this.inFrame({ kind: 'if' }, Op.if, () => {
      this.edge(node, 0);
      this.code.op(Op.else);
      this.edge(node, 1);
    });
  }

  private jumpThroughRegister(node: FlowNode, step: Step): void {
    const { packed, immediate } = step;
    this.read(source1Of(packed));
    this.code.constant(immediate).op(Op.i32_add).constant(~1).op(Op.i32_and).set(PC);
    this.link(step);
    const [expected] = node.block.edges;
    if (expected !== undefined) {
      this.code.get(PC).constant(this.address(expected.at)).op(Op.i32_eq);
      this.inFrame({ kind: 'if' }, Op.if, () => this.edge(node, 0));
    }
    this.jumpTo('exit');
  }

  private link({ at, packed }: Step): void {
    const rd = destinationOf(packed);
    if (rd === NOWHERE) return;
    this.code.constant(this.address(at + halvesOf(packed)));
    this.write(rd);
  }

  /** @param cycles Of this step and those behind it in its block. */
  private step(step: Step, cycles: number): void {
    const { at, packed, immediate } = step;
    const operation = operationOf(packed);
    const load = LOADS[operation];
    const store = STORES[operation];
    const rd = destinationOf(packed);
    if (load !== undefined) this.load(step, load, cycles);
    else if (store !== undefined) this.store(step, store, cycles);
    else if (operation === 'JAL') this.link(step);
    else if (operation === 'JALR' || operation === 'FENCE' || COMPARISONS[operation] !== undefined || rd === NOWHERE) return;
    else {
      if (operation === 'LUI') this.code.constant(immediate);
      else if (operation === 'AUIPC') this.code.constant((this.address(at) + immediate) | 0);
      else emitArithmetic(step, this.code, this.read);
      this.write(rd);
    }
  }

  /** The place in RAM that a load or store goes to, into OFFSET; on the stack whether it is outside. */
  private offset({ packed, immediate }: Step): void {
    this.read(source1Of(packed));
    this.code.constant(immediate - RAM_DATA).op(Op.i32_add).tee(OFFSET).constant(RAM_LIMIT).op(Op.i32_ge_u);
  }

  private load(step: Step, load: number, cycles: number): void {
    const { code } = this;
    const rd = destinationOf(step.packed);
    this.inFrame({ kind: 'done' }, Op.block, () => {
      this.offset(step);
      this.inFrame({ kind: 'if' }, Op.if, () => {
        code.get(OFFSET).with(Op.call, this.functions.loadElsewhere).tee(OFFSET).constant(0).op(Op.i32_lt_s);
        this.inFrame({ kind: 'if' }, Op.if, () => this.access(step, cycles));
      });
      if (rd === NOWHERE) return;
      code.get(OFFSET).memory(load, RAM_AT);
      this.write(rd);
    });
  }

  private store(step: Step, store: number, cycles: number): void {
    const { code } = this;
    this.inFrame({ kind: 'done' }, Op.block, () => {
      this.offset(step);
      this.inFrame({ kind: 'if' }, Op.if, () => this.access(step, cycles));
      // a half-word or word may touch two words of memory
      code.get(OFFSET).constant(2).op(Op.i32_shr_u).memory(store === Op.i32_store8 ? Op.i32_load8_u : Op.i32_load16_u, DECODED_AT);
      this.exitIf(step.at, cycles);
      code.get(OFFSET);
      this.read(source2Of(step.packed));
      code.memory(store, RAM_AT);
    });
  }

  /** A load or store where no memory is. */
  private access(step: Step, cycles: number): void {
    const { code } = this;
    const { at, packed, immediate } = step;
    const rd = LOADS[operationOf(packed)] === undefined ? NOWHERE : destinationOf(packed);
    this.read(source1Of(packed));
    code.constant(immediate).op(Op.i32_add).constant(packed & 0xff).get(LEFT).constant(cycles).op(Op.i32_add);
    this.read(source2Of(packed));
    code.with(Op.call, this.functions.access).set(LOADED);
    code.constant(0).memory(Op.i32_load, GO_ON_AT).constant(GoOn.before).op(Op.i32_eq);
    this.exitIf(at, cycles);
    if (rd !== NOWHERE) {
      code.get(LOADED);
      this.write(rd);
    }
    code.constant(0).memory(Op.i32_load, GO_ON_AT);
    this.exitIf(at + halvesOf(packed), cycles - 1);
    this.jumpTo('done');
  }
}
