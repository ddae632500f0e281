/** An AVR microcontroller: our instruction loop with avr8js's peripherals around it. */

import { AVRIOPort, CPU, PinState } from 'avr8js';
import type { AVRPortConfig } from 'avr8js';
import { loadIntelHex } from '../../intel-hex.ts';
import type { Drive, Engine, EngineHost, PinElectrics, SleepCycles } from '../engine.ts';
import { paint, stackPeak } from '../stack-paint.ts';
import { Adc } from './adc.ts';
import type { AdcDescription } from './adc.ts';
import type { PortPin } from './counter.ts';
import { Eeprom, emptyEeprom } from './eeprom.ts';
import { Interpreter } from './interpreter.ts';
import { PSRASY, PSRSYNC, Prescaler, connectPrescalers } from './prescaler.ts';
import { SelfProgramming } from './self-programming.ts';
import type { FlashPages } from './self-programming.ts';
import { Spi } from './spi.ts';
import type { SpiDescription } from './spi.ts';
import { Timer } from './timer.ts';
import type { TimerRegisters } from './timer-registers.ts';
import { Twi } from './twi.ts';
import type { TwiDescription } from './twi.ts';
import { Usart } from './usart.ts';
import type { UsartDescription } from './usart.ts';
import { POWER_ON_RESET, WATCHDOG_RESET, Watchdog } from './watchdog.ts';
import type { WatchdogRegisters } from './watchdog.ts';

export interface AvrDescription {
  readonly hertz: number;
  readonly volts: number;
  readonly flashBytes: number;
  readonly flashPages: FlashPages;
  readonly ramBytes: number;
  /** Data address of the first RAM byte, behind the I/O registers. */
  readonly ramStart: number;
  readonly eeprom: { readonly bytes: number; readonly readyInterrupt: number };
  readonly ports: readonly { readonly name: string; readonly config: AVRPortConfig; readonly bits: number }[];
  /** By their numbers. */
  readonly timers: readonly TimerRegisters[];
  /** The first is the board's serial port. */
  readonly usarts: readonly UsartDescription[];
  readonly adc: AdcDescription;
  readonly spi: SpiDescription;
  readonly twi: TwiDescription;
  readonly watchdog: WatchdogRegisters;
  readonly electrics: PinElectrics;
}

/** First data address behind the registers of the CPU, which a reset leaves as they are. */
const IO_START = 0x20;
/** From reset to the first instruction: 14 cycles and 65 ms, SUT = 11 as on Arduino boards (datasheet, "System Clock"). */
const RESET_CYCLES = 14;
const RESET_SECONDS = 0.065;
/** What avr8js's CPU puts in front of the RAM; a chip with more registers than that asks for as much more RAM. */
const AVR8JS_REGISTERS = 0x100;
/** The timer with its own prescaler. */
const ASYNCHRONOUS_TIMER = 2;
/** Timer and its flag that start a conversion, by ADTS2 to ADTS0 (ATmega328P datasheet, table "ADC Auto Trigger Source Selections"). */
const CONVERSION_STARTERS: Readonly<Record<number, readonly [timer: number, flag: number]>> = {
  3: [0, 0x02], 4: [0, 0x01], 5: [1, 0x04], 6: [1, 0x01], 7: [1, 0x20],
};

const DRIVES: Record<PinState, Drive> = {
  [PinState.Low]: 'low',
  [PinState.High]: 'high',
  [PinState.Input]: 'floating',
  [PinState.InputPullUp]: 'pull-up',
};

export class AvrEngine implements Engine {
  readonly hertz: number;
  readonly volts: number;
  readonly electrics: PinElectrics;
  private readonly description: AvrDescription;
  private readonly host: EngineHost;
  private readonly cpu: CPU;
  private readonly ram: Uint8Array;
  private readonly interpreter: Interpreter;
  private readonly eeprom: Uint8Array;
  private readonly portPins = new Map<string, PortPin>();
  /** Levels at the pins, for the ports that a reset makes anew. */
  private readonly inputs = new Map<string, boolean>();
  /** Pins that the two-wire interface holds low or a serial port drives, whatever their port says. */
  private readonly overrides = new Map<string, 'high' | 'low'>();
  private usart: Usart;

