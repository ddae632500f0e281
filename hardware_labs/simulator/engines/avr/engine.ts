/** An AVR microcontroller: our instruction loop with avr8js's peripherals around it. */

import {
  ADCMuxInputType,
  AVRADC,
  AVREEPROM,
  AVRIOPort,
  AVRSPI,
  AVRTWI,
  AVRTimer,
  CPU,
  EEPROMMemoryBackend,
  PinState,
} from 'avr8js';
import type { ADCConfig, AVREEPROMConfig, AVRPortConfig, AVRTimerConfig, SPIConfig, TWIConfig } from 'avr8js';
import { loadIntelHex } from '../../intel-hex.ts';
import type { Drive, Engine, EngineHost, PinElectrics, SleepCycles } from '../engine.ts';
import { Interpreter } from './interpreter.ts';
import { Usart } from './usart.ts';
import type { UsartRegisters } from './usart.ts';
import { POWER_ON_RESET, WATCHDOG_RESET, Watchdog } from './watchdog.ts';
import type { WatchdogRegisters } from './watchdog.ts';

export interface AvrDescription {
  readonly hertz: number;
  readonly volts: number;
  readonly flashBytes: number;
  readonly ramBytes: number;
  /** Data address of the first RAM byte, behind the I/O registers. */
  readonly ramStart: number;
  readonly eepromBytes: number;
  readonly ports: readonly { readonly name: string; readonly config: AVRPortConfig; readonly bits: number }[];
  readonly timers: readonly AVRTimerConfig[];
  readonly usart: UsartRegisters;
  readonly adc: ADCConfig;
  /** Pin of each single-ended ADC channel. */
  readonly adcPins: readonly string[];
  readonly eeprom: AVREEPROMConfig;
  readonly spi: SPIConfig;
  readonly twi: TWIConfig;
  readonly watchdog: WatchdogRegisters;
  readonly electrics: PinElectrics;
}

interface PinOfPort {
  readonly port: AVRIOPort;
  readonly bit: number;
}

/** First data address behind the registers of the CPU, which a reset leaves as they are. */
const IO_START = 0x20;
/** From reset to the first instruction: 14 cycles and 65 ms, SUT = 11 as on Arduino boards (datasheet, tables 8-2 and 8-4). */
const RESET_CYCLES = 14;
const RESET_SECONDS = 0.065;

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
  private readonly interpreter: Interpreter;
  private readonly eeprom: EEPROMMemoryBackend;
  private readonly portPins = new Map<string, PinOfPort>();
  /** Levels at the pins, for the ports that a reset makes anew. */
  private readonly inputs = new Map<string, boolean>();
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
    this.cpu = new CPU(new Uint16Array(image.buffer), description.ramBytes);
    this.interpreter = new Interpreter(this.cpu, description.ramStart);
    this.eeprom = new EEPROMMemoryBackend(description.eepromBytes);
    this.cpu.data[description.watchdog.MCUSR] = POWER_ON_RESET;
    this.usart = this.addPeripherals();
  }

  get cycles(): number {
    return this.interpreter.cycles;
  }

  get sleepCycles(): SleepCycles {
    const { idleCycles, stoppedCycles } = this.interpreter.sleep;
    return { idle: idleCycles, stopped: stoppedCycles };
  }

  get pins(): readonly string[] {
    return [...this.portPins.keys()];
  }

  run(target: number): void {
    this.interpreter.run(target);
  }

  requestStop(): void {
    this.interpreter.requestStop();
  }

  drive(pin: string): Drive {
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
    for (const timer of description.timers) new AVRTimer(cpu, timer);
    new AVREEPROM(cpu, this.eeprom, description.eeprom);
    new AVRSPI(cpu, description.spi, description.hertz);
    new AVRTWI(cpu, description.twi, description.hertz);
    this.addAdc(description, host);
    this.interpreter.sleep.oscillator = new Watchdog(cpu, description.watchdog, description.hertz, () => this.reset());
    return new Usart(cpu, description.usart, (byte) => host.serialByte(byte));
  }

  /** The watchdog's reset: registers and peripherals begin anew, RAM and EEPROM keep their content (datasheet, section 10). */
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

  private addAdc(description: AvrDescription, host: EngineHost): void {
    const adc = new AVRADC(this.cpu, description.adc);
    adc.avcc = adc.aref = description.volts;
    // avr8js converts as the datasheet says (section 23.7): floor(1024 * Vin / Vref), at most 1023
    const convert = adc.onADCRead;
    adc.onADCRead = (input) => {
      if (input.type === ADCMuxInputType.SingleEnded) {
        const pin = description.adcPins[input.channel];
        adc.channelValues[input.channel] = pin === undefined ? 0 : host.analogVolts(pin);
      }
      convert(input);
    };
  }
}
