/**
 * Timer group: two general purpose timers of 64 bits and a main system watchdog (MWDT). The LACT timer is not simulated.
 *
 * Source: ESP32 Technical Reference Manual, chapters "64-bit Timers" and "Watchdog Timers".
 */

import type { ChipClock } from '../esp/events.ts';
import { GeneralTimer } from '../esp/general-timer.ts';
import { InterruptRegisters, RegisterBlock, storage } from '../esp/registers.ts';
import { Watchdog } from '../esp/watchdog.ts';
import type { StageAction } from '../esp/watchdog.ts';

/** Registers of timer 0; timer 1 has its own behind them. */
const TIMER_BYTES = 0x24;
const CONFIG = 0x00;
const LO = 0x04;
const HI = 0x08;
const UPDATE = 0x0c;
const ALARMLO = 0x10;
const LOADLO = 0x18;
const LOADHI = 0x1c;
const LOAD = 0x20;
const WDTCONFIG0 = 0x48;
const WDTCONFIG1 = 0x4c;
const WDTCONFIG2 = 0x50;
const WDTFEED = 0x60;
const WDTWPROTECT = 0x64;
const INT_ENA = 0x98;
const INT_RAW = 0x9c;
const INT_ST = 0xa0;
const INT_CLR = 0xa4;

/** CONFIG */
const ALARM_EN = 1 << 10;
const LEVEL_INT_EN = 1 << 11;
const AUTORELOAD = 1 << 29;
const INCREASE = 1 << 30;
const EN = 1 << 31;
/** WDTCONFIG0 */
const WDT_FLASHBOOT_MOD_EN = 1 << 14;
const WDT_LEVEL_INT_EN = 1 << 21;
const WDT_EN = 1 << 31;
const WDT_KEY = 0x50d83aa1;

/** Clock cycles of the 160 MHz CPU in one of APB_CLK, 80 MHz. */
const APB_CYCLES = 2;
const HIGH_WORD = 2 ** 32;
const TIMERS = [0, 1];
/** Number of the watchdog among the group's interrupts. */
const WATCHDOG = 2;
const ACTIONS: readonly StageAction[] = ['off', 'interrupt', 'cpu', 'core'];
/** Bit positions of WDT_STG0 to WDT_STG3. */
const STAGES = [29, 27, 25, 23];

export class TimerGroup extends RegisterBlock {
  private readonly interrupts: readonly InterruptRegisters[];
  private readonly timers: readonly GeneralTimer[];
  private readonly watchdog: Watchdog;
  private readonly snapshots = [0, 0];

  /**
   * @param setLines Drive the interrupt sources of timer 0, timer 1 and the watchdog.
   * @param reset The watchdog resets the CPU or the chip.
   * @param protectsBoot Whether its watchdog runs from reset on, until WDT_FLASHBOOT_MOD_EN is cleared.
   */
  constructor(
    clock: ChipClock, setLines: readonly ((high: boolean) => void)[], reset: (action: 'cpu' | 'core') => void, protectsBoot: boolean,
  ) {
    const timer = (n: number): Record<number, number> => ({
      [CONFIG + n * TIMER_BYTES]: 0x60002000, ...storage(ALARMLO + n * TIMER_BYTES, LOADHI + n * TIMER_BYTES),
    });
    super({
      ...timer(0), ...timer(1), [WDTCONFIG0]: protectsBoot ? 0x4c000 : 0x48000, [WDTCONFIG1]: 0x10000, [WDTCONFIG2]: 26_000_000,
      0x54: 0x7ffffff, 0x58: 0xfffff, 0x5c: 0xfffff, [WDTWPROTECT]: WDT_KEY, 0x68: 0x13000, ...storage(0x70, 0x94), 0xf8: 0x01604290,
      0xfc: 0,
    });
    this.interrupts = setLines.map((setLine) => new InterruptRegisters(setLine));
    this.timers = TIMERS.map((n) => new GeneralTimer(clock, () => this.alarm(n)));
    this.watchdog = new Watchdog(clock, (action) => {
      if (action === 'cpu' || action === 'core') reset(action);
      else if (action === 'interrupt' && super.read(WDTCONFIG0) & WDT_LEVEL_INT_EN) this.interrupts[WATCHDOG].raise(1);
    });
    this.configureWatchdog();
  }

