/**
 * Sleep modes of an AVR (ATmega328P datasheet DS40002061B, chapter "Power Management and Sleep Modes").
 *
 * In idle the peripherals go on and time jumps from one clock event to the next. In the deeper modes the clock of CPU and
 * peripherals stands still (avr8js's `cpu.cycles` does not move) and only the watchdog's own oscillator runs on.
 *
 * Not as in the datasheet: ADC noise reduction keeps all peripherals running, a byte that is on the serial line when the clock
 * stops is finished after waking, and an edge on INT0 or INT1 wakes from every mode.
 */

import type { CPU } from 'avr8js';
import type { Clock } from './clock.ts';

/** Sleep mode control register. */
const SMCR = 0x53;
const SLEEP_ENABLE = 0x01;
const MODE_MASK = 0x0e;
/** Values of the mode bits. */
const IDLE = 0x00;
const ADC_NOISE_REDUCTION = 0x02;
const STANDBY = 0x0c;
const EXTENDED_STANDBY = 0x0e;
/** ADC control and status register A. */
const ADCSRA = 0x7a;
const ADC_ENABLE = 0x80;
const ADC_START = 0x40;
const ADC_FLAG = 0x10;
/** A woken CPU is halted so long before it enters the interrupt (datasheets, "Interrupt Response Time"). */
const WAKE_CYCLES = 4;
const WAKE_CYCLES_22 = 5;
/** Start-up of the crystal, CKSEL0 = 1 and SUT = 11 as on Arduino boards ("Low Power Crystal Oscillator"), and from
 * standby, where it runs on. */
const CRYSTAL_CYCLES = 16_384;
const STANDBY_CYCLES = 6;

/** What runs on while the clock stands still. */
export interface OwnOscillator {
  /** The CPU's clock cycles until its next event. */
  readonly remaining: number;
  /** Tells it that time has passed without clock cycles. */
  elapse(cycles: number): void;
}

type State = 'awake' | 'idle' | 'stopped' | 'starting' | 'reset';

export class Sleep {
  /** Oscillator cycles slept so far, by whether the peripherals' clock was running. */
  idleCycles = 0;
  stoppedCycles = 0;
  /** Time outside `cpu.cycles` so far, in clock cycles: asleep with a stopped clock, or starting up. */
  clocklessCycles = 0;
  oscillator: OwnOscillator | undefined;
  private readonly cpu: CPU;
  private state: State = 'awake';
  private startUpCycles = 0;

  private readonly clock: Clock;
  private readonly wakeCycles: number;

  constructor(cpu: CPU, clock: Clock) {
    this.cpu = cpu;
    this.clock = clock;
    this.wakeCycles = cpu.pc22Bits ? WAKE_CYCLES_22 : WAKE_CYCLES;
  }

  get isAwake(): boolean {
    return this.state === 'awake';
  }

  /** The SLEEP instruction: does nothing unless sleep is enabled. */
  enter(): void {
    const { data } = this.cpu;
    if (!(data[SMCR] & SLEEP_ENABLE)) return;
    const mode = data[SMCR] & MODE_MASK;
    if (mode === ADC_NOISE_REDUCTION && data[ADCSRA] & ADC_ENABLE) {
      this.cpu.writeData(ADCSRA, (data[ADCSRA] & ~ADC_FLAG) | ADC_START);
    }
    this.state = mode === IDLE || mode === ADC_NOISE_REDUCTION ? 'idle' : 'stopped';
  }

  /** Lets time pass to the next event, at most `most` cycles of the oscillator, rounded up to the CPU's. */
  pass(most: number): void {
    const { cpu } = this;
    const { divider } = this.clock;
    if (this.state === 'idle') {
      const event = cpu['nextClockEvent'];
      const whole = Math.ceil(most / divider);
      const cycles = event ? Math.min(whole, event.cycles - cpu.cycles) : whole;
      cpu.cycles += cycles;
      this.idleCycles += cycles * divider;
      return;
    }
    const oscillator = this.state === 'reset' ? undefined : this.oscillator;
    const toStart = this.state === 'stopped' ? Infinity : this.startUpCycles;
    const cycles = Math.min(most, toStart, (oscillator?.remaining ?? Infinity) * divider);
    this.clocklessCycles += cycles;
    if (this.state === 'stopped') this.stoppedCycles += cycles;
    else this.startUpCycles -= cycles;
    if (cycles === toStart) this.state = 'awake';
    oscillator?.elapse(cycles / divider);
  }

  /** An interrupt asks for the CPU; returns whether it is awake to serve it. */
  wake(): boolean {
    if (this.state === 'idle') {
      this.cpu.cycles += this.wakeCycles;
      this.state = 'awake';
    } else if (this.state === 'stopped') {
      const mode = this.cpu.data[SMCR] & MODE_MASK;
      const standby = mode === STANDBY || mode === EXTENDED_STANDBY;
      this.startUpCycles = (standby ? STANDBY_CYCLES : CRYSTAL_CYCLES) + this.wakeCycles * this.clock.divider;
      this.state = 'starting';
    }
    return this.state === 'awake';
  }

  /** Holds everything, the watchdog too, for so long. */
  holdInReset(cycles: number): void {
    this.startUpCycles = cycles;
    this.state = 'reset';
  }
}
