/** The peripherals of the ESP32 at their addresses (Technical Reference Manual, chapter "System and Memory"). */

import type { EngineHost } from '../engine.ts';
import type { ChipClock } from '../esp/events.ts';
import { i2cBus } from '../esp/i2c-bus.ts';
import { RegisterBlock, storage } from '../esp/registers.ts';
import { RESET_CAUSES } from '../esp/reset.ts';
import type { ResetCause } from '../esp/reset.ts';
import { RandomNumberGenerator } from '../esp/rng.ts';
import { serialLine } from '../esp/serial-line.ts';
import type { Peripheral } from '../riscv/bus.ts';
import { Dport, SOURCES } from './dport.ts';
import { Gpio, I2CEXT0_SCL, I2CEXT0_SDA, LEDC_HS_SIG_OUT0, U0TXD_OUT } from './gpio.ts';
import { Esp32I2cController } from './i2c.ts';
import { Ledc } from './ledc.ts';
import { RtcControl, Shared } from './rtc.ts';
import { Sens } from './sens.ts';
import { TimerGroup } from './timer-group.ts';
import { Esp32Uart } from './uart.ts';

/** Blocks that exist and are not simulated: their registers keep what is written. */
const SILENT = [
  0x3ff01000, 0x3ff02000, 0x3ff03000, 0x3ff04000, 0x3ff42000, 0x3ff43000, 0x3ff46000, 0x3ff4b000, 0x3ff4f000, 0x3ff50000, 0x3ff54000,
  0x3ff56000, 0x3ff57000, 0x3ff58000, 0x3ff55000, 0x3ff5b000, 0x3ff5e000, 0x3ff64000, 0x3ff65000, 0x3ff66000, 0x3ff67000, 0x3ff68000,
  0x3ff69000, 0x3ff6a000, 0x3ff6b000, 0x3ff6c000, 0x3ff6d000, 0x3ff6e000,
];
/** Of 1 KB each in the block of the real-time clock's domain. */
const RTC_PART_BYTES = 0x400;

/** RNG_DATA_REG (chapter "Random Number Generator"), and where the shared generator has it. */
const RNG_DATA = 0x144;
const C3_RNG_DATA = 0xb0;

/** Base MAC address 24:0A:C4:00:00:01 with its CRC-8, and no other fuse burnt (chapter "eFuse Controller", BLK0). */
const EFUSE_RDATA1 = 0x04;
const EFUSE_RDATA2 = 0x08;
const MAC = [0x24, 0x0a, 0xc4, 0x00, 0x00, 0x01];

/** What the peripherals need of the chip around them. */
export interface Chip {
  readonly clock: ChipClock;
  readonly host: EngineHost;
  /** Drives the interrupt lines of the PRO CPU, one bit each. */
  setInterruptLines(lines: number): void;
  /** Resets the chip after the current instruction. */
  reset(cause: ResetCause): void;
}

export class Peripherals {
  readonly gpio: Gpio;
  readonly uart: Esp32Uart;
  readonly blocks: readonly (readonly [address: number, peripheral: Peripheral])[];
  private readonly rtc: RtcControl;

  /** @param before The peripherals before a reset, for what outlasts it. */
  constructor(chip: Chip, cause: ResetCause, before: Peripherals | undefined) {
    const { clock, host } = chip;
    const dport = new Dport((lines) => chip.setInterruptLines(lines));
    const { source } = dport;
    this.gpio = new Gpio(before?.gpio, source(SOURCES.GPIO), (pin) => host.pinChanged(`GPIO${pin}`));
    this.uart = new Esp32Uart(clock, source(SOURCES.UART0), serialLine(host, this.gpio, U0TXD_OUT), (byte) => host.serialByte(byte));
    if (before) this.uart.receive(before.uart.takeWaiting());
    this.rtc = new RtcControl(clock, source(SOURCES.RTC_CORE), (why) => chip.reset(why), cause, before?.rtc);
    const group0 = [SOURCES.TG_T0_LEVEL, SOURCES.TG_T1_LEVEL, SOURCES.TG_WDT_LEVEL].map(source);
    const group1 = [SOURCES.TG1_T0_LEVEL, SOURCES.TG1_T1_LEVEL, SOURCES.TG1_WDT_LEVEL].map(source);
    // both groups have one cause for resets of the CPU
    const causes0 = { cpu: RESET_CAUSES.TG0WDT_CPU, core: RESET_CAUSES.TG0WDT_SYS };
    const causes1 = { cpu: RESET_CAUSES.TG0WDT_CPU, core: RESET_CAUSES.TG1WDT_SYS };
    const sens = new Sens(clock, (pin) => host.analogVolts(pin));
    this.blocks = [
      [0x3ff00000, dport],
      [0x3ff40000, this.uart],
      [0x3ff44000, this.gpio],
      [0x3ff48000, new Shared([this.rtc, this.gpio.ioMux.rtcIo, sens], RTC_PART_BYTES)],
      [0x3ff49000, this.gpio.ioMux],
      [0x3ff53000, new Esp32I2cController(clock, source(SOURCES.I2C_EXT0), i2cBus(host, this.gpio, { sda: I2CEXT0_SDA, scl: I2CEXT0_SCL }))],
      [0x3ff59000, new Ledc(clock, source(SOURCES.LEDC), (n, high) => this.gpio.setSignal(LEDC_HS_SIG_OUT0 + n, high))],
      [0x3ff5a000, new RegisterBlock(efuses())],
      [0x3ff5f000, new TimerGroup(clock, group0, (action) => chip.reset(causes0[action]), true)],
      [0x3ff60000, new TimerGroup(clock, group1, (action) => chip.reset(causes1[action]), false)],
      [0x3ff75000, new Esp32RandomNumberGenerator()],
      ...SILENT.map((address) => [address, new RegisterBlock(storage(0, 0xffc))] as const),
    ];
  }
}

/** The random number register is at another place than in the ESP32-C3's block. */
class Esp32RandomNumberGenerator extends RandomNumberGenerator {
  override read(offset: number): number {
    return offset === RNG_DATA ? super.read(C3_RNG_DATA) : 0;
  }
}

/** The MAC address lies with its last byte lowest. */
function efuses(): Record<number, number> {
  const [a, b, c, d, e, f] = MAC;
  return { [EFUSE_RDATA1]: (c << 24) | (d << 16) | (e << 8) | f, [EFUSE_RDATA2]: (crc8(MAC) << 16) | (a << 8) | b };
}

/** Polynomial x^8 + x^5 + x^4 + 1, lowest bit first. */
function crc8(bytes: readonly number[]): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0x8c : crc >> 1;
  }
  return crc;
}
