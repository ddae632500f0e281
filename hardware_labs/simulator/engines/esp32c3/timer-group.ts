/**
 * Timer group: a general purpose timer of 54 bits and a main system watchdog (MWDT).
 *
 * Source: ESP32-C3 Technical Reference Manual, chapters "Timer Group (TIMG)" and "Watchdog Timers (WDT)".
 */

import type { ChipClock } from '../esp/events.ts';
import { GeneralTimer } from '../esp/general-timer.ts';
import { InterruptRegisters, RegisterBlock, storage } from '../esp/registers.ts';
import { Watchdog } from '../esp/watchdog.ts';
import type { StageAction } from '../esp/watchdog.ts';

const T0CONFIG = 0x00;
const T0LO = 0x04;
const T0HI = 0x08;
const T0UPDATE = 0x0c;
const T0ALARMLO = 0x10;
const T0ALARMHI = 0x14;
const T0LOADLO = 0x18;
const T0LOADHI = 0x1c;
const T0LOAD = 0x20;
const WDTCONFIG0 = 0x48;
const WDTCONFIG1 = 0x4c;
const WDTCONFIG2 = 0x50;
const WDTCONFIG5 = 0x5c;
const WDTFEED = 0x60;
const WDTWPROTECT = 0x64;
const INT_ENA = 0x70;
const INT_RAW = 0x74;
const INT_ST = 0x78;
const INT_CLR = 0x7c;
const DATE = 0xf8;
const REGCLK = 0xfc;

/** T0CONFIG */
const T0_USE_XTAL = 1 << 9;
const T0_ALARM_EN = 1 << 10;
const T0_AUTORELOAD = 1 << 29;
const T0_INCREASE = 1 << 30;
const T0_EN = 1 << 31;
const T0_INT = 1 << 0;
/** WDTCONFIG0 */
const WDT_FLASHBOOT_MOD_EN = 1 << 14;
const WDT_USE_XTAL = 1 << 21;
const WDT_CONF_UPDATE_EN = 1 << 22;
const WDT_EN = 1 << 31;
const WDT_INT = 1 << 1;
const WDT_KEY = 0x50d83aa1;

/** Clock cycles of the 160 MHz CPU in one of APB_CLK (80 MHz) and of XTAL_CLK (40 MHz). */
const APB_CYCLES = 2;
const XTAL_CYCLES = 4;
const HIGH_WORD = 2 ** 32;
const ACTIONS: readonly StageAction[] = ['off', 'interrupt', 'cpu', 'core'];
/** Bit positions of WDT_STG0 to WDT_STG3. */
const STAGES = [29, 27, 25, 23];

export interface TimerGroupLines {
  timer(high: boolean): void;
  watchdog(high: boolean): void;
  /** The watchdog resets the CPU or the chip. */
  reset(action: 'cpu' | 'core'): void;
}

export class TimerGroup extends RegisterBlock {
  private readonly timerInterrupt: InterruptRegisters;
  private readonly watchdogInterrupt: InterruptRegisters;
  private readonly timer: GeneralTimer;
  private readonly watchdog: Watchdog;
  private snapshot = 0;
  /** WDTCONFIG0 to WDTCONFIG5 as of the last WDT_CONF_UPDATE_EN. */
  private watchdogSettings: readonly number[] = [];

  /** @param protectsBoot Whether its watchdog runs from reset on, until WDT_FLASHBOOT_MOD_EN is cleared. */
  constructor(clock: ChipClock, lines: TimerGroupLines, protectsBoot: boolean) {
    super({
      [T0CONFIG]: 0x60002000, ...storage(T0ALARMLO, T0LOADHI),
      [WDTCONFIG0]: protectsBoot ? 0x4c000 : 0x48000, [WDTCONFIG1]: 0x10000, [WDTCONFIG2]: 26_000_000, 0x54: 0x7ffffff,
      0x58: 0xfffff, [WDTCONFIG5]: 0xfffff, [WDTWPROTECT]: WDT_KEY, 0x68: 0x13000, 0x80: 0xffffff98 | 0, [DATE]: 0x02006191,
      [REGCLK]: 0x60000000,
    });
    this.timerInterrupt = new InterruptRegisters((high) => lines.timer(high));
    this.watchdogInterrupt = new InterruptRegisters((high) => lines.watchdog(high));
    this.timer = new GeneralTimer(clock, () => this.alarm());
    this.watchdog = new Watchdog(clock, (action) => {
      if (action === 'interrupt') this.watchdogInterrupt.raise(WDT_INT);
      else if (action === 'cpu' || action === 'core') lines.reset(action);
    });
    this.configureTimer();
    this.updateWatchdog();
  }

