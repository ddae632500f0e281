/**
 * Low-power management: the RTC watchdog and the super watchdog, software resets, the cause of the last reset, the RTC timer, and
 * the eFuses, which share its block of addresses. Power domains and sleep modes are not simulated: their registers only keep what
 * is written.
 *
 * Source: ESP32-C3 Technical Reference Manual, chapters "Low-Power Management (RTC_CNTL)" and "Watchdog Timers (WDT)".
 */

import { readEfuse } from './efuse.ts';
import type { ChipClock, ScheduledEvent } from '../esp/events.ts';
import { InterruptRegisters, RegisterBlock, storage } from '../esp/registers.ts';
import { RESET_CAUSES } from '../esp/reset.ts';
import type { ResetCause } from '../esp/reset.ts';
import { Watchdog } from '../esp/watchdog.ts';
import type { StageAction } from '../esp/watchdog.ts';

const OPTIONS0 = 0x00;
const TIME_UPDATE = 0x0c;
const TIME_LOW0 = 0x10;
const TIME_HIGH0 = 0x14;
const RESET_STATE = 0x38;
const INT_ENA = 0x40;
const INT_RAW = 0x44;
const INT_ST = 0x48;
const INT_CLR = 0x4c;
const INT_ENA_W1TS = 0x100;
const INT_ENA_W1TC = 0x104;
/** Registers that software uses as it likes; only a reset of the whole system clears them. */
const STORES = [0x50, 0x54, 0x58, 0x5c, 0xb8, 0xbc, 0xc0, 0xc4];
const WDTCONFIG0 = 0x90;
const WDTCONFIG1 = 0x94;
const WDTFEED = 0xa4;
const WDTWPROTECT = 0xa8;
const SWD_CONF = 0xac;
const SWD_WPROTECT = 0xb0;
const LAST = 0x120;
const EFUSE = 0x800;

const SW_PROCPU_RST = 1 << 5;
const SW_SYS_RST = 1 << 31;
const UPDATE = 1 << 31;
const WDT_INT = 1 << 3;
const WDT_FLASHBOOT_MOD_EN = 1 << 12;
const WDT_EN = 1 << 31;
const WDT_KEY = 0x50d83aa1;
const SWD_FEED = 1 << 29;
const SWD_DISABLE = 1 << 30;
const SWD_AUTO_FEED_EN = 1 << 31;
const SWD_KEY = 0x8f1d312a | 0;

/** RC_SLOW_CLK, 136 kHz (chapter "Reset and Clock"). */
const SLOW_CLOCK_CYCLES = 160e6 / 136e3;
/** The eFuse WDT_DELAY_SEL, 0 on a new chip, doubles the first stage. */
const STAGE_0_FACTOR = 2;
/** "Less than a second": so long may the super watchdog go unfed. */
const SUPER_WATCHDOG_CYCLES = 160e6;
const HIGH_WORD = 2 ** 32;
/** Bit positions of WDT_STG0 to WDT_STG3. */
const STAGES = [28, 25, 22, 19];
const ACTIONS: readonly StageAction[] = ['off', 'interrupt', 'cpu', 'core', 'system', 'off', 'off', 'off'];
const CAUSES = { cpu: RESET_CAUSES.RTCWDT_CPU, core: RESET_CAUSES.RTCWDT_SYS, system: RESET_CAUSES.RTCWDT_RTC };

export class Rtc extends RegisterBlock {
  private readonly clock: ChipClock;
  private readonly reset: (cause: ResetCause) => void;
  private readonly interrupts: InterruptRegisters;
  private readonly watchdog: Watchdog;
  private superTimeout: ScheduledEvent | undefined;
  private snapshot = 0;

