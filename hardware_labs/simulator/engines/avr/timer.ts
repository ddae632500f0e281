/**
 * The AVR's timers (ATmega328P datasheet DS40002061B, sections 14, 15 and 17).
 *
 * They take the place of avr8js's, which visit every tick, leave channel C's PWM, flag and interrupt enable half done, clear other
 * flags with the one that is written, and have no input capture. Here a timer counts when it is looked at, and asks to be
 * called only for what it must do by itself: interrupts, outputs and triggers.
 *
 * All that follows from the counter's value happens at the tick at which it leaves that value (figures 15-10 to 15-13).
 *
 * Not simulated: the noise canceler of the input capture, the asynchronous clock of timer 2, the delay of the clock pins.
 */

import type { AVRIOPort, CPU } from 'avr8js';
import type { Prescaler } from './prescaler.ts';
import { WAVEFORMS_16_BIT, WAVEFORMS_8_BIT } from './waveform.ts';
import type { Waveform } from './waveform.ts';

export interface TimerRegisters {
  readonly bits: 8 | 16;
  readonly TCCRA: number;
  readonly TCCRB: number;
  /** 16 bit timers only; in the others the force bits are in TCCRB. */
  readonly TCCRC?: number;
  readonly TCNT: number;
  readonly ICR?: number;
  readonly TIMSK: number;
  readonly TIFR: number;
  readonly channels: readonly TimerChannel[];
  readonly overflowInterrupt: number;
  readonly captureInterrupt?: number;
  /** Divider of the clock by CS2 to CS0; 0 for stopped, and for the clock pin. */
  readonly dividers: readonly number[];
  readonly clockPin?: string;
  readonly capturePin?: string;
}

/** An output compare unit, A to C in this order. */
export interface TimerChannel {
  readonly OCR: number;
  readonly interrupt: number;
  readonly pin: string;
}

export interface PortPin {
  readonly port: AVRIOPort;
  readonly bit: number;
}

/** Flags in TIFR, with the same place in TIMSK: overflow, compare match of A to C, input capture. */
const TOV = 0x01;
const OCF = [0x02, 0x04, 0x08] as const;
const ICF = 0x20;
/** Bits of TCCRB. */
const CLOCK_SELECT = 0x07;
const FALLING_PIN = 6;
const RISING_PIN = 7;
const CAPTURE_RISING = 0x40;
const FORCE_COMPARE = 0x80; // of channel A; B and C below it, in TCCRC or, on 8 bit timers, in TCCRB
/** What avr8js's port does with an output that a timer has taken over. */
const OVERRIDE = { none: 0, enable: 1, set: 2, clear: 3, toggle: 4 } as const;
/** Compare output modes, COM1 and COM0. */
const TOGGLE = 1;
const INVERTING = 3;

class Channel {
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

export class Timer {
  private readonly cpu: CPU;
  private readonly registers: TimerRegisters;
  private readonly prescaler: Prescaler;
  private readonly channels: readonly Channel[];
  private readonly interrupts;
  private readonly max: number;
  private readonly clockPin: PortPin | undefined;
  private readonly onFlag: (flag: number) => void;
  private waveform: Waveform;
  /** Clock divider; 0 while stopped or counting edges of a pin. */
  private divider = 0;
  private value = 0;
  private goesUp = true;
  /** The prescaler's tick up to which has been counted. */
  private tick = 0;
  /** A written counter does not match at its first tick. */
  private matchBlocked = false;
  /** High byte on its way to or from a 16 bit register. */
  private temp = 0;
  /** Flags that start something outside, which must be in time. */
  private triggers = 0;
  private readonly wake = () => {
    this.sync();
    this.reschedule();
  };

  /** @param onFlag Called when a flag of TIFR is set. */
  constructor(
    cpu: CPU,
    registers: TimerRegisters,
    prescaler: Prescaler,
    pin: (name: string) => PortPin | undefined,
    onFlag: (flag: number) => void,
  ) {
    this.cpu = cpu;
    this.registers = registers;
    this.prescaler = prescaler;
    this.onFlag = onFlag;
    this.max = registers.bits === 16 ? 0xffff : 0xff;
    this.waveform = this.waveforms[0];
    this.channels = registers.channels.map((channel, index) => new Channel(index, channel, pin(channel.pin)));
    this.clockPin = registers.clockPin === undefined ? undefined : pin(registers.clockPin);
    const interrupt = (flag: number, address: number) =>
      ({ address, flagRegister: registers.TIFR, flagMask: flag, enableRegister: registers.TIMSK, enableMask: flag });
    this.interrupts = new Map([
      [TOV, interrupt(TOV, registers.overflowInterrupt)],
      ...registers.channels.map((channel, index) => [OCF[index], interrupt(OCF[index], channel.interrupt)] as const),
    ]);
    if (registers.captureInterrupt !== undefined) this.interrupts.set(ICF, interrupt(ICF, registers.captureInterrupt));
    if (registers.capturePin !== undefined) this.listenToCapture(pin(registers.capturePin));
    prescaler.add(this);
    this.hookControl();
    this.hookFlags();
    this.hookCounters();
  }

