/**
 * System timer: two 52 bit counters at 16 MHz and three comparators with an interrupt each.
 *
 * Source: ESP32-C3 Technical Reference Manual, chapter "System Timer (SYSTIMER)".
 */

import type { ChipClock, ScheduledEvent } from '../esp/events.ts';
import { InterruptRegisters, RegisterBlock } from '../esp/registers.ts';

const CONF = 0x00;
const UNIT0_OP = 0x04;
const UNIT1_OP = 0x08;
const UNIT0_LOAD_HI = 0x0c;
const TARGET0_HI = 0x1c;
const TARGET0_CONF = 0x34;
const UNIT0_VALUE_HI = 0x40;
const UNIT1_VALUE_LO = 0x4c;
const COMP0_LOAD = 0x50;
const UNIT0_LOAD = 0x5c;
const UNIT1_LOAD = 0x60;
const INT_ENA = 0x64;
const INT_RAW = 0x68;
const INT_CLR = 0x6c;
const INT_ST = 0x70;
const DATE = 0xfc;

const UNIT0_WORK_EN = 1 << 30;
const UNIT1_WORK_EN = 1 << 29;
const TARGET0_WORK_EN = 1 << 24;
const UPDATE = 1 << 30;
const VALUE_VALID = 1 << 29;
const PERIOD_MODE = 1 << 30;
const PERIOD_BITS = 0x3ffffff;
const UNIT_SEL_1 = 1 << 31;

const COMPARATORS = 3;
const CYCLES_PER_TICK = 10;
const HIGH_WORD = 2 ** 32;
const HIGH_BITS = 0xfffff;
const WRAP = 2 ** 52;

class Unit {
  private readonly clock: ChipClock;
  running = false;
  /** Count while it stands, and count minus the clock's ticks while it runs. */
  private base = 0;

  constructor(clock: ChipClock) {
    this.clock = clock;
  }

  get count(): number {
    return this.running ? (this.ticks + this.base) % WRAP : this.base;
  }

  setRunning(running: boolean): void {
    const { count } = this;
    this.running = running;
    this.load(count);
  }

  load(count: number): void {
    this.base = this.running ? count - this.ticks : count;
  }

  /** The clock cycle at which the counter will have this count. */
  cycleOf(count: number): number {
    return (count - this.base) * CYCLES_PER_TICK;
  }

  private get ticks(): number {
    return Math.floor(this.clock.now / CYCLES_PER_TICK);
  }
}

export class Systimer extends RegisterBlock {
  private readonly clock: ChipClock;
  private readonly units: readonly Unit[];
  private readonly interrupts: readonly InterruptRegisters[];
  private readonly alarms: (ScheduledEvent | undefined)[] = new Array(COMPARATORS);
  private readonly snapshots = [0, 0];
  private readonly valid = [false, false];
  private configuration = 0;

  /** @param setLines Drive the interrupt source of each comparator. */
  constructor(clock: ChipClock, setLines: readonly ((high: boolean) => void)[]) {
    const registers = Array.from({ length: 12 }, (_, n) => [UNIT0_LOAD_HI + 4 * n, 0]);
    super({ ...Object.fromEntries(registers), [DATE]: 0x02006171 });
    this.clock = clock;
    this.units = [new Unit(clock), new Unit(clock)];
    this.interrupts = setLines.map((setLine) => new InterruptRegisters(setLine));
    this.configure(0x46000000);
  }

  override read(offset: number): number {
    switch (offset) {
      case CONF: return this.configuration;
      case UNIT0_OP: case UNIT1_OP: return this.valid[(offset - UNIT0_OP) >> 2] ? VALUE_VALID : 0;
      case INT_ENA: return this.gather(({ enabled }) => enabled);
      case INT_RAW: return this.gather(({ raw }) => raw);
      case INT_ST: return this.gather(({ status }) => status);
    }
    if (offset < UNIT0_VALUE_HI || offset > UNIT1_VALUE_LO) return super.read(offset);
    const snapshot = this.snapshots[(offset - UNIT0_VALUE_HI) >> 3];
    return offset & 4 ? snapshot % HIGH_WORD | 0 : Math.floor(snapshot / HIGH_WORD);
  }

  override write(offset: number, value: number): void {
    switch (offset) {
      case CONF: return this.configure(value);
      case UNIT0_OP: case UNIT1_OP:
        if (value & UPDATE) this.takeSnapshot((offset - UNIT0_OP) >> 2);
        return;
      case UNIT0_LOAD: case UNIT1_LOAD: return this.loadUnit((offset - UNIT0_LOAD) >> 2);
      case INT_ENA: return this.interrupts.forEach((one, n) => void (one.enabled = (value >> n) & 1));
      case INT_CLR: return this.interrupts.forEach((one, n) => one.clear((value >> n) & 1));
    }
    super.write(offset, value);
    if (offset >= TARGET0_CONF && offset < UNIT0_VALUE_HI) this.arm((offset - TARGET0_CONF) >> 2);
    if (offset >= COMP0_LOAD && offset < UNIT0_LOAD) this.arm((offset - COMP0_LOAD) >> 2);
  }

  private configure(value: number): void {
    const changed = this.configuration ^ value;
    this.configuration = value;
    this.units[0].setRunning((value & UNIT0_WORK_EN) !== 0);
    this.units[1].setRunning((value & UNIT1_WORK_EN) !== 0);
    const unitsChanged = (changed & (UNIT0_WORK_EN | UNIT1_WORK_EN)) !== 0;
    for (let n = 0; n < COMPARATORS; n++) if (unitsChanged || changed & (TARGET0_WORK_EN >> n)) this.arm(n);
  }

  private takeSnapshot(unit: number): void {
    this.snapshots[unit] = this.units[unit].count;
    this.valid[unit] = true;
  }

  private loadUnit(unit: number): void {
    const at = UNIT0_LOAD_HI + 8 * unit;
    this.units[unit].load((super.read(at) & HIGH_BITS) * HIGH_WORD + (super.read(at + 4) >>> 0));
    for (let n = 0; n < COMPARATORS; n++) this.arm(n);
  }

  /** Takes a comparator's registers over and waits for its next alarm. */
  private arm(n: number): void {
    const waiting = this.alarms[n];
    if (waiting) waiting.cancelled = true;
    const conf = super.read(TARGET0_CONF + 4 * n);
    const unit = this.units[conf & UNIT_SEL_1 ? 1 : 0];
    if ((this.configuration & (TARGET0_WORK_EN >> n)) === 0 || !unit.running) return;
    const period = conf & PERIOD_BITS;
    if (conf & PERIOD_MODE) {
      if (period > 0) this.repeat(n, unit.cycleOf(unit.count + period), period * CYCLES_PER_TICK);
      return;
    }
    const at = TARGET0_HI + 8 * n;
    const target = (super.read(at) & HIGH_BITS) * HIGH_WORD + (super.read(at + 4) >>> 0);
    // a target in the past is reached at once
    this.alarms[n] = this.clock.at(Math.max(unit.cycleOf(target), this.clock.now), () => this.interrupts[n].raise(1));
  }

  private repeat(n: number, cycle: number, period: number): void {
    this.alarms[n] = this.clock.at(cycle, () => {
      this.interrupts[n].raise(1);
      this.repeat(n, cycle + period, period);
    });
  }

  private gather(bits: (one: InterruptRegisters) => number): number {
    return this.interrupts.reduce((all, one, n) => all | (bits(one) << n), 0);
  }
}