  override read(offset: number): number {
    switch (offset) {
      case INT_ENA: return this.gather(({ enabled }) => enabled);
      case INT_RAW: return this.gather(({ raw }) => raw);
      case INT_ST: return this.gather(({ status }) => status);
    }
    if (offset >= WDTCONFIG0) return super.read(offset);
    const snapshot = this.snapshots[Math.floor(offset / TIMER_BYTES)];
    switch (offset % TIMER_BYTES) {
      case LO: return snapshot % HIGH_WORD | 0;
      case HI: return Math.floor(snapshot / HIGH_WORD) | 0;
      default: return super.read(offset);
    }
  }

  override write(offset: number, value: number): void {
    switch (offset) {
      case INT_ENA: return this.interrupts.forEach((one, n) => void (one.enabled = (value >> n) & 1));
      case INT_CLR: return this.interrupts.forEach((one, n) => one.clear((value >> n) & 1));
    }
    if (offset < WDTCONFIG0) this.writeTimer(Math.floor(offset / TIMER_BYTES), offset, value);
    else if (offset <= WDTFEED) this.writeWatchdog(offset, value);
    else super.write(offset, value);
  }

  private writeTimer(n: number, offset: number, value: number): void {
    switch (offset % TIMER_BYTES) {
      case UPDATE: this.snapshots[n] = Math.max(this.timers[n].count, 0); return;
      case LOAD: return this.timers[n].load();
    }
    super.write(offset, value);
    const base = n * TIMER_BYTES;
    const config = super.read(base + CONFIG);
    const field = (config >>> 13) & 0xffff;
    this.timers[n].configure({
      enabled: (config & EN) !== 0,
      up: (config & INCREASE) !== 0,
      autoReload: (config & AUTORELOAD) !== 0,
      alarmEnabled: (config & ALARM_EN) !== 0,
      countCycles: APB_CYCLES * (field === 0 ? 0x10000 : Math.max(field, 2)),
      alarmAt: this.wide(base + ALARMLO),
      reload: this.wide(base + LOADLO),
    });
  }

  /** Two registers, the lower word first; exact up to 2^53. */
  private wide(low: number): number {
    return (super.read(low + 4) >>> 0) * HIGH_WORD + (super.read(low) >>> 0);
  }

  private alarm(n: number): void {
    const at = n * TIMER_BYTES + CONFIG;
    const config = super.read(at);
    super.write(at, config & ~ALARM_EN);
    if (config & LEVEL_INT_EN) this.interrupts[n].raise(1);
  }

  private writeWatchdog(offset: number, value: number): void {
    if (super.read(WDTWPROTECT) !== WDT_KEY) return;
    super.write(offset, value);
    if (offset === WDTFEED) this.watchdog.feed();
    else this.configureWatchdog();
  }

  private configureWatchdog(): void {
    const config = super.read(WDTCONFIG0);
    const protectsBoot = (config & WDT_FLASHBOOT_MOD_EN) !== 0;
    if (!protectsBoot && (config & WDT_EN) === 0) return this.watchdog.configure(undefined);
    const tick = APB_CYCLES * Math.max(super.read(WDTCONFIG1) >>> 16, 1);
    this.watchdog.configure(
      STAGES.map((bit, n) => ({
        action: protectsBoot && n === 0 ? 'core' : ACTIONS[(config >>> bit) & 3],
        cycles: (super.read(WDTCONFIG2 + 4 * n) >>> 0) * tick,
      })),
    );
  }

  private gather(bits: (one: InterruptRegisters) => number): number {
    return this.interrupts.reduce((all, one, n) => all | (bits(one) << n), 0);
  }
}
