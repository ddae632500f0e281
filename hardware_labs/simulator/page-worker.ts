/**
 * The simulator in a page: a Web Worker that runs one board in real time.
 *
 * Messages to it: start, pause, resume, restart, control, serial. Messages from it: ready, serial, part, screen, status, error.
 */

import { parseDiagram } from './diagram.ts';
import type { SleepCycles } from './engines/engine.ts';
import type { Firmware } from './firmware.ts';
import type { PartState } from './parts/part.ts';
import { Simulation } from './simulation.ts';
import type { PartInfo } from './simulation.ts';

export type ToWorker =
  /** `diagram` is diagram.json, parsed; `firmware` as the board takes it. Starts at once. */
  | { readonly type: 'start'; readonly diagram: unknown; readonly firmware: Firmware }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'restart' }
  | { readonly type: 'control'; readonly part: string; readonly control: string; readonly value: number }
  | { readonly type: 'serial'; readonly bytes: readonly number[] };

export type FromWorker =
  | { readonly type: 'ready'; readonly parts: readonly PartInfo[] }
  | { readonly type: 'serial'; readonly bytes: readonly number[]; readonly nanos: number }
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
  /** `speed` is simulated over real time since the last status; counts are since power-on, absent where the engine has none. */
  | {
      readonly type: 'status';
      readonly nanos: number;
      readonly cycles: number;
      readonly instructions?: number;
      readonly sleepCycles?: SleepCycles;
      readonly speed: number;
      readonly paused: boolean;
    }
  /** One sentence for the reader. */
  | { readonly type: 'error'; readonly message: string };

const SLICE_MILLISECONDS = 10;
/** A slice on a slow machine ends after this much real time, so that messages are answered. */
const BUSY_MILLISECONDS = 12;
/** A simulation that falls further behind than this (a sleeping laptop, a slow one) does not catch up. */
const MAX_DEBT_MILLISECONDS = 100;
const STATUS_MILLISECONDS = 250;
const STEP_NANOS = 1e6;

class Page {
  private simulation: Simulation | undefined;
  private paused = true;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Real time at which the simulation's clock stood at `nanosBase`. */
  private realBase = 0;
  private nanosBase = 0;
  private serial: number[] = [];
  private status = { real: 0, nanos: 0 };

  receive(message: ToWorker): void {
    try {
      this.perform(message);
    } catch (error) {
      postError(error);
    }
  }

  private perform(message: ToWorker): void {
    if (message.type === 'start') {
      this.start(message.diagram, message.firmware);
      return;
    }
    if (!this.simulation) throw new Error(`The board has not been started, so "${message.type}" has nothing to act on.`);
    switch (message.type) {
      case 'pause':
        this.setPaused(true);
        break;
      case 'resume':
        this.setPaused(false);
        break;
      case 'restart':
        this.serial = [];
        this.simulation.restart();
        this.setPaused(false);
        break;
      case 'control':
        this.simulation.setControl(message.part, message.control, message.value);
        break;
      case 'serial':
        this.simulation.writeSerial(message.bytes);
        break;
    }
  }

  private start(diagram: unknown, firmware: Firmware): void {
    clearTimeout(this.timer);
    this.simulation = undefined;
    this.serial = [];
    this.simulation = new Simulation(parseDiagram(diagram), firmware, { serial: (byte) => this.serial.push(byte) });
    post({ type: 'ready', parts: this.simulation.parts });
    this.setPaused(false);
  }

  private setPaused(paused: boolean): void {
    clearTimeout(this.timer);
    this.paused = paused;
    this.rebase();
    this.status = { real: performance.now(), nanos: this.nanosBase };
    this.show();
    this.postStatus();
    if (!paused) this.timer = setTimeout(() => this.proceed(), 0);
  }

  private rebase(): void {
    this.realBase = performance.now();
    this.nanosBase = this.simulation!.nanos;
  }

  private proceed(): void {
    try {
      this.slice();
    } catch (error) {
      this.setPaused(true); // firmware that goes where nothing is simulated
      postError(error);
    }
  }

  private slice(): void {
    const simulation = this.simulation!;
    const begun = performance.now();
    const goal = this.nanosBase + (begun - this.realBase) * 1e6;
    while (simulation.nanos < goal && performance.now() - begun < BUSY_MILLISECONDS) {
      simulation.run(Math.min(STEP_NANOS, goal - simulation.nanos));
    }
    if (goal - simulation.nanos > MAX_DEBT_MILLISECONDS * 1e6) this.rebase();
    this.show();
    if (begun - this.status.real >= STATUS_MILLISECONDS) this.postStatus();
    const behind = simulation.nanos < goal;
    this.timer = setTimeout(() => this.proceed(), behind ? 0 : SLICE_MILLISECONDS);
  }

  private show(): void {
    const simulation = this.simulation!;
    if (this.serial.length > 0) post({ type: 'serial', bytes: this.serial, nanos: simulation.nanos });
    this.serial = [];
    for (const { id, state } of simulation.takePartStates()) post({ type: 'part', id, state });
    for (const { id, screen } of simulation.takeScreens()) {
      const { width, height } = screen;
      post({ type: 'screen', id, width, height, pixels: screen.pixels(), brightness: screen.brightness() });
    }
  }

  private postStatus(): void {
    const { nanos, cycles, instructions, sleepCycles } = this.simulation!;
    const real = performance.now();
    const elapsed = real - this.status.real;
    const speed = elapsed > 0 ? (nanos - this.status.nanos) / (elapsed * 1e6) : 0;
    this.status = { real, nanos };
    post({ type: 'status', nanos, cycles, instructions, sleepCycles, speed, paused: this.paused });
  }
}

function post(message: FromWorker): void {
  self.postMessage(message);
}

function postError(error: unknown): void {
  post({ type: 'error', message: (error as Error).message });
}

const page = new Page();
self.addEventListener('message', (event: MessageEvent<ToWorker>) => page.receive(event.data));
