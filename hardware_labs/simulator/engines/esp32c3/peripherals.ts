/** The peripherals of the ESP32-C3 at their addresses (Technical Reference Manual, chapter "System and Memory"). */

import type { EngineHost } from '../engine.ts';
import type { Peripheral } from '../riscv/bus.ts';
import type { ChipClock } from '../esp/events.ts';
import { Gpio, I2CEXT0_SCL, I2CEXT0_SDA, LEDC_LS_SIG_OUT0, U0TXD_OUT } from './gpio.ts';
import { i2cBus } from '../esp/i2c-bus.ts';
import { I2cController } from '../esp/i2c.ts';
import { InterruptMatrix, SOURCES } from './interrupt-matrix.ts';
import { Ledc } from './ledc.ts';
import { RegisterBlock } from '../esp/registers.ts';
import { RESET_CAUSES, resetScope } from '../esp/reset.ts';
import type { ResetCause } from '../esp/reset.ts';
import { RandomNumberGenerator } from '../esp/rng.ts';
import { Rtc } from './rtc.ts';
import { SarAdc } from './saradc.ts';
import { SystemRegisters } from './system.ts';
import { Systimer } from './systimer.ts';
import { TimerGroup } from './timer-group.ts';
import { serialLine } from '../esp/serial-line.ts';
import { Uart } from '../esp/uart.ts';
import { UsbSerialJtag } from './usb-serial-jtag.ts';

/** Blocks that exist and are not simulated: their registers read 0. */
const SILENT = [
  0x60002000, 0x60003000, 0x6000c000, 0x6000e000, 0x60010000, 0x60014000, 0x60016000, 0x6001d000, 0x60024000, 0x6002b000,
  0x6002d000, 0x6003a000, 0x6003b000, 0x6003c000, 0x6003d000, 0x6003e000, 0x6003f000, 0x600c1000, 0x600c4000, 0x600cc000,
  0x600ce000,
];

/** What the peripherals need of the chip around them. */
export interface Chip {
  readonly clock: ChipClock;
  readonly host: EngineHost;
  /** Tells the CPU its most urgent interrupt line, 0 for none. */
  setInterruptLine(line: number): void;
  /** Resets the chip after the current instruction. */
  reset(cause: ResetCause): void;
}

export class Peripherals {
  readonly gpio: Gpio;
  readonly uart: Uart;
  readonly rtc: Rtc;
  readonly blocks: readonly (readonly [address: number, peripheral: Peripheral])[];

  /** @param before The peripherals before a reset, for what outlasts it. */
  constructor(chip: Chip, cause: ResetCause, before: Peripherals | undefined) {
    const { clock, host } = chip;
    const matrix = new InterruptMatrix((line) => chip.setInterruptLine(line));
    const { source } = matrix;
    this.gpio = new Gpio(before?.gpio.inputLevels, source(SOURCES.GPIO), (pin) => host.pinChanged(`GPIO${pin}`));
    this.uart = new Uart(clock, source(SOURCES.UART0), serialLine(host, this.gpio, U0TXD_OUT), (byte) => host.serialByte(byte));
    if (before) this.uart.receive(before.uart.takeWaiting());
    const targets = [SOURCES.SYSTIMER_TARGET0, SOURCES.SYSTIMER_TARGET1, SOURCES.SYSTIMER_TARGET2];
    const kept = resetScope(cause) === 'core' ? before?.rtc : undefined;
    this.rtc = new Rtc(clock, source(SOURCES.RTC_CORE), (reason) => chip.reset(reason), cause, kept);
    const group = (timer: number, watchdog: number, causes: Record<'cpu' | 'core', ResetCause>, protectsBoot: boolean): TimerGroup =>
      new TimerGroup(
        clock,
        { timer: source(timer), watchdog: source(watchdog), reset: (action) => chip.reset(causes[action]) },
        protectsBoot,
      );
    const fromCpu = [SOURCES.FROM_CPU_INTR0, SOURCES.FROM_CPU_INTR1, SOURCES.FROM_CPU_INTR2, SOURCES.FROM_CPU_INTR3];
    this.blocks = [
      [0x60000000, this.uart],
      [0x60004000, this.gpio],
      [0x60008000, this.rtc],
      [0x60009000, this.gpio.ioMux],
      [0x60013000, new I2cController(clock, source(SOURCES.I2C_EXT0), i2cBus(host, this.gpio, { sda: I2CEXT0_SDA, scl: I2CEXT0_SCL }))],
      [0x60019000, new Ledc(clock, source(SOURCES.LEDC), (n, high) => this.gpio.setSignal(LEDC_LS_SIG_OUT0 + n, high))],
      [0x6001f000, group(SOURCES.TG0_T0, SOURCES.TG0_WDT, { cpu: RESET_CAUSES.TG0WDT_CPU, core: RESET_CAUSES.TG0WDT_SYS }, true)],
      [0x60020000, group(SOURCES.TG1_T0, SOURCES.TG1_WDT, { cpu: RESET_CAUSES.TG1WDT_CPU, core: RESET_CAUSES.TG1WDT_SYS }, false)],
      [0x60023000, new Systimer(clock, targets.map(source))],
      [0x60026000, new RandomNumberGenerator()],
      [0x60040000, new SarAdc(clock, source(SOURCES.APB_ADC), (pin) => host.analogVolts(pin))],
      [0x60043000, new UsbSerialJtag((byte) => host.serialByte(byte), (taken) => this.gpio.ioMux.setUsbPads(taken))],
      [0x600c0000, new SystemRegisters(fromCpu.map(source))],
      [0x600c2000, matrix],
      ...SILENT.map((address) => [address, new RegisterBlock({})] as const),
    ];
  }

  /** The CPU alone has been reset. */
  noteCpuReset(cause: ResetCause): void {
    this.rtc.noteReset(cause);
  }
}