  /**
   * @param firmware Intel HEX text.
   * @throws UserError when the image is damaged or larger than the flash.
   */
  constructor(description: AvrDescription, firmware: string, host: EngineHost) {
    this.description = description;
    this.host = host;
    this.hertz = description.hertz;
    this.volts = description.volts;
    this.electrics = description.electrics;
    const image = loadIntelHex(firmware, description.flashBytes);
    const { ramStart, ramBytes } = description;
    this.cpu = new CPU(new Uint16Array(image.buffer), ramStart + ramBytes - AVR8JS_REGISTERS);
    this.ram = this.cpu.data.subarray(ramStart);
    paint(this.ram);
    this.interpreter = new Interpreter(this.cpu, ramStart);
    this.interpreter.clock.reset();
    this.eeprom = emptyEeprom(description.eeprom.bytes);
    this.cpu.data[description.watchdog.MCUSR] = POWER_ON_RESET;
    this.usart = this.addPeripherals();
  }

  get cycles(): number {
    return this.interpreter.cycles;
  }

  get instructions(): number {
    return this.interpreter.instructions;
  }

  get stackPeak(): number {
    return stackPeak(this.ram);
  }

  get sleepCycles(): SleepCycles {
    const { idleCycles, stoppedCycles } = this.interpreter.sleep;
    return { idle: idleCycles, stopped: stoppedCycles };
  }

  get pins(): readonly string[] {
    return [...this.portPins.keys()];
  }

  run(target: number, breakpoint?: number): boolean {
    return this.interpreter.run(target, breakpoint === undefined ? undefined : breakpoint >> 1);
  }

  requestStop(): void {
    this.interpreter.requestStop();
  }

  drive(pin: string): Drive {
    const override = this.overrides.get(pin);
    if (override) return override;
    const found = this.portPins.get(pin);
    if (!found) return 'floating'; // a pin with an analogue input only
    const { port, bit } = found;
    return DRIVES[port.pinState(bit)];
  }

  setInput(pin: string, high: boolean): void {
    const found = this.portPins.get(pin);
    if (!found) return;
    this.inputs.set(pin, high);
    found.port.setPin(found.bit, high);
  }

  receive(bytes: Iterable<number>): void {
    this.usart.receive(bytes);
  }

  /** @returns The serial port; the others need no more calls. */
  private addPeripherals(): Usart {
    const { cpu, description, host } = this;
    for (const { name, config, bits } of description.ports) this.addPort(name, config, bits, host);
    this.correctPinChanges();
    this.addTimersAndAdc();
    new Spi(cpu, description.spi, (pin) => this.portPins.get(pin)!, (pin) => host.isWatched(pin));
    this.addTwi();
    const watchdog = new Watchdog(cpu, description.watchdog, description.hertz, () => this.reset());
    const { interpreter } = this;
    const { clock } = interpreter;
    const hertz = (): number => description.hertz / clock.divider;
    interpreter.sleep.oscillator = watchdog;
    clock.onChange = () => {
      watchdog.setHertz(hertz());
      interpreter.clockChanged();
    };
    new Eeprom(cpu, description.eeprom.readyInterrupt, this.eeprom, hertz);
    const selfProgramming = new SelfProgramming(
      cpu,
      description.flashPages,
      hertz,
      (first, end) => interpreter.flashChanged(first, end),
    );
    interpreter.onStoreProgramMemory = (pc) => selfProgramming.store(pc);
    const [serial] = description.usarts.map((usart, index) => {
      const line = { isWatched: () => host.isWatched(usart.txd), drive: (level?: 'high' | 'low') => this.override(usart.txd, level) };
      return new Usart(cpu, usart, line, (byte) => { if (index === 0) host.serialByte(byte); });
    });
    return serial;
  }

