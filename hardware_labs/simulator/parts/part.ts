/** What a part is: its pins, its electrical behaviour, its controls and what one sees of it. One file a part, named as Wokwi names it. */

import type { Branch, Circuit, Diode } from '../circuit.ts';
import type { Microcontroller } from '../engines/index.ts';
import { UserError } from '../errors.ts';
import type { I2cTarget, I2cTargets } from '../i2c.ts';
import type { Screen } from '../screen.ts';
import type { Recording } from '../vcd.ts';

export interface PartDefinition {
  /** Wokwi's name of the part type. */
  readonly type: string;
  readonly pins: readonly string[];
  /** Pairs of pins that are one and the same inside the part. */
  readonly joined?: readonly (readonly [string, string])[];
  /** Present on boards only. */
  readonly board?: Board;
  create?(site: PartSite): Part;
}

export interface Board {
  readonly microcontroller: Microcontroller;
  /** Microcontroller pin behind each general purpose pin of the board. */
  readonly gpio: Readonly<Record<string, string>>;
  /** The same for pins that only measure, such as AREF. */
  readonly analogue?: Readonly<Record<string, string>>;
  /** Voltage of each supply pin, in volts. */
  readonly supplies: Readonly<Record<string, number>>;
  /** Visual properties of the board's `@wokwi/elements` element. */
  state(isHigh: (pin: string) => boolean): PartState;
}

export interface Part {
  readonly controls?: readonly Control[];
  /** Told before currents change that they have held until `nanos`. */
  advance?(nanos: number): void;
  /** Told that voltages have settled; returns whether it changed the circuit, which then settles again. */
  react?(nanos: number): boolean;
  /** Visual properties of the part's `@wokwi/elements` element, averaged since the last call. */
  state?(nanos: number): PartState;
  /** What a part that records logic levels has recorded. */
  recording?(): Recording;
  /** Present on displays. */
  readonly screen?: Screen;
}

export type PartState = Readonly<Record<string, boolean | number | string>>;

export interface ControlInfo {
  /** Name in `control:set` and in scenarios. */
  readonly name: string;
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  readonly unit: string;
}

export interface Control extends ControlInfo {
  set(value: number): void;
}

export interface Clock {
  /** Simulated nanoseconds since power-on. */
  now(): number;
  /** Has something done at the first instruction boundary at or after this time; the circuit settles after it. */
  at(nanos: number, act: () => void): void;
}

/** What a part is placed into. */
export interface Surroundings {
  readonly circuit: Circuit;
  readonly clock: Clock;
  readonly i2c: I2cTargets;
}

/** A part's place in the circuit, and what diagram.json says about it. */
export class PartSite {
  readonly circuit: Circuit;
  readonly clock: Clock;
  private readonly i2c: I2cTargets;
  private readonly attrs: Readonly<Record<string, string>>;
  private readonly place: string;
  private readonly node: (pin: string) => number;

  /** @param place The part's place in diagram.json, for messages. */
  constructor({ circuit, clock, i2c }: Surroundings, attrs: Readonly<Record<string, string>>, place: string, node: (pin: string) => number) {
    this.circuit = circuit;
    this.clock = clock;
    this.i2c = i2c;
    this.attrs = attrs;
    this.place = place;
    this.node = node;
  }

  resistor(a: string, b: string, ohms: number): Branch {
    return this.circuit.addBranch(this.node(a), this.node(b), ohms);
  }

  diode(anode: string, cathode: string, ohms: number, forwardVolts: number): Diode {
    return this.circuit.addDiode(this.node(anode), this.node(cathode), ohms, forwardVolts);
  }

  /** A way to ask for a pin's voltage in the settled circuit: in volts, undefined where nothing holds the pin. */
  probe(pin: string): () => number | undefined {
    return this.circuit.probe(this.node(pin));
  }

  /** Lets the part answer on the I2C bus at its pins, while `supply` lies at least `minVolts` above `ground`. */
  i2cTarget(
    pins: { readonly sda: string; readonly scl: string; readonly supply: string; readonly ground: string; readonly minVolts: number },
    address: () => number,
    target: I2cTarget,
  ): void {
    const [supply, ground] = [pins.supply, pins.ground].map((pin) => this.probe(pin));
    const isPowered = (): boolean => (supply() ?? 0) - (ground() ?? Infinity) >= pins.minVolts;
    this.i2c.connect({ sda: this.node(pins.sda), scl: this.node(pins.scl), isPowered, address, target });
  }

  text(attribute: string, fallback: string): string {
    return this.attrs[attribute] ?? fallback;
  }

  /** @throws UserError unless the attribute is a number from `min` to `max`. */
  number(attribute: string, fallback: number, min: number, max: number): number {
    const text = this.attrs[attribute];
    if (text === undefined) return fallback;
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (value >= min && value <= max) return value;
    throw this.wrong(attribute, `must be a number from ${min} to ${max}`);
  }

  /** @throws UserError unless the attribute is one of `options`. */
  choice<Option extends string>(attribute: string, fallback: Option, options: readonly Option[]): Option {
    const text = this.text(attribute, fallback);
    const found = options.find((option) => option === text);
    if (found !== undefined) return found;
    const known = options.map((option) => `"${option}"`).join(', ');
    throw this.wrong(attribute, `must be one of ${known}`);
  }

  /** What to throw for an attribute, with its place in diagram.json. */
  wrong(attribute: string, what: string): UserError {
    return new UserError(`diagram.json: ${this.place}.attrs.${attribute} is "${this.attrs[attribute]}" and ${what}.`);
  }
}
