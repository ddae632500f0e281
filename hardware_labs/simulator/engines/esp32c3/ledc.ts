/**
 * LED PWM controller: four timers, six channels.
 *
 * Not simulated: fading (its registers only keep what is written), the dithering of the duty's fraction, the overflow counters.
 *
 * Source: ESP32-C3 Technical Reference Manual, chapter "LED PWM Controller (LEDC)".
 */

import type { ChipClock } from '../esp/events.ts';
import { PwmChannel, PwmTimer } from '../esp/pwm.ts';
import { InterruptRegisters, RegisterBlock, storage } from '../esp/registers.ts';

const CHANNELS = 6;
const CHANNEL_BYTES = 0x14;
const CH_CONF0 = 0x00;
const CH_HPOINT = 0x04;
const CH_DUTY = 0x08;
const CH_CONF1 = 0x0c;
const CH_DUTY_R = 0x10;
const TIMERS = 4;
const TIMER0_CONF = 0xa0;
const TIMER0_VALUE = 0xa4;
const TIMER_BYTES = 8;
const INT_RAW = 0xc0;
const INT_ST = 0xc4;
const INT_ENA = 0xc8;
const INT_CLR = 0xcc;
const CONF = 0xd0;
const DATE = 0xfc;

/** CH_CONF0 */
const SIG_OUT_EN = 1 << 2;
const IDLE_LV = 1 << 3;
const CH_PARA_UP = 1 << 4;
/** CH_CONF1 */
const DUTY_START = 1 << 31;
/** TIMER_CONF */
const PAUSE = 1 << 22;
const RST = 1 << 23;
const TIMER_PARA_UP = 1 << 25;

const DUTY_CHNG_END_CH0 = 1 << 4;
const CPU_HERTZ = 160e6;
/** By APB_CLK_SEL: none, APB_CLK, RC_FAST_CLK, XTAL_CLK. */
const SOURCE_HERTZ = [0, 80e6, 17.5e6, 40e6];

export class Ledc extends RegisterBlock {
  private readonly interrupts: InterruptRegisters;
  private readonly timers: readonly PwmTimer[];
  private readonly channels: readonly PwmChannel[];

  /** @param setSignal Drives the output of a channel. */
  constructor(clock: ChipClock, setLine: (high: boolean) => void, setSignal: (channel: number, high: boolean) => void) {
    const channelResets = Array.from({ length: CHANNELS }, (_, n) => ({
      ...storage(n * CHANNEL_BYTES, n * CHANNEL_BYTES + CH_DUTY),
      [n * CHANNEL_BYTES + CH_CONF1]: 0x40000000,
    }));
    const timerResets = Array.from({ length: TIMERS }, (_, n) => ({ [TIMER0_CONF + n * TIMER_BYTES]: RST }));
    super(Object.assign({ [CONF]: 0, [DATE]: 0x19061700 }, ...channelResets, ...timerResets));
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
    if (offset < CHANNELS * CHANNEL_BYTES && offset % CHANNEL_BYTES === CH_DUTY_R)
      return this.channels[Math.floor(offset / CHANNEL_BYTES)].duty << 4;
    return super.read(offset);
  }

  override write(offset: number, value: number): void {
    switch (offset) {
      case INT_ENA: this.interrupts.enabled = value; return;
      case INT_CLR: this.interrupts.clear(value); return;
    }
    if (offset < CHANNELS * CHANNEL_BYTES) this.writeChannel(Math.floor(offset / CHANNEL_BYTES), offset, value);
    else if (offset >= TIMER0_CONF && offset < INT_RAW) this.writeTimer((offset - TIMER0_CONF) >> 3, offset, value);
    else super.write(offset, value);
  }

  private writeChannel(n: number, offset: number, value: number): void {
    const isConf0 = offset % CHANNEL_BYTES === CH_CONF0;
    super.write(offset, isConf0 ? value & ~CH_PARA_UP : value);
    if (!isConf0 || (value & CH_PARA_UP) === 0) return;
    const base = n * CHANNEL_BYTES;
    const startsDuty = (super.read(base + CH_CONF1) & DUTY_START) !== 0;
    this.channels[n].configure({
      timer: this.timers[value & 3],
      outputEnabled: (value & SIG_OUT_EN) !== 0,
      idleHigh: (value & IDLE_LV) !== 0,
      hpoint: super.read(base + CH_HPOINT) & 0x3fff,
      duty: startsDuty ? (super.read(base + CH_DUTY) & 0x7ffff) >> 4 : this.channels[n].duty,
    });
  }

  /** The hardware ends a duty change that has no fade in it as soon as it has taken effect. */
  private dutyChanged(n: number): void {
    const at = n * CHANNEL_BYTES + CH_CONF1;
    if ((super.read(at) & DUTY_START) === 0) return;
    super.write(at, super.read(at) & ~DUTY_START);
    this.interrupts.raise(DUTY_CHNG_END_CH0 << n);
  }

  private writeTimer(n: number, offset: number, value: number): void {
    super.write(offset, value & ~TIMER_PARA_UP);
    if (offset !== TIMER0_CONF + n * TIMER_BYTES) return;
    if (value & TIMER_PARA_UP) {
      const divider = ((value >> 4) & 0x3ffff) / 256;
      const sourceHertz = SOURCE_HERTZ[super.read(CONF) & 3];
      const countCycles = sourceHertz === 0 ? 0 : (divider * CPU_HERTZ) / sourceHertz;
      this.timers[n].configure({ countCycles, counts: 1 << (value & 15) });
    }
    this.timers[n].control((value & RST) !== 0, (value & PAUSE) !== 0);
  }
}
