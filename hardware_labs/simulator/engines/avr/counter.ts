/**
 * A timer's counter with its output compare units, tick by tick or many at once (ATmega328P datasheet DS40002061B,
 * chapters on the 8-bit and 16-bit Timer/Counter).
 *
 * All that follows from the counter's value happens at the tick at which it leaves that value ("Timer/Counter Timing
 * Diagrams").
 */

import type { AVRIOPort } from 'avr8js';
import type { TimerChannel } from './timer-registers.ts';
import type { Waveform } from './waveform.ts';

/** Where an output goes to. */
export interface PortPin {
  readonly port: AVRIOPort;
  readonly bit: number;
}

/** Flags in TIFR, with the same place in TIMSK: overflow, compare match of A to C, input capture. */
export const TOV = 0x01;
export const OCF = [0x02, 0x04, 0x08] as const;
export const ICF = 0x20;
/** What avr8js's port does with an output that a timer has taken over. */
const OVERRIDE = { none: 0, enable: 1, set: 2, clear: 3, toggle: 4 } as const;
/** Compare output modes, COM1 and COM0. */
export const TOGGLE = 1;
const INVERTING = 3;

/** An output compare unit. */
export class Channel {
  readonly flag: number;
  readonly OCR: number;
  readonly output: PortPin | undefined;
  /** The compare value in effect, and the one written last. */
  value = 0;
  next = 0;
  mode = 0;

  constructor(index: number, registers: TimerChannel, output: PortPin | undefined) {
    this.flag = OCF[index];
    this.OCR = registers.OCR;
    this.output = output;
  }

  drive(action: keyof typeof OVERRIDE): void {
    this.output?.port.timerOverridePin(this.output.bit, OVERRIDE[action]);
  }
}

export class Counter {
  value = 0;
  readonly channels: readonly Channel[];
  private readonly max: number;
  private readonly captureRegister: () => number;
  private readonly raise: (flag: number) => void;
  private waveform: Waveform;
  private goesUp = true;
  /** A written counter does not match at its first tick. */
  private matchBlocked = false;

  /**
   * @param max Largest value.
   * @param captureRegister ICR, for the modes in which it is TOP.
   * @param raise Told which flag of TIFR is due.
   */
  constructor(max: number, channels: readonly Channel[], waveform: Waveform, captureRegister: () => number, raise: (flag: number) => void) {
    this.max = max;
    this.channels = channels;
    this.waveform = waveform;
    this.captureRegister = captureRegister;
    this.raise = raise;
  }

  write(value: number): void {
    this.value = value;
    this.matchBlocked = true;
  }

  setWaveform(waveform: Waveform): void {
    this.waveform = waveform;
    if (waveform.slopes === 'single') this.goesUp = true;
    if (waveform.update === 'at once') this.loadCompareValues();
  }

  writeCompareValue(channel: Channel, value: number): void {
    channel.next = value;
    if (this.waveform.update === 'at once') channel.value = value;
  }

  get captureIsTop(): boolean {
    return this.waveform.top === 'ICR';
  }

  get modulates(): boolean {
    return this.waveform.pwm;
  }

  private get top(): number {
    const { top } = this.waveform;
    if (top === 'OCRA') return this.channels[0].value;
    return top === 'ICR' ? this.captureRegister() : top;
  }

  /** Where the next tick leads; down also from above a TOP that was lowered. */
  private get ascends(): boolean {
    return this.waveform.slopes === 'single' || (this.goesUp && this.value <= this.top);
  }

  /** Ticks until the counter has left the next value at which anything may happen. */
  ticksToNext(): number {
    const { value, top, max, ascends: up } = this;
    let distance = up ? (value <= top ? top : max) - value : value;
    for (const { value: match } of this.channels) {
      const ticks = up ? match - value : value - match;
      if (ticks >= 0 && ticks < distance) distance = ticks;
    }
    return distance + 1;
  }

  advance(ticks: number): void {
    let rest = this.withoutWholePeriods(ticks);
    while (rest > 0) {
      const toNext = this.ticksToNext();
      this.goesUp = this.ascends;
      const direction = this.goesUp ? 1 : -1;
      if (toNext > 1 || toNext > rest) this.matchBlocked = false;
      this.value += direction * Math.min(rest, toNext - 1);
      if (toNext <= rest) this.leave(this.value);
      rest -= toNext;
    }
  }

  /** A timer that nobody has looked at for long has done the same thing many times. */
  private withoutWholePeriods(ticks: number): number {
    const { top } = this;
    const period = this.waveform.slopes === 'single' ? top + 1 : Math.max(1, 2 * top);
    const settled = this.value <= top && this.channels.every((channel) => channel.value === channel.next);
    return settled && ticks > 3 * period ? 2 * period + (ticks % period) : ticks;
  }

  /** One tick away from a value, with all that it brings. */
  private leave(from: number): void {
    const { waveform, top, max } = this;
    const matched = this.matchBlocked ? [] : this.channels.filter((channel) => channel.value === from);
    this.matchBlocked = false;
    const dual = waveform.slopes === 'dual';
    const atTop = from === top;
    const atBottom = dual ? from === 0 : atTop || from === max;
    if (dual) {
      if (from >= top) this.goesUp = false;
      else if (from === 0) this.goesUp = true;
      this.value = top === 0 ? 0 : from + (this.goesUp ? 1 : -1);
    } else {
      this.goesUp = true;
      this.value = atBottom ? 0 : from + 1;
    }
    const begins = atBottom && !dual && waveform.pwm;
    for (const channel of matched) {
      if (channel.mode !== 0 && !(begins && channel.mode !== TOGGLE)) this.matchOutput(channel);
      this.raise(channel.flag);
    }
    if (atTop && this.captureIsTop) this.raise(ICF);
    if (dual ? atBottom : waveform.pwm ? atTop : from === max) this.raise(TOV);
    if ((waveform.update === 'bottom' && atBottom) || (waveform.update === 'top' && atTop)) this.loadCompareValues();
    if (begins) this.beginPeriod();
  }

  /** What a match does to the output. */
  matchOutput(channel: Channel): void {
    const { waveform } = this;
    if (channel.mode === TOGGLE) channel.drive('toggle');
    else if (!waveform.pwm) channel.drive(channel.mode === INVERTING ? 'set' : 'clear');
    else channel.drive((waveform.slopes === 'single' || this.goesUp) === (channel.mode === INVERTING) ? 'set' : 'clear');
  }

  /** Fast PWM at BOTTOM: outputs go to where the match takes them away from. */
  private beginPeriod(): void {
    for (const channel of this.channels) {
      if (channel.mode > TOGGLE) channel.drive(channel.mode === INVERTING ? 'clear' : 'set');
    }
  }

  private loadCompareValues(): void {
    for (const channel of this.channels) channel.value = channel.next;
  }
}
