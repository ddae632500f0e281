/** The simulator in a page: a Web Worker that runs one board, in real time unless told otherwise. Its messages: page-messages.ts. */

import { parseDiagram } from './diagram.ts';
import type { Firmware } from './firmware.ts';
import type { FromWorker, ToWorker } from './page-messages.ts';
import { PinWatch } from './pin-watch.ts';
import { Simulation } from './simulation.ts';

const SLICE_MILLISECONDS = 10;
/** A slice on a slow machine ends after this much real time, so that messages are answered. */
const BUSY_MILLISECONDS = 12;
/** A simulation that falls further behind than this (a sleeping laptop, a slow one) does not catch up. */
const MAX_DEBT_MILLISECONDS = 100;
const STATUS_MILLISECONDS = 250;
const CHUNK_NANOS = 1e6;
/** Instruction by instruction takes longer. */
const STEP_CHUNK_NANOS = 1e5;
const LINE_FEED = 10;

class Page {
  private simulation: Simulation | undefined;
  private paused = true;
  /** Program address to run to. */
  private breakpoint: number | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Simulated over real time at most. */
  private pace = 1;
  /** Real time at which the simulation's clock stood at `nanosBase`. */
  private realBase = 0;
  private nanosBase = 0;
  private serial: number[] = [];
  private lineEnds: number[] = [];
  private readonly watch = new PinWatch();
  /** Values of the controls as the page knows them, once a trace plays. */
  private known: Map<string, number> | undefined;
  /** When the last status was posted; nothing has run since the board started where `nanos` is 0. */
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
    const { simulation } = this;
    if (!simulation) throw new Error(`The board has not been started, so "${message.type}" has nothing to act on.`);
    switch (message.type) {
      case 'pause':
        this.setPaused(true);
        break;
      case 'resume':
        this.setPaused(false);
        break;
      case 'restart':
        this.forgetOutput();
        this.known = undefined;
        simulation.restart();
        this.watch.begin(simulation);
        this.setPaused(false);
        break;
      case 'step':
        simulation.run(message.nanos);
        this.setPaused(true);
        break;
      case 'step-to':
        this.setPaused(false, message.address);
        break;
      case 'pace':
        this.pace = message.most;
        this.rebase();
        break;
      case 'control':
        simulation.setControl(message.part, message.control, message.value);
        this.known?.set(`${message.part}:${message.control}`, message.value);
        break;
      case 'trace':
        this.known ??= controlValues(simulation);
        simulation.playTrace(message.part, message.trace);
        post({ type: 'playing', nanos: simulation.nanos });
        break;
      case 'stop-trace':
        simulation.stopTrace(message.part, message.control);
        break;
      case 'watch':
        this.watch.choose(simulation, message.pins);
        this.show();
        break;
      case 'read-vcd':
        post({ type: 'vcd', vcd: simulation.readVcd().vcd });
        break;
      case 'serial':
        simulation.writeSerial(message.bytes);
        break;
    }
  }

  private start(diagram: unknown, firmware: Firmware): void {
    clearTimeout(this.timer);
    this.simulation = undefined;
    this.pace = 1;
    this.known = undefined;
    this.forgetOutput();
    const simulation = new Simulation(parseDiagram(diagram), firmware, {
      serial: (byte, nanos) => {
        this.serial.push(byte);
        if (byte === LINE_FEED) this.lineEnds.push(nanos);
      },
      pin: (part, state, nanos) => this.watch.note(part, state, nanos),
    });
    this.simulation = simulation;
    post({ type: 'ready', parts: simulation.parts, pins: simulation.gpioPins() });
    this.setPaused(false);
  }

  private forgetOutput(): void {
    this.serial = [];
    this.lineEnds = [];
  }

  private setPaused(paused: boolean, breakpoint?: number): void {
    clearTimeout(this.timer);
    this.paused = paused;
    this.breakpoint = breakpoint;
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
      if (this.breakpoint === undefined) this.slice();
      else this.stepTo(this.breakpoint);
    } catch (error) {
      this.setPaused(true); // firmware that goes where nothing is simulated
      postError(error);
    }
  }

  private slice(): void {
    const simulation = this.simulation!;
    const begun = performance.now();
    const goal = this.pace === Infinity ? Infinity : this.nanosBase + (begun - this.realBase) * 1e6 * this.pace;
    while (simulation.nanos < goal && performance.now() - begun < BUSY_MILLISECONDS) {
      simulation.run(Math.min(CHUNK_NANOS, goal - simulation.nanos));
    }
    if (goal - simulation.nanos > MAX_DEBT_MILLISECONDS * 1e6 * Math.max(1, this.pace)) this.rebase();
    this.show();
    if (begun - this.status.real >= STATUS_MILLISECONDS || this.status.nanos === 0) this.postStatus();
    const behind = simulation.nanos < goal;
    this.timer = setTimeout(() => this.proceed(), behind ? 0 : SLICE_MILLISECONDS);
  }

  private stepTo(address: number): void {
    const simulation = this.simulation!;
    const begun = performance.now();
    let reached = false;
    while (!reached && performance.now() - begun < BUSY_MILLISECONDS) reached = simulation.runTo(address, STEP_CHUNK_NANOS);
    if (reached) return this.setPaused(true);
    this.show();
    if (begun - this.status.real >= STATUS_MILLISECONDS) this.postStatus();
    this.timer = setTimeout(() => this.proceed(), 0);
  }

  private show(): void {
    const simulation = this.simulation!;
    if (this.serial.length > 0) post({ type: 'serial', bytes: this.serial, lineEnds: this.lineEnds });
    this.forgetOutput();
    for (const { id, state } of simulation.takePartStates()) post({ type: 'part', id, state });
    for (const { id, screen } of simulation.takeScreens()) {
      const { width, height } = screen;
      post({ type: 'screen', id, width, height, pixels: screen.pixels(), brightness: screen.brightness() });
    }
    const edges = this.watch.take();
    if (edges.length > 0) post({ type: 'edges', edges });
    if (this.known) this.showMoves(this.known, simulation);
  }

  private showMoves(known: Map<string, number>, simulation: Simulation): void {
    for (const [key, value] of controlValues(simulation)) {
      if (known.get(key) === value) continue;
      known.set(key, value);
      const [part, control] = key.split(':');
      post({ type: 'moved', part, control, value });
    }
  }

  private postStatus(): void {
    const { nanos, cycles, instructions, sleepCycles, stackPeak } = this.simulation!;
    const real = performance.now();
    const elapsed = real - this.status.real;
    const speed = elapsed > 0 ? (nanos - this.status.nanos) / (elapsed * 1e6) : 0;
    this.status = { real, nanos };
    post({ type: 'status', nanos, cycles, instructions, sleepCycles, stackPeak, speed, paused: this.paused });
  }
}

function controlValues(simulation: Simulation): Map<string, number> {
  return new Map(simulation.parts.flatMap(({ id, controls }) => controls.map(({ name, value }) => [`${id}:${name}`, value] as const)));
}

function post(message: FromWorker): void {
  self.postMessage(message);
}

function postError(error: unknown): void {
  post({ type: 'error', message: (error as Error).message });
}

const page = new Page();
self.addEventListener('message', (event: MessageEvent<ToWorker>) => page.receive(event.data));
