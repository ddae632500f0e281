/** The border between a microcontroller's pins and the circuit around it. */

import { GROUND } from './circuit.ts';
import type { Branch, Circuit } from './circuit.ts';
import type { Drive, Engine, PinElectrics } from './engines/engine.ts';

/** State of a pin as `pin:read` and `pin:change` report it. */
export interface PinState {
  readonly pin: string;
  readonly direction: 'in' | 'out';
  readonly value: boolean;
  readonly pullUp: boolean;
  readonly pullDown: boolean;
  /** In volts; 0 where nothing holds the pin. */
  readonly voltage: number;
}

export class Pins {
  private readonly engine: Engine;
  private readonly circuit: Circuit;
  private readonly sources: ReadonlyMap<string, Branch>;
  private readonly levels = new Map<string, boolean>();

  /** @param nodes Circuit node of each wired microcontroller pin. */
  constructor(engine: Engine, circuit: Circuit, nodes: ReadonlyMap<string, number>) {
    this.engine = engine;
    this.circuit = circuit;
    this.sources = new Map([...nodes].map(([pin, node]) => [pin, circuit.addBranch(node, GROUND, Infinity)]));
    for (const pin of this.sources.keys()) this.applyDrive(pin); // some pins have a pull-up from reset on
  }

  isWired(pin: string): boolean {
    return this.sources.has(pin);
  }

  /** The circuit's node at this pin; undefined where nothing is wired to it. */
  node(pin: string): number | undefined {
    return this.sources.get(pin)?.a;
  }

  /** Whether another pin of the microcontroller is wired to this one. */
  isShared(pin: string): boolean {
    const node = this.node(pin);
    return [...this.sources].some(([other, source]) => other !== pin && source.a === node);
  }

  /** Carries the pin's drive over to the circuit, which then needs solving. */
  applyDrive(pin: string): void {
    const source = this.sources.get(pin);
    if (!source) return;
    const drive = this.engine.drive(pin);
    source.ohms = driveOhms(drive, this.engine.electrics);
    source.volts = isUp(drive) ? this.engine.volts : 0;
  }

  /** Shows the circuit's voltage to the pin's input buffer. */
  updateInput(pin: string): void {
    const level = this.inputLevel(pin);
    if (this.levels.get(pin) === level) return;
    this.levels.set(pin, level);
    this.engine.setInput(pin, level);
  }

  updateWiredInputs(): void {
    for (const pin of this.sources.keys()) this.updateInput(pin);
  }

  volts(pin: string): number {
    const source = this.sources.get(pin);
    if (source) return this.circuit.volts(source.a) ?? 0;
    return isUp(this.engine.drive(pin)) ? this.engine.volts : 0;
  }

  isHigh(pin: string): boolean {
    const drive = this.engine.drive(pin);
    if (drive === 'high' || drive === 'low') return drive === 'high';
    return this.levels.get(pin) ?? this.inputLevel(pin);
  }

  state(pin: string, name: string): PinState {
    const drive = this.engine.drive(pin);
    return {
      pin: name,
      direction: drive === 'high' || drive === 'low' ? 'out' : 'in',
      value: this.isHigh(pin),
      pullUp: drive === 'pull-up',
      pullDown: drive === 'pull-down',
      voltage: this.volts(pin),
    };
  }

  private inputLevel(pin: string): boolean {
    const ratio = this.volts(pin) / this.engine.volts;
    if (ratio >= this.engine.electrics.highAbove) return true;
    if (ratio <= this.engine.electrics.lowBelow) return false;
    return this.levels.get(pin) ?? false;
  }
}

function isUp(drive: Drive): boolean {
  return drive === 'high' || drive === 'pull-up';
}

function driveOhms(drive: Drive, { outputOhms, pullOhms }: PinElectrics): number {
  if (drive === 'floating') return Infinity;
  return drive === 'high' || drive === 'low' ? outputOhms : pullOhms;
}