  /** Says which flags start something outside, such as a conversion. */
  setTriggers(flags: number): void {
    if (flags === this.triggers) return;
    this.sync();
    this.triggers = flags;
    this.reschedule();
  }

  /** Counts up to now. */
  sync(): void {
    if (this.divider === 0) return;
    const tick = this.prescaler.ticks(this.divider, this.cpu.cycles);
    const ticks = tick - this.tick;
    if (ticks <= 0) return;
    this.tick = tick;
    this.advance(ticks);
  }

  /** The prescaler counts from another tick on. */
  rebase(): void {
    if (this.divider > 0) this.tick = this.prescaler.ticks(this.divider, this.cpu.cycles);
    this.reschedule();
  }

  /** Asks for a call when something is to be done without anyone looking. */
  reschedule(): void {
    const { cpu } = this;
    cpu.clearClockEvent(this.wake);
    if (this.divider === 0 || !this.mustAct) return;
    const cycles = this.prescaler.cyclesTo(this.divider, this.tick + this.ticksToNext());
    if (cycles !== Infinity) cpu.addClockEvent(this.wake, cycles);
  }

  private get mustAct(): boolean {
    const enabled = this.cpu.data[this.registers.TIMSK] | this.triggers;
    return (enabled & ~ICF) !== 0 || this.channels.some((channel) => channel.mode !== 0) || (this.captureIsTop && (enabled & ICF) !== 0);
  }

  private get waveforms(): readonly Waveform[] {
    return this.registers.bits === 16 ? WAVEFORMS_16_BIT : WAVEFORMS_8_BIT;
  }

  private get captureIsTop(): boolean {
    return this.waveform.top === 'ICR';
  }

  private get top(): number {
    const { top } = this.waveform;
    if (top === 'OCRA') return this.channels[0].value;
    return top === 'ICR' ? this.read16(this.registers.ICR!) : top;
  }

  private read16(address: number): number {
    const { data } = this.cpu;
    return data[address] | (data[address + 1] << 8);
  }

  /** Where the next tick leads; down also from above a TOP that was lowered. */
  private get ascends(): boolean {
    return this.waveform.slopes === 'single' || (this.goesUp && this.value <= this.top);
  }

  /** Ticks until the counter has left the next value at which anything may happen. */
  private ticksToNext(): number {
    const { value, top, max, ascends: up } = this;
    let distance = up ? (value <= top ? top : max) - value : value;
    for (const { value: match } of this.channels) {
      const ticks = up ? match - value : value - match;
      if (ticks >= 0 && ticks < distance) distance = ticks;
    }
    return distance + 1;
  }

