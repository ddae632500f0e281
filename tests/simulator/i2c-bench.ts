/** One part on an I2C bus, without a board: its supply, its lines, and a controller that talks to it. */

import { Alarms } from '../../hardware_labs/simulator/alarms.ts';
import { Circuit } from '../../hardware_labs/simulator/circuit.ts';
import { I2cTargets } from '../../hardware_labs/simulator/i2c.ts';
import type { I2cTarget } from '../../hardware_labs/simulator/i2c.ts';
import { PartSite } from '../../hardware_labs/simulator/parts/part.ts';
import type { Part, PartDefinition } from '../../hardware_labs/simulator/parts/part.ts';

export class I2cBench {
  readonly part: Part;
  private now = 0;
  private readonly alarms = new Alarms();
  private readonly circuit = new Circuit();
  private readonly nodes = new Map<string, number>();
  private readonly i2c = new I2cTargets();

  /** @param supplies Voltages of the pins that are wired to one, in volts. */
  constructor(definition: PartDefinition, supplies: Readonly<Record<string, number>>, attrs: Readonly<Record<string, string>> = {}) {
    const { circuit } = this;
    for (const pin of definition.pins) this.nodes.set(pin, circuit.addNode());
    for (const [pin, volts] of Object.entries(supplies)) circuit.fix(this.nodes.get(pin)!, volts);
    const clock = { now: () => this.now, at: (nanos: number, act: () => void) => this.alarms.add(nanos, act) };
    this.part = definition.create!(new PartSite({ circuit, clock, i2c: this.i2c }, attrs, 'parts[0]', (pin) => this.nodes.get(pin)!));
    this.nanos = 0;
  }

  get nanos(): number {
    return this.now;
  }

  /** Lets time pass; what is due happens at its time. */
  set nanos(to: number) {
    while (this.alarms.earliest() <= to) {
      this.now = Math.max(this.now, this.alarms.earliest());
      this.alarms.take(this.now)!();
    }
    this.now = to;
    this.circuit.solve();
  }

  /** In volts; undefined where nothing holds the pin. */
  volts(pin: string): number | undefined {
    return this.circuit.volts(this.nodes.get(pin)!);
  }

  find(address: number): I2cTarget | undefined {
    return this.i2c.find(this.nodes.get('SDA')!, this.nodes.get('SCL')!, address);
  }

  /** A write of these bytes, each of which must be acknowledged. */
  send(address: number, ...bytes: number[]): void {
    const target = this.find(address)!;
    target.start(false);
    for (const byte of bytes) if (!target.write(byte)) throw new Error(`${byte} was not acknowledged`);
    target.stop();
  }

  /** Sets the register pointer and reads after a repeated start. */
  receive(address: number, register: number, count: number): number[] {
    const target = this.find(address)!;
    target.start(false);
    target.write(register);
    target.start(true);
    const bytes = Array.from({ length: count }, () => target.read());
    target.stop();
    return bytes;
  }

  turn(control: string, value: number): void {
    this.part.controls!.find(({ name }) => name === control)!.set(value);
  }
}