  /** @param before The block before a reset that left the RTC domain alone. */
  constructor(
    clock: ChipClock, setLine: (high: boolean) => void, reset: (cause: ResetCause) => void, cause: ResetCause, before: Rtc | undefined,
  ) {
    super({
      ...storage(0x04, LAST),
      [OPTIONS0]: 0x1c00a000, 0x1c: 0x28140403, 0x20: 0x01000000, 0x24: 0x0a080a08, 0x28: 0x10200a08, 0x2c: 0x8000,
      0x30: 0x0a080000, 0x34: 0xc40000, 0x70: 0x11583218, 0x74: 0x400000, 0x7c: 0x10800,
      [WDTCONFIG0]: 0x13214, [WDTCONFIG1]: 200_000, 0x98: 80_000, 0x9c: 0xfff, 0xa0: 0xfff, [SWD_CONF]: 0x04b00000,
    });
    this.clock = clock;
    this.reset = reset;
    this.interrupts = new InterruptRegisters(setLine);
    this.watchdog = new Watchdog(clock, (action) => this.timedOut(action));
    if (before) for (const offset of STORES) super.write(offset, before.read(offset));
    this.noteReset(cause);
    this.configureWatchdog();
    this.feedSuperWatchdog();
  }

  noteReset(cause: ResetCause): void {
    super.write(RESET_STATE, 0x3000 | cause);
  }

  override read(offset: number): number {
    if (offset >= EFUSE) return readEfuse(offset - EFUSE);
    switch (offset) {
      case TIME_LOW0: return this.snapshot % HIGH_WORD | 0;
      case TIME_HIGH0: return Math.floor(this.snapshot / HIGH_WORD);
      case INT_ENA: return this.interrupts.enabled;
      case INT_RAW: return this.interrupts.raw;
      case INT_ST: return this.interrupts.status;
      default: return super.read(offset);
    }
  }

  override write(offset: number, value: number): void {
    switch (offset) {
      case OPTIONS0: return this.writeOptions(value);
      case RESET_STATE: return;
      case TIME_UPDATE:
        if (value & UPDATE) this.snapshot = Math.floor(this.clock.now / SLOW_CLOCK_CYCLES);
        return;
      case INT_ENA: this.interrupts.enabled = value; return;
      case INT_ENA_W1TS: this.interrupts.enabled |= value; return;
      case INT_ENA_W1TC: this.interrupts.enabled &= ~value; return;
      case INT_CLR: this.interrupts.clear(value); return;
      case SWD_CONF: return this.writeSuperWatchdog(value);
    }
    if (offset >= WDTCONFIG0 && offset <= WDTFEED) this.writeWatchdog(offset, value);
    else super.write(offset, value);
  }

  private writeOptions(value: number): void {
    super.write(OPTIONS0, value & ~(SW_SYS_RST | SW_PROCPU_RST));
    if (value & SW_SYS_RST) this.reset(RESET_CAUSES.RTC_SW_SYS);
    else if (value & SW_PROCPU_RST) this.reset(RESET_CAUSES.RTC_SW_CPU);
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
    this.watchdog.configure(
      STAGES.map((bit, n) => ({
        action: protectsBoot && n === 0 ? 'system' : ACTIONS[(config >>> bit) & 7],
        cycles: (super.read(WDTCONFIG1 + 4 * n) >>> 0) * SLOW_CLOCK_CYCLES * (n === 0 ? STAGE_0_FACTOR : 1),
      })),
    );
  }

  private timedOut(action: StageAction): void {
    if (action === 'interrupt') this.interrupts.raise(WDT_INT);
    else if (action !== 'off') this.reset(CAUSES[action]);
  }

  private writeSuperWatchdog(value: number): void {
    if (super.read(SWD_WPROTECT) !== SWD_KEY) return;
    super.write(SWD_CONF, value & ~SWD_FEED);
    if (value & (SWD_FEED | SWD_DISABLE | SWD_AUTO_FEED_EN)) this.feedSuperWatchdog();
  }

  private feedSuperWatchdog(): void {
    if (this.superTimeout) this.superTimeout.cancelled = true;
    this.superTimeout = this.clock.at(this.clock.now + SUPER_WATCHDOG_CYCLES, () => {
      if (super.read(SWD_CONF) & (SWD_DISABLE | SWD_AUTO_FEED_EN)) this.feedSuperWatchdog();
      else this.reset(RESET_CAUSES.SUPER_WDT);
    });
  }
}
