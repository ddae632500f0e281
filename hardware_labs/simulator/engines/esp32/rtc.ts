/**
 * The block of the real-time clock's domain: RTC_CNTL with its watchdog, software resets and RTC timer; RTC_IO; SENS. Power
 * domains and sleep modes are not simulated: their registers only keep what is written.
 *
 * Source: ESP32 Technical Reference Manual, chapters "Low-Power Management" and "Watchdog Timers".
 */

import type { ChipClock } from '../esp/events.ts';
import { InterruptRegisters, RegisterBlock, storage } from '../esp/registers.ts';
import { RESET_CAUSES } from '../esp/reset.ts';
import type { ResetCause } from '../esp/reset.ts';
import { Watchdog } from '../esp/watchdog.ts';
import type { StageAction } from '../esp/watchdog.ts';
import type { Peripheral } from '../riscv/bus.ts';

const OPTIONS0 = 0x00;
const TIME_UPDATE = 0x0c;
const TIME0 = 0x10;
const TIME1 = 0x14;
const RESET_STATE = 0x34;
const INT_ENA = 0x3c;
const INT_RAW = 0x40;
const INT_ST = 0x44;
const INT_CLR = 0x48;
/** Registers that software uses as it likes. */
const STORES = [0x4c, 0x50, 0x54, 0x58, 0xb0, 0xb4, 0xb8, 0xbc];
const CLK_CONF = 0x70;
const WDTCONFIG0 = 0x8c;
const WDTCONFIG1 = 0x90;
const WDTFEED = 0xa0;
const WDTWPROTECT = 0xa4;
const LAST = 0xdc;

const SW_PROCPU_RST = 1 << 5;
const SW_SYS_RST = 1 << 31;
const TIME_VALID = 1 << 30;
/** The CPU runs from the PLL, as on a chip whose second stage of booting has set it up: 160 MHz, and 80 MHz for APB_CLK. */
const SOC_CLK_SEL_PLL = 1 << 27;
const WDT_INT = 1 << 3;
const WDT_FLASHBOOT_MOD_EN = 1 << 10;
const WDT_EN = 1 << 31;
const WDT_KEY = 0x50d83aa1;
/** RTC_SLOW_CLK: 150 kHz (datasheet, "Internal 150 kHz oscillator"). */
const SLOW_CLOCK_CYCLES = 160e6 / 150e3;
const HIGH_WORD = 2 ** 32;
/** Bit positions of WDT_STG0 to WDT_STG3. */
const STAGES = [28, 25, 22, 19];
const ACTIONS: readonly StageAction[] = ['off', 'interrupt', 'cpu', 'core', 'system', 'off', 'off', 'off'];
const CAUSES = { cpu: RESET_CAUSES.RTCWDT_CPU, core: RESET_CAUSES.RTCWDT_SYS, system: RESET_CAUSES.RTCWDT_RTC };

export class RtcControl extends RegisterBlock {
  private readonly clock: ChipClock;
  private readonly reset: (cause: ResetCause) => void;
  private readonly interrupts: InterruptRegisters;
  private readonly watchdog: Watchdog;
  private snapshot = 0;

  /** @param before The registers before the reset, for those that outlast it. */
  constructor(
    clock: ChipClock, setLine: (high: boolean) => void, reset: (cause: ResetCause) => void, cause: ResetCause,
    before: RtcControl | undefined,
  ) {
    super({
      ...storage(OPTIONS0, LAST), [OPTIONS0]: 0x1c492000, 0x18: 0, 0x1c: 0x28140403, [RESET_STATE]: 0x3000 | cause,
      [CLK_CONF]: 0x2210 | SOC_CLK_SEL_PLL, [WDTCONFIG0]: 0x4c80, [WDTCONFIG1]: 128_000, 0x94: 80_000, 0x98: 0xfff, 0x9c: 0xfff,
      [WDTWPROTECT]: WDT_KEY,
    });
    if (before && cause !== RESET_CAUSES.RTCWDT_RTC) for (const offset of STORES) super.write(offset, before.read(offset));
    this.clock = clock;
    this.reset = reset;
    this.interrupts = new InterruptRegisters(setLine);
    this.watchdog = new Watchdog(clock, (action) => {
      if (action === 'interrupt') this.interrupts.raise(WDT_INT);
      else if (action !== 'off') reset(CAUSES[action]);
    });
    this.configureWatchdog();
  }

  override read(offset: number): number {
    switch (offset) {
      case TIME_UPDATE: return TIME_VALID;
      case TIME0: return this.snapshot % HIGH_WORD | 0;
      case TIME1: return Math.floor(this.snapshot / HIGH_WORD);
      case INT_ENA: return this.interrupts.enabled;
      case INT_RAW: return this.interrupts.raw;
      case INT_ST: return this.interrupts.status;
      default: return super.read(offset);
    }
  }

  override write(offset: number, value: number): void {
    switch (offset) {
      case OPTIONS0:
        super.write(offset, value & ~(SW_PROCPU_RST | SW_SYS_RST));
        if (value & SW_SYS_RST) this.reset(RESET_CAUSES.RTC_SW_SYS);
        else if (value & SW_PROCPU_RST) this.reset(RESET_CAUSES.RTC_SW_CPU);
        return;
      case TIME_UPDATE: this.snapshot = Math.floor(this.clock.now / SLOW_CLOCK_CYCLES); return;
      case INT_ENA: this.interrupts.enabled = value; return;
      case INT_CLR: this.interrupts.clear(value); return;
      case RESET_STATE: return;
    }
    if (offset < WDTCONFIG0 || offset > WDTFEED) return super.write(offset, value);
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
        cycles: (super.read(WDTCONFIG1 + 4 * n) >>> 0) * SLOW_CLOCK_CYCLES,
      })),
    );
  }
}

/** Several blocks that share 4 KB of addresses, each with as many bytes. */
export class Shared implements Peripheral {
  private readonly parts: readonly Peripheral[];
  private readonly bytes: number;

  constructor(parts: readonly Peripheral[], bytes: number) {
    this.parts = parts;
    this.bytes = bytes;
  }

  read(offset: number): number {
    return this.parts[Math.floor(offset / this.bytes)]?.read(offset % this.bytes) ?? 0;
  }

  write(offset: number, value: number): void {
    this.parts[Math.floor(offset / this.bytes)]?.write(offset % this.bytes, value);
  }
}
