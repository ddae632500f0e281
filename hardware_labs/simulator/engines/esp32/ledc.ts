/**
 * LED PWM controller: four timers and eight channels that run at the speed of APB_CLK, and as many slow ones.
 *
 * Not simulated: fading (its registers only keep what is written), the dithering of the duty's fraction.
 *
 * Source: ESP32 Technical Reference Manual, chapter "LED PWM Controller (LEDC)".
 */

import type { ChipClock } from '../esp/events.ts';
import { PwmChannel, PwmTimer } from '../esp/pwm.ts';
import { InterruptRegisters, RegisterBlock, storage } from '../esp/registers.ts';

/** High-speed channels first, then low-speed ones. */
const CHANNELS = 16;
const CHANNELS_OF_A_KIND = 8;
const CHANNEL_BYTES = 0x14;
const CONF0 = 0x00;
const HPOINT = 0x04;
const DUTY = 0x08;
const CONF1 = 0x0c;
const DUTY_R = 0x10;
/** High-speed timers first, then low-speed ones. */
const TIMERS = 8;
const TIMERS_OF_A_KIND = 4;
const TIMER0_CONF = 0x140;
const TIMER0_VALUE = 0x144;
const TIMER_BYTES = 8;
const INT_RAW = 0x180;
const INT_ST = 0x184;
const INT_ENA = 0x188;
const INT_CLR = 0x18c;
const CONF = 0x190;
const DATE = 0x1fc;

/** CONF0 of a channel */
const SIG_OUT_EN = 1 << 2;
const IDLE_LV = 1 << 3;
const CHANNEL_PARA_UP = 1 << 4;
/** CONF1 of a channel */
const DUTY_START = 1 << 31;
/** CONF of a timer */
const PAUSE = 1 << 23;
const RST = 1 << 24;
const TICK_SEL = 1 << 25;
const TIMER_PARA_UP = 1 << 26;

const DUTY_CHNG_END = 8;
const CPU_HERTZ = 160e6;
const APB_HERTZ = 80e6;
const REF_TICK_HERTZ = 1e6;
const RTC8M_HERTZ = 8e6;

export class Ledc extends RegisterBlock {
  private readonly interrupts: InterruptRegisters;
  private readonly timers: readonly PwmTimer[];
  private readonly channels: readonly PwmChannel[];

  /** @param setSignal Drives the output of a channel, 0 to 7 fast and 8 to 15 slow. */
  constructor(clock: ChipClock, setLine: (high: boolean) => void, setSignal: (channel: number, high: boolean) => void) {
    const channelResets = Array.from({ length: CHANNELS }, (_, n) => ({
      ...storage(n * CHANNEL_BYTES, n * CHANNEL_BYTES + DUTY), [n * CHANNEL_BYTES + CONF1]: 0x40000000,
    }));
    const timerResets = Array.from({ length: TIMERS }, (_, n) => ({ [TIMER0_CONF + n * TIMER_BYTES]: RST }));
    super(Object.assign({ [CONF]: 0, [DATE]: 0x16031700 }, ...channelResets, ...timerResets));
    this.interrupts = new InterruptRegisters(setLine);
    this.timers = Array.from({ length: TIMERS }, (_, n) => new PwmTimer(clock, () => this.interrupts.raise(1 << n)));
    this.channels = Array.from(
      { length: CHANNELS },
      (_, n) => new PwmChannel(clock, (high) => setSignal(n, high), () => this.dutyChanged(n)),
    );
  }

  override read(offset: number): number {
    switch (offset) {
      case INT_RAW: return this.interrupts.raw;
      case INT_ST: return this.interrupts.status;
      case INT_ENA: return this.interrupts.enabled;
    }
    if (offset >= TIMER0_CONF && offset < INT_RAW && (offset - TIMER0_VALUE) % TIMER_BYTES === 0)
      return this.timers[(offset - TIMER0_VALUE) / TIMER_BYTES].count;
    if (offset < TIMER0_CONF && offset % CHANNEL_BYTES === DUTY_R) return this.channels[Math.floor(offset / CHANNEL_BYTES)].duty << 4;
    return super.read(offset);
  }

  override write(offset: number, value: number): void {
    switch (offset) {
      case INT_ENA: this.interrupts.enabled = value; return;
      case INT_CLR: this.interrupts.clear(value); return;
    }
    if (offset < TIMER0_CONF) this.writeChannel(Math.floor(offset / CHANNEL_BYTES), offset, value);
    else if (offset < INT_RAW) this.writeTimer((offset - TIMER0_CONF) >> 3, offset, value);
    else super.write(offset, value);
  }

  /** A fast channel takes over what is written by itself, a slow one at PARA_UP. */
  private writeChannel(n: number, offset: number, value: number): void {
    const isConf0 = offset % CHANNEL_BYTES === CONF0;
    super.write(offset, isConf0 ? value & ~CHANNEL_PARA_UP : value);
    const isFast = n < CHANNELS_OF_A_KIND;
    if (isFast ? offset % CHANNEL_BYTES === DUTY_R : !isConf0 || (value & CHANNEL_PARA_UP) === 0) return;
    const base = n * CHANNEL_BYTES;
    const conf0 = super.read(base + CONF0);
    const startsDuty = (super.read(base + CONF1) & DUTY_START) !== 0;
    this.channels[n].configure({
      timer: this.timers[(isFast ? 0 : TIMERS_OF_A_KIND) + (conf0 & 3)],
      outputEnabled: (conf0 & SIG_OUT_EN) !== 0,
      idleHigh: (conf0 & IDLE_LV) !== 0,
      hpoint: super.read(base + HPOINT) & 0xfffff,
      duty: startsDuty ? (super.read(base + DUTY) & 0x1ffffff) >> 4 : this.channels[n].duty,
    });
  }

  /** The hardware ends a duty change that has no fade in it as soon as it has taken effect. */
  private dutyChanged(n: number): void {
    const at = n * CHANNEL_BYTES + CONF1;
    if ((super.read(at) & DUTY_START) === 0) return;
    super.write(at, super.read(at) & ~DUTY_START);
    this.interrupts.raise(1 << (DUTY_CHNG_END + n));
  }

  private writeTimer(n: number, offset: number, value: number): void {
    super.write(offset, value & ~TIMER_PARA_UP);
    if (offset !== TIMER0_CONF + n * TIMER_BYTES) return;
    const isFast = n < TIMERS_OF_A_KIND;
    if (isFast || value & TIMER_PARA_UP) {
      const slowHertz = super.read(CONF) & 1 ? APB_HERTZ : RTC8M_HERTZ;
      const sourceHertz = (value & TICK_SEL) === 0 ? REF_TICK_HERTZ : isFast ? APB_HERTZ : slowHertz;
      const divider = ((value >> 5) & 0x3ffff) / 256;
      this.timers[n].configure({ countCycles: (divider * CPU_HERTZ) / sourceHertz, counts: 1 << Math.min(value & 31, 20) });
    }
    this.timers[n].control((value & RST) !== 0, (value & PAUSE) !== 0);
  }
}
