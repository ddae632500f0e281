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
import type { Drive, Engine, EngineHost } from '../engine.ts';
import { Interpreter } from './interpreter.ts';
import { Usart } from './usart.ts';
import type { UsartRegisters } from './usart.ts';

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
}

interface PinOfPort {
  readonly port: AVRIOPort;
  readonly bit: number;
}

const DRIVES: Record<PinState, Drive> = {
  [PinState.Low]: 'low',
  [PinState.High]: 'high',
  [PinState.Input]: 'floating',
  [PinState.InputPullUp]: 'pull-up',
};

export class AvrEngine implements Engine {
  readonly hertz: number;
  readonly volts: number;
  private readonly cpu: CPU;
  private readonly interpreter: Interpreter;
  private readonly usart: Usart;
  private readonly portPins = new Map<string, PinOfPort>();

  /**
   * @param firmware Intel HEX text.
   * @throws UserError when the image is damaged or larger than the flash.
   */
  constructor(description: AvrDescription, firmware: string, host: EngineHost) {
    this.hertz = description.hertz;
    this.volts = description.volts;
    const image = loadIntelHex(firmware, description.flashBytes);
    this.cpu = new CPU(new Uint16Array(image.buffer), description.ramBytes);
    for (const { name, config, bits } of description.ports) this.addPort(name, config, bits, host);
    for (const timer of description.timers) new AVRTimer(this.cpu, timer);
    new AVREEPROM(this.cpu, new EEPROMMemoryBackend(description.eepromBytes), description.eeprom);
    new AVRSPI(this.cpu, description.spi, description.hertz);
    new AVRTWI(this.cpu, description.twi, description.hertz);
    this.addAdc(description, host);
    this.usart = new Usart(this.cpu, description.usart, (byte) => host.serialByte(byte));
    this.interpreter = new Interpreter(this.cpu, description.ramStart);
  }

  get cycles(): number {
    return this.cpu.cycles;
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
    const { port, bit } = this.portPins.get(pin)!;
    return DRIVES[port.pinState(bit)];
  }

  setInput(pin: string, high: boolean): void {
    const { port, bit } = this.portPins.get(pin)!;
    port.setPin(bit, high);
  }

  receive(bytes: Iterable<number>): void {
    this.usart.receive(bytes);
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