  private advance(ticks: number): void {
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

  private matchOutput(channel: Channel): void {
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

  private raise(flag: number): void {
    const rises = !(this.cpu.data[this.registers.TIFR] & flag);
    this.cpu.setInterruptFlag(this.interrupts.get(flag)!);
    if (rises && this.triggers & flag) this.onFlag(flag);
  }

  private hookControl(): void {
    const { cpu, registers } = this;
    const { TCCRA, TCCRB, TCCRC } = registers;
    cpu.writeHooks[TCCRA] = (value) => {
      this.sync();
      cpu.data[TCCRA] = value;
      this.configure();
      return true;
    };
    cpu.writeHooks[TCCRB] = (value) => {
      this.sync();
      const clockChanges = ((value ^ cpu.data[TCCRB]) & CLOCK_SELECT) !== 0;
      cpu.data[TCCRB] = TCCRC === undefined ? value & ~(FORCE_COMPARE | (FORCE_COMPARE >> 1)) : value;
      if (clockChanges) this.selectClock(value & CLOCK_SELECT);
      if (TCCRC === undefined) this.forceCompare(value);
      this.configure();
      return true;
    };
    if (TCCRC === undefined) return;
    cpu.writeHooks[TCCRC] = (value) => {
      this.sync();
      this.forceCompare(value);
      cpu.data[TCCRC] = 0;
      return true;
    };
  }

  /** Takes over waveform and output modes from the control registers. */
  private configure(): void {
    const { cpu, registers, channels } = this;
    const [a, b] = [cpu.data[registers.TCCRA], cpu.data[registers.TCCRB]];
    this.waveform = this.waveforms[(a & 3) | ((b >> 1) & (registers.bits === 16 ? 0x0c : 0x04))];
    if (this.waveform.slopes === 'single') this.goesUp = true;
    if (this.waveform.update === 'at once') this.loadCompareValues();
    for (const [index, channel] of channels.entries()) {
      let mode = (a >> (6 - 2 * index)) & 3;
      // toggling in PWM is for channel A, with a TOP of its own (table 15-3)
      if (mode === TOGGLE && this.waveform.pwm && (index > 0 || typeof this.waveform.top === 'number')) mode = 0;
      if ((mode === 0) !== (channel.mode === 0)) channel.drive(mode === 0 ? 'none' : 'enable');
      channel.mode = mode;
    }
    this.reschedule();
  }

  private selectClock(select: number): void {
    const { cpu, clockPin } = this;
    this.divider = this.registers.dividers[select];
    // it counts from the cycle after the write
    if (this.divider > 0) this.tick = this.prescaler.ticks(this.divider, cpu.cycles + 1);
    if (!clockPin) return;
    const rising = select === RISING_PIN;
    clockPin.port.externalClockListeners[clockPin.bit] =
      rising || select === FALLING_PIN ? (high) => { if (high === rising) this.advance(1); } : null;
  }

  private forceCompare(value: number): void {
    if (this.waveform.pwm) return;
    for (const [index, channel] of this.channels.entries()) {
      if (value & (FORCE_COMPARE >> index) && channel.mode !== 0) this.matchOutput(channel);
    }
  }

  private hookFlags(): void {
    const { cpu } = this;
    const { TIFR, TIMSK } = this.registers;
    cpu.readHooks[TIFR] = () => {
      this.sync();
      return cpu.data[TIFR];
    };
    cpu.writeHooks[TIFR] = (value, _, __, mask) => {
      this.sync();
      for (const [flag, interrupt] of this.interrupts) if (value & mask & flag) cpu.clearInterrupt(interrupt);
      return true;
    };
    cpu.writeHooks[TIMSK] = (value) => {
      this.sync();
      cpu.data[TIMSK] = value;
      for (const interrupt of this.interrupts.values()) cpu.updateInterruptEnable(interrupt, value);
      this.reschedule();
      return true;
    };
  }

  private hookCounters(): void {
    const { cpu, registers } = this;
    const { TCNT, ICR } = registers;
    this.hookRead(TCNT, () => this.value);
    this.hookWrite(TCNT, (value) => this.setCounter(value));
    for (const channel of this.channels) {
      this.hookWrite(channel.OCR, (value) => {
        channel.next = value;
        if (this.waveform.update === 'at once') channel.value = value;
        this.store(channel.OCR, value);
      });
    }
    if (ICR === undefined) return;
    this.hookRead(ICR, () => this.read16(ICR));
    this.hookWrite(ICR, (value) => {
      if (this.captureIsTop) this.store(ICR, value); // it is read-only otherwise (section 15.6.3)
    });
    cpu.writeHooks[ICR + 1] = (value) => {
      this.temp = value;
      return true;
    };
  }

  private setCounter(value: number): void {
    this.value = value;
    this.matchBlocked = true;
    if (this.divider > 0) this.tick = this.prescaler.ticks(this.divider, this.cpu.cycles + 1);
  }

  private store(address: number, value: number): void {
    this.cpu.data[address] = value;
    if (this.registers.bits === 16) this.cpu.data[address + 1] = value >> 8;
  }

  /** The low byte first: it keeps the high byte for the read that follows (section 15.3). */
  private hookRead(address: number, read: () => number): void {
    const { cpu } = this;
    cpu.readHooks[address] = () => {
      this.sync();
      const value = read();
      this.temp = value >> 8;
      return value & 0xff;
    };
    if (this.registers.bits === 16) cpu.readHooks[address + 1] = () => this.temp;
  }

  /** The high byte first: it waits for the low one. */
  private hookWrite(address: number, write: (value: number) => void): void {
    const { cpu } = this;
    const wide = this.registers.bits === 16;
    cpu.writeHooks[address] = (value) => {
      this.sync();
      write(wide ? (this.temp << 8) | value : value);
      this.reschedule();
      return true;
    };
    if (!wide) return;
    cpu.writeHooks[address + 1] = (value) => {
      this.temp = value;
      return true;
    };
  }

  private listenToCapture(pin: PortPin | undefined): void {
    if (!pin) return;
    const { cpu, registers } = this;
    pin.port.externalClockListeners[pin.bit] = (high) => {
      if (this.captureIsTop || high !== ((cpu.data[registers.TCCRB] & CAPTURE_RISING) !== 0)) return;
      this.sync();
      this.store(registers.ICR!, this.value);
      this.raise(ICF);
    };
  }
}
