/**
 * The AVR's timers (ATmega328P datasheet DS40002061B, chapters on the 8-bit and 16-bit Timer/Counter).
 *
 * They take the place of avr8js's, which visit every tick, leave channel C's PWM, flag and interrupt enable half done, clear other
 * flags with the one that is written, and have no input capture. Here a timer counts when it is looked at, and asks to be
 * called only for what it must do by itself: interrupts, outputs and triggers.
 *
 * Not simulated: the noise canceler of the input capture, the asynchronous clock of timer 2, the delay of the clock pins.
 */

import type { CPU } from 'avr8js';
import { Channel, Counter, ICF, OCF, TOGGLE, TOV } from './counter.ts';
import type { PortPin } from './counter.ts';
import type { Prescaler } from './prescaler.ts';
import type { TimerRegisters } from './timer-registers.ts';
import { WAVEFORMS_16_BIT, WAVEFORMS_8_BIT } from './waveform.ts';
import type { Waveform } from './waveform.ts';

/** Bits of TCCRB. */
const CLOCK_SELECT = 0x07;
const FALLING_PIN = 6;
const RISING_PIN = 7;
const CAPTURE_RISING = 0x40;
const FORCE_COMPARE = 0x80; // of channel A; B and C below it, in TCCRC or, on 8 bit timers, in TCCRB

export class Timer {
  private readonly cpu: CPU;
  private readonly registers: TimerRegisters;
  private readonly prescaler: Prescaler;
  private readonly counter: Counter;
  private readonly interrupts;
  private readonly clockPin: PortPin | undefined;
  private readonly onFlag: (flag: number) => void;
  /** Clock divider; 0 while stopped or counting edges of a pin. */
  private divider = 0;
  /** The prescaler's tick up to which has been counted. */
  private tick = 0;
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
    this.counter = new Counter(
      registers.bits === 16 ? 0xffff : 0xff,
      registers.channels.map((channel, index) => new Channel(index, channel, pin(channel.pin))),
      this.waveforms[0],
      () => this.read16(registers.ICR!),
      (flag) => this.raise(flag),
    );
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
    this.counter.advance(ticks);
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
    const cycles = this.prescaler.cyclesTo(this.divider, this.tick + this.counter.ticksToNext());
    if (cycles !== Infinity) cpu.addClockEvent(this.wake, cycles);
  }

  private get mustAct(): boolean {
    const { captureIsTop, channels } = this.counter;
    const wanted = (this.cpu.data[this.registers.TIMSK] | this.triggers) & (captureIsTop ? -1 : ~ICF);
    return wanted !== 0 || channels.some((channel) => channel.mode !== 0);
  }

  private get waveforms(): readonly Waveform[] {
    return this.registers.bits === 16 ? WAVEFORMS_16_BIT : WAVEFORMS_8_BIT;
  }

  private read16(address: number): number {
    const { data } = this.cpu;
    return data[address] | (data[address + 1] << 8);
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
    const { cpu, registers, counter } = this;
    const [a, b] = [cpu.data[registers.TCCRA], cpu.data[registers.TCCRB]];
    const waveform = this.waveforms[(a & 3) | ((b >> 1) & (registers.bits === 16 ? 0x0c : 0x04))];
    counter.setWaveform(waveform);
    for (const [index, channel] of counter.channels.entries()) {
      let mode = (a >> (6 - 2 * index)) & 3;
      // toggling in PWM is for channel A, with a TOP of its own (table "Compare Output Mode, Fast PWM")
      if (mode === TOGGLE && waveform.pwm && (index > 0 || typeof waveform.top === 'number')) mode = 0;
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
      rising || select === FALLING_PIN ? (high) => { if (high === rising) this.counter.advance(1); } : null;
  }

  private forceCompare(value: number): void {
    const { counter } = this;
    if (counter.modulates) return;
    for (const [index, channel] of counter.channels.entries()) {
      if (value & (FORCE_COMPARE >> index) && channel.mode !== 0) counter.matchOutput(channel);
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
    const { cpu, counter } = this;
    const { TCNT, ICR } = this.registers;
    this.hookRead(TCNT, () => counter.value);
    this.hookWrite(TCNT, (value) => {
      counter.write(value);
      if (this.divider > 0) this.tick = this.prescaler.ticks(this.divider, cpu.cycles + 1);
    });
    for (const channel of counter.channels) {
      this.hookWrite(channel.OCR, (value) => {
        counter.writeCompareValue(channel, value);
        this.store(channel.OCR, value);
      });
    }
    if (ICR === undefined) return;
    this.hookRead(ICR, () => this.read16(ICR));
    this.hookWrite(ICR, (value) => {
      if (counter.captureIsTop) this.store(ICR, value); // it is read-only otherwise ("Input Capture Unit")
    });
    cpu.writeHooks[ICR + 1] = (value) => {
      this.temp = value;
      return true;
    };
  }

  private store(address: number, value: number): void {
    this.cpu.data[address] = value;
    if (this.registers.bits === 16) this.cpu.data[address + 1] = value >> 8;
  }

  /** The low byte first: it keeps the high byte for the read that follows ("Accessing 16-bit Registers"). */
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
      if (this.counter.captureIsTop || high !== ((cpu.data[registers.TCCRB] & CAPTURE_RISING) !== 0)) return;
      this.sync();
      this.store(registers.ICR!, this.counter.value);
      this.raise(ICF);
    };
  }
}