  /** The watchdog's reset: registers and peripherals begin anew, RAM and EEPROM keep their content (datasheet, "Watchdog Reset"). */
  private reset(): void {
    const { cpu, description } = this;
    const { MCUSR } = description.watchdog;
    const flags = cpu.data[MCUSR] | WATCHDOG_RESET;
    cpu.data.fill(0, IO_START, description.ramStart);
    cpu.data[MCUSR] = flags;
    // arrays behind their types; a hook that stayed would be called by the new one on the same register
    for (const hooks of [cpu.readHooks, cpu.writeHooks]) (hooks as unknown as unknown[]).length = 0;
    cpu.gpioPorts.clear();
    cpu.gpioByPort.length = 0;
    this.overrides.clear();
    this.interpreter.clock.reset();
    cpu.reset();
    const { waiting } = this.usart;
    this.usart = this.addPeripherals();
    this.usart.receive(waiting);
    for (const [pin, high] of this.inputs) this.setInput(pin, high);
    this.interpreter.sleep.holdInReset(RESET_CYCLES + Math.round(RESET_SECONDS * description.hertz));
    for (const pin of this.pins) this.host.pinChanged(pin);
  }

  private addPort(name: string, config: AVRPortConfig, bits: number, host: EngineHost): void {
    const port = new AVRIOPort(this.cpu, config);
    const names = Array.from({ length: bits }, (_, bit) => `${name}${bit}`);
    for (const [bit, pin] of names.entries()) this.portPins.set(pin, { port, bit });
    const states: PinState[] = names.map((_, bit) => port.pinState(bit));
    port.addListener(() => {
      for (let bit = 0; bit < bits; bit++) {
        const state = port.pinState(bit);
        if (state === states[bit]) continue;
        states[bit] = state;
        host.pinChanged(names[bit]);
      }
    });
  }

  private addTwi(): void {
    const { cpu, description, host } = this;
    const { interrupt, sda, scl } = description.twi;
    new Twi(cpu, interrupt, {
      find: (address) => host.i2cTarget(sda, scl, address),
      isWatched: () => host.isWatched(sda) || host.isWatched(scl),
      set: (line, high) => this.override(line === 'sda' ? sda : scl, high ? undefined : 'low'),
    });
  }

  private override(pin: string, level: 'high' | 'low' | undefined): void {
    if (level) this.overrides.set(pin, level);
    else this.overrides.delete(pin);
    this.host.pinChanged(pin);
  }

  /** avr8js takes the pins' mask register for the enable register of the interrupts. */
  private correctPinChanges(): void {
    const { cpu } = this;
    for (const { pinChange } of this.description.ports.map(({ config }) => config)) {
      if (!pinChange) continue;
      cpu.writeHooks[pinChange.PCMSK] = () => false;
      cpu.writeHooks[pinChange.PCICR] = (value) => {
        cpu.data[pinChange.PCICR] = value;
        for (const { PCINT } of [...cpu.gpioPorts].map((port) => ({ PCINT: port['PCINT'] }))) {
          if (PCINT) cpu.updateInterruptEnable(PCINT, value);
        }
        return true;
      };
    }
  }

  private addTimersAndAdc(): void {
    const { cpu, description, host } = this;
    const shared = new Prescaler(cpu);
    const asynchronous = new Prescaler(cpu);
    connectPrescalers(cpu, new Map([[PSRSYNC, shared], [PSRASY, asynchronous]]));
    const timers = description.timers.map((registers, number) => {
      const prescaler = number === ASYNCHRONOUS_TIMER ? asynchronous : shared;
      return new Timer(cpu, registers, prescaler, (pin) => this.portPins.get(pin), () => adc.trigger());
    });
    const adc = new Adc(cpu, description.adc, description.volts, (pin) => host.analogVolts(pin), (source) => {
      const starter = source === undefined ? undefined : CONVERSION_STARTERS[source];
      for (const [number, timer] of timers.entries()) timer.setTriggers(starter?.[0] === number ? starter[1] : 0);
    });
  }
}
