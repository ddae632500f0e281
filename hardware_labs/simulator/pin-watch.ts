/** The level changes of chosen pins, gathered until they are taken. */

import type { Edge } from './page-messages.ts';
import type { PinState } from './pins.ts';
import type { Simulation } from './simulation.ts';

export class PinWatch {
  private pins: readonly string[] = [];
  private edges: Edge[] = [];

  /** For the simulation's listener. */
  note(part: string, { pin, value }: PinState, nanos: number): void {
    const name = `${part}:${pin}`;
    this.edges.push({ pin: name, nanos, high: value });
  }

  /** @throws UserError for an unknown part or pin. */
  choose(simulation: Simulation, pins: readonly string[]): void {
    for (const pin of this.pins) simulation.listenPin(...ends(pin), false);
    this.pins = pins;
    for (const pin of pins) simulation.listenPin(...ends(pin));
    this.begin(simulation);
  }

  /** Begins anew with the levels as they are. */
  begin(simulation: Simulation): void {
    this.edges = this.pins.map((pin) => ({ pin, nanos: simulation.nanos, high: simulation.readPin(...ends(pin)).value }));
  }

  take(): Edge[] {
    const { edges } = this;
    this.edges = [];
    return edges;
  }
}

function ends(pin: string): [part: string, pin: string] {
  const split = pin.indexOf(':');
  return [pin.slice(0, split), pin.slice(split + 1)];
}
