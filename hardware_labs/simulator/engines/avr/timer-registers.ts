/** Where the timers' registers are, on every chip of the family (datasheets of ATmega328P and ATmega2560, "Register Summary"). */

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

type Pins = Pick<TimerRegisters, 'clockPin' | 'capturePin'> & { readonly outputs: readonly string[] };

const DIVIDERS = [0, 1, 8, 64, 256, 1024, 0, 0];
const DIVIDERS_TIMER_2 = [0, 1, 8, 32, 64, 128, 256, 1024];
const FIRST_TCCRA = { 0: 0x44, 1: 0x80, 2: 0xb0, 3: 0x90, 4: 0xa0, 5: 0x120 } as const;
const TIFR_OF_TIMER_0 = 0x35;
const TIMSK_OF_TIMER_0 = 0x6e;

/** @param interrupts Vectors (word addresses) of compare match A and B and of the overflow. */
export function timer8(number: 0 | 2, interrupts: readonly number[], { outputs, ...pins }: Pins): TimerRegisters {
  const TCCRA = FIRST_TCCRA[number];
  return {
    ...pins,
    bits: 8,
    ...controlOf(number),
    TCNT: TCCRA + 2,
    channels: outputs.map((pin, index) => ({ OCR: TCCRA + 3 + index, interrupt: interrupts[index], pin })),
    overflowInterrupt: interrupts[outputs.length],
    dividers: number === 2 ? DIVIDERS_TIMER_2 : DIVIDERS,
  };
}

/** @param interrupts Vectors (word addresses) of the capture, of each compare match and of the overflow. */
export function timer16(number: 1 | 3 | 4 | 5, interrupts: readonly number[], { outputs, ...pins }: Pins): TimerRegisters {
  const TCCRA = FIRST_TCCRA[number];
  return {
    ...pins,
    bits: 16,
    ...controlOf(number),
    TCCRC: TCCRA + 2,
    TCNT: TCCRA + 4,
    ICR: TCCRA + 6,
    channels: outputs.map((pin, index) => ({ OCR: TCCRA + 8 + 2 * index, interrupt: interrupts[1 + index], pin })),
    overflowInterrupt: interrupts[1 + outputs.length],
    captureInterrupt: interrupts[0],
    dividers: DIVIDERS,
  };
}

function controlOf(number: keyof typeof FIRST_TCCRA): Pick<TimerRegisters, 'TCCRA' | 'TCCRB' | 'TIFR' | 'TIMSK'> {
  const TCCRA = FIRST_TCCRA[number];
  return { TCCRA, TCCRB: TCCRA + 1, TIFR: TIFR_OF_TIMER_0 + number, TIMSK: TIMSK_OF_TIMER_0 + number };
}
