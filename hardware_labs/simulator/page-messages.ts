/** What a page and the worker with its board say to each other. */

import type { SleepCycles } from './engines/engine.ts';
import type { Firmware } from './firmware.ts';
import type { PartState } from './parts/part.ts';
import type { PartInfo } from './simulation.ts';
import type { Trace } from './trace.ts';

export type ToWorker =
  /** `diagram` is diagram.json, parsed; `firmware` as the board takes it. Starts at once. */
  | { readonly type: 'start'; readonly diagram: unknown; readonly firmware: Firmware }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'restart' }
  /** Runs so much simulated time, then pauses. */
  | { readonly type: 'step'; readonly nanos: number }
  /** Runs to before the instruction at this program address, then pauses. */
  | { readonly type: 'step-to'; readonly address: number }
  /** Simulated over real time at most; Infinity for as fast as it goes. */
  | { readonly type: 'pace'; readonly most: number }
  | { readonly type: 'control'; readonly part: string; readonly control: string; readonly value: number }
  | { readonly type: 'trace'; readonly part: string; readonly trace: Trace }
  /** The control keeps its value and is driven no more. */
  | { readonly type: 'stop-trace'; readonly part: string; readonly control: string }
  /** Whose changes to report, as "part:pin"; all others no more. */
  | { readonly type: 'watch'; readonly pins: readonly string[] }
  /** Asks for what the logic analyzer has recorded. */
  | { readonly type: 'read-vcd' }
  | { readonly type: 'serial'; readonly bytes: readonly number[] };

/** A pin's level from this moment on. */
export interface Edge {
  readonly pin: string;
  readonly nanos: number;
  readonly high: boolean;
}

export type FromWorker =
  /** `pins` are those that can be watched on the board. */
  | { readonly type: 'ready'; readonly parts: readonly PartInfo[]; readonly pins: readonly string[] }
  /** `lineEnds` are the moments of the line feeds among the bytes. */
  | { readonly type: 'serial'; readonly bytes: readonly number[]; readonly lineEnds: readonly number[] }
  | { readonly type: 'part'; readonly id: string; readonly state: PartState }
  /** A display's picture, a byte a pixel, row by row; `brightness` of a lit pixel from 0 to 1. */
  | {
      readonly type: 'screen';
      readonly id: string;
      readonly width: number;
      readonly height: number;
      readonly pixels: Uint8Array<ArrayBuffer>;
      readonly brightness: number;
    }
  /** Changes of the watched pins, and their levels when the watching begins. */
  | { readonly type: 'edges'; readonly edges: readonly Edge[] }
  /** What the logic analyzer has recorded. */
  | { readonly type: 'vcd'; readonly vcd: string }
  /** A trace begins now. */
  | { readonly type: 'playing'; readonly nanos: number }
  /** A trace has moved a control. */
  | { readonly type: 'moved'; readonly part: string; readonly control: string; readonly value: number }
  /** `speed` is simulated over real time since the last status; counts are since power-on, absent where the engine has none. */
  | {
      readonly type: 'status';
      readonly nanos: number;
      readonly cycles: number;
      readonly instructions?: number;
      readonly sleepCycles?: SleepCycles;
      /** Most bytes of stack so far. */
      readonly stackPeak?: number;
      readonly speed: number;
      readonly paused: boolean;
    }
  /** One sentence for the reader. */
  | { readonly type: 'error'; readonly message: string };
