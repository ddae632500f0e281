/** A simulated board with an ESP chip, and what it does. */

import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import type { FlashSection } from '../../hardware_labs/simulator/firmware.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { diagram } from './fixtures.ts';
import type { Connection } from './fixtures.ts';

export interface Edge {
  readonly high: boolean;
  readonly nanos: number;
}

export interface EspBoard {
  readonly simulation: Simulation;
  /** What has left the serial port. */
  readonly text: () => string;
  /** Nanoseconds at which each byte had left. */
  readonly times: readonly number[];
  /** Level changes of the pins that are listened to. */
  readonly edges: Record<string, Edge[]>;
}

/** @param pins Whose level changes are recorded. */
export function espBoard(
  board: { readonly type: string; readonly id: string }, firmware: FlashSection, parts: readonly object[], wires: readonly Connection[],
  pins: readonly string[],
): EspBoard {
  const bytes: number[] = [];
  const times: number[] = [];
  const edges: Record<string, Edge[]> = Object.fromEntries(pins.map((pin) => [pin, []]));
  const levels: Record<string, boolean> = {};
  const simulation = new Simulation(parseDiagram(diagram([board, ...parts], wires)), [firmware], {
    serial: (byte, nanos) => {
      bytes.push(byte);
      times.push(nanos);
    },
    pin: (_, { pin, value }, nanos) => {
      if (value !== levels[pin]) edges[pin].push({ high: value, nanos });
      levels[pin] = value;
    },
  });
  for (const pin of pins) {
    levels[pin] = simulation.readPin(board.id, pin).value;
    simulation.listenPin(board.id, pin);
  }
  return { simulation, text: () => String.fromCharCode(...bytes), times, edges };
}