  override read(offset: number): number {
    const { timerInterrupt: t, watchdogInterrupt: w } = this;
    switch (offset) {
      case T0LO: return this.snapshot % HIGH_WORD | 0;
      case T0HI: return Math.floor(this.snapshot / HIGH_WORD);
      case INT_ENA: return t.enabled | w.enabled;
      case INT_RAW: return t.raw | w.raw;
      case INT_ST: return t.status | w.status;
      default: return super.read(offset);
    }
  }

  override write(offset: number, value: number): void {
    switch (offset) {
      case T0UPDATE: this.snapshot = Math.max(this.timer.count, 0); return;
      case T0LOAD: return this.timer.load();
      case INT_ENA:
        this.timerInterrupt.enabled = value & T0_INT;
        this.watchdogInterrupt.enabled = value & WDT_INT;
        return;
      case INT_CLR:
        this.timerInterrupt.clear(value & T0_INT);
        this.watchdogInterrupt.clear(value & WDT_INT);
        return;
    }
    if (offset >= WDTCONFIG0 && offset <= WDTFEED) return this.writeWatchdog(offset, value);
    super.write(offset, value);
    if (offset <= T0LOADHI) this.configureTimer();
  }

  private configureTimer(): void {
    const config = super.read(T0CONFIG);
    const field = (config >>> 13) & 0xffff;
    const divider = field === 0 ? 0x10000 : Math.max(field, 2);
    this.timer.configure({
      enabled: (config & T0_EN) !== 0,
      up: (config & T0_INCREASE) !== 0,
      autoReload: (config & T0_AUTORELOAD) !== 0,
      alarmEnabled: (config & T0_ALARM_EN) !== 0,
      countCycles: divider * (config & T0_USE_XTAL ? XTAL_CYCLES : APB_CYCLES),
      alarmAt: this.wide(T0ALARMLO, T0ALARMHI),
      reload: this.wide(T0LOADLO, T0LOADHI),
    });
  }

  private wide(low: number, high: number): number {
    return (super.read(high) & 0x3fffff) * HIGH_WORD + (super.read(low) >>> 0);
  }

  private alarm(): void {
    super.write(T0CONFIG, super.read(T0CONFIG) & ~T0_ALARM_EN);
    this.timerInterrupt.raise(T0_INT);
  }

  private writeWatchdog(offset: number, value: number): void {
    if (super.read(WDTWPROTECT) !== WDT_KEY) return;
    if (offset === WDTFEED) return this.watchdog.feed();
    if (offset !== WDTCONFIG0) return super.write(offset, value);
    super.write(offset, value & ~WDT_CONF_UPDATE_EN);
    if (value & WDT_CONF_UPDATE_EN) this.updateWatchdog();
    else this.configureWatchdog();
  }

  /** Settings take effect together, WDT_EN at once. */
  private updateWatchdog(): void {
    const settings: number[] = [];
    for (let offset = WDTCONFIG0; offset <= WDTCONFIG5; offset += 4) settings.push(super.read(offset));
    this.watchdogSettings = settings;
    this.configureWatchdog();
  }

  private configureWatchdog(): void {
    const [settings, prescaler, ...holds] = this.watchdogSettings;
    const config = (settings & ~WDT_EN) | (super.read(WDTCONFIG0) & WDT_EN);
    const protectsBoot = (config & WDT_FLASHBOOT_MOD_EN) !== 0;
    if (!protectsBoot && (config & WDT_EN) === 0) return this.watchdog.configure(undefined);
    const prescale = Math.max(prescaler >>> 16, 1);
    const tick = prescale * (config & WDT_USE_XTAL ? XTAL_CYCLES : APB_CYCLES);
    this.watchdog.configure(
      STAGES.map((bit, n) => ({
        action: protectsBoot && n === 0 ? 'core' : ACTIONS[(config >>> bit) & 3],
        cycles: (holds[n] >>> 0) * tick,
      })),
    );
  }
}
