import type { Diagram } from './wires.ts';

/** A control of a part, such as the temperature of a sensor. */
export interface Control {
  name: string;
  label: string;
  min: number;
  max: number;
  step: number;
  value: number;
  unit: string;
}

/** Page to simulator (hardware_labs/simulator/page-worker.ts). */
export type ToBoard =
  | { type: 'start'; diagram: Diagram; firmware: string }
  | { type: 'pause' | 'resume' | 'restart' }
  | { type: 'control'; part: string; control: string; value: number }
  | { type: 'serial'; bytes: number[] };

/** Simulator to page; `speed` is simulated over real time. */
export type FromBoard =
  | { type: 'ready'; parts: { id: string; type: string; controls: Control[] }[] }
  | { type: 'serial'; bytes: number[]; nanos: number }
  | { type: 'part'; id: string; state: Record<string, unknown> }
  | { type: 'status'; nanos: number; cycles: number; speed: number; paused: boolean }
  | { type: 'error'; message: string };
