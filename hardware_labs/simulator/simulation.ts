/**
 * One board with its parts, simulated deterministically: the same diagram, the same firmware and the same calls at the same
 * simulated times give the same bytes and pin changes at the same nanoseconds. Runs in Node and in a browser alike.
 */

import { Alarms } from './alarms.ts';
import { Circuit } from './circuit.ts';
import type { Diagram, DiagramPart, Terminal } from './diagram.ts';
import { engines } from './engines/index.ts';
import type { Engine, SleepCycles } from './engines/engine.ts';
import { UserError } from './errors.ts';
import type { Firmware } from './firmware.ts';
import { I2cTargets } from './i2c.ts';
import type { I2cTarget } from './i2c.ts';
import { partDefinitions } from './parts/index.ts';
import { PartSite } from './parts/part.ts';
import type { Board, Clock, ControlInfo, Part, PartState, Surroundings } from './parts/part.ts';
import { PausePoints } from './pause-points.ts';
import type { PausePoint } from './pause-points.ts';
import { Pins } from './pins.ts';
import type { PinState } from './pins.ts';
import type { Trace, TracePoint } from './trace.ts';
import type { Screen } from './screen.ts';
import { formatVcd } from './vcd.ts';
import { Wiring } from './wiring.ts';

export interface SimulationListener {
  /** A byte has left the serial port. */
  serial?(byte: number, nanos: number): void;
  /** A pin that `listenPin` named has changed. */
  pin?(part: string, state: PinState, nanos: number): void;
}

export interface PartInfo {
  readonly id: string;
  readonly type: string;
  readonly controls: readonly ControlInfo[];
}

/** Everything that power-on makes anew. */
interface Machine {
  readonly engine: Engine;
  readonly circuit: Circuit;
  readonly wiring: Wiring;
  readonly pins: Pins;
  readonly parts: ReadonlyMap<string, Part>;
  readonly alarms: Alarms;
  readonly clock: Clock;
  readonly i2c: I2cTargets;
}

/** So many times may parts answer one another's voltages before the circuit is left as it is. */
const MAX_REACTIONS = 8;

export class Simulation {
  readonly diagram: Diagram;
  private readonly firmware: Firmware;
  private readonly listener: SimulationListener;
  private readonly boardId: string;
  private readonly board: Board;
  private readonly pausePoints = new PausePoints();
  private readonly controlValues = new Map<string, number>();
  /** Which of the traces that were played drives a control. */
  private readonly traces = new Map<string, symbol>();
  private readonly listenedPins = new Map<string, { part: string; pin: string; last: string }>();
  private readonly shownStates = new Map<string, string>();
  private readonly shownRevisions = new Map<string, number>();
  private machine: Machine;
  private reached: PausePoint | undefined;

  /**
   * @throws UserError when the diagram has not exactly one board, an attribute is out of range, or the firmware is damaged.
   */
  constructor(diagram: Diagram, firmware: Firmware, listener: SimulationListener = {}) {
    this.diagram = diagram;
    this.firmware = firmware;
    this.listener = listener;
    const { id, type } = theBoard(diagram.parts);
    this.boardId = id;
    this.board = partDefinitions.get(type)!.board!;
    this.machine = this.powerOn();
    this.settle();
  }

  get cycles(): number {
    return this.machine.engine.cycles;
  }

  /** Absent where the engine does not count them. */
  get instructions(): number | undefined {
    return this.machine.engine.instructions;
  }

  /** Most bytes of stack in use since power-on; absent where the engine cannot tell. */
  get stackPeak(): number | undefined {
    return this.machine.engine.stackPeak;
  }

  /** How much of `cycles` the microcontroller slept; absent where its engine does not simulate sleep. */
  get sleepCycles(): SleepCycles | undefined {
    return this.machine.engine.sleepCycles;
  }

  /** Simulated time since power-on: whole cycles times the length of one, exact for clocks that divide 1 GHz by a power of two. */
  get nanos(): number {
    return this.cycles * this.nanosPerCycle;
  }

  get parts(): PartInfo[] {
    return this.diagram.parts.map(({ id, type }) => ({
      id,
      type,
      controls: (this.machine.parts.get(id)?.controls ?? []).map(({ set: _, ...info }) => ({
        ...info,
        value: this.controlValues.get(controlKey(id, info.name)) ?? info.value,
      })),
    }));
  }

  /**
   * Runs for `nanos` of simulated time, to the first instruction boundary at or after its end, or to the first pause point.
   *
   * @returns The pause point that ended the run early.
   */
  run(nanos: number): PausePoint | undefined {
    const end = this.cycles + Math.ceil(nanos / this.nanosPerCycle);
    const pauseAt = Math.ceil(this.pausePoints.earliest() / this.nanosPerCycle);
    this.reached = undefined;
    this.advance(Math.min(end, pauseAt));
    return this.reached ?? this.pausePoints.takeDue(this.nanos);
  }

  /**
   * Runs for `nanos` of simulated time, or to before the instruction at a program address in bytes, whatever pause points there
   * are; at least one instruction.
   *
   * @returns Whether it ended before that instruction.
   */
  runTo(address: number, nanos: number): boolean {
    this.reached = undefined;
    return this.advance(this.cycles + Math.ceil(nanos / this.nanosPerCycle), address);
  }

  /**
   * Switches the board off and on: time starts at 0, memory is empty, EEPROM included. Controls keep their values, pins stay
   * listened to, pause points and traces are forgotten.
   */
  restart(): void {
    this.pausePoints.clear();
    this.traces.clear();
    this.shownRevisions.clear();
    this.machine = this.powerOn();
    for (const [key, value] of this.controlValues) {
      const [part, control] = key.split('\n');
      this.findControl(part, control).set(value);
    }
    this.settle();
  }

  addPausePoint(point: PausePoint): void {
    this.pausePoints.add(point);
  }

  removePausePoint(id: string): boolean {
    return this.pausePoints.remove(id);
  }

  /** Sends bytes to the board's serial port at its baud rate; they wait while the sketch has not opened the port. */
  writeSerial(bytes: Iterable<number>): void {
    this.machine.engine.receive(bytes);
  }

  /** @throws UserError for an unknown part or control, or a value out of range. */
  setControl(part: string, control: string, value: number): void {
    this.checkValue(part, control, value);
    this.traces.delete(controlKey(part, control));
    this.advanceParts();
    this.moveControl(part, control, value);
    this.settle();
  }

  /**
   * Lets a trace drive controls, each point at the first instruction boundary at or after its time from now, until it ends,
   * the control is set by hand, another trace takes over, or the board restarts.
   *
   * @throws UserError as `setControl` does, for any of its values, before anything plays.
   */
  playTrace(part: string, trace: Trace): void {
    for (const [control, points] of trace) {
      for (const { value } of points) this.checkValue(part, control, value);
    }
    for (const [control, points] of trace) this.playPoints(part, control, points);
  }

  /** Leaves a control at the value that a trace has given it. */
  stopTrace(part: string, control: string): void {
    this.traces.delete(controlKey(part, control));
  }

  /** Pins that `readPin` and `listenPin` know on the board, as "part:pin". */
  gpioPins(): string[] {
    return Object.keys(this.board.gpio).map((pin) => `${this.boardId}:${pin}`);
  }

  /** @throws UserError for an unknown part or pin. */
  readPin(part: string, pin: string): PinState {
    this.checkPin(part, pin);
    const { pins, wiring, circuit, engine } = this.machine;
    const gpio = part === this.boardId ? this.board.gpio[pin] : undefined;
    if (gpio !== undefined) return pins.state(gpio, pin);
    const voltage = circuit.volts(wiring.node({ part, pin })) ?? 0;
    return { pin, direction: 'in', value: voltage > engine.volts / 2, pullUp: false, pullDown: false, voltage };
  }

  /** Starts or ends the reporting of a pin's changes to the listener. */
  listenPin(part: string, pin: string, listen = true): void {
    const last = pinSignature(this.readPin(part, pin));
    if (listen) this.listenedPins.set(`${part}:${pin}`, { part, pin, last });
    else this.listenedPins.delete(`${part}:${pin}`);
  }

  /** What is to be seen of each part, for those where it changed since the last call; brightness is averaged over that time. */
  takePartStates(): { id: string; state: PartState }[] {
    const changed: { id: string; state: PartState }[] = [];
    for (const { id } of this.diagram.parts) {
      const state = this.partState(id);
      if (!state) continue;
      const text = JSON.stringify(state);
      if (this.shownStates.get(id) === text) continue;
      this.shownStates.set(id, text);
      changed.push({ id, state });
    }
    return changed;
  }

  /** The displays whose picture has changed since the last call. */
  takeScreens(): { id: string; screen: Screen }[] {
    const changed: { id: string; screen: Screen }[] = [];
    for (const [id, { screen }] of this.machine.parts) {
      if (!screen) continue;
      const revision = screen.revision();
      if (this.shownRevisions.get(id) === revision) continue;
      this.shownRevisions.set(id, revision);
      changed.push({ id, screen });
    }
    return changed;
  }

  /** @throws UserError for an unknown part, or one that is no display. */
  screen(part: string): Screen {
    const { type } = this.checkPart(part);
    const screen = this.machine.parts.get(part)?.screen;
    if (screen) return screen;
    throw new UserError(`Part "${part}" is a ${type} and has no screen: name a display, such as a board-ssd1306.`);
  }

  /**
   * What the logic analyzer has recorded so far.
   *
   * @throws UserError when the diagram has none.
   */
  readVcd(): { vcd: string; channelCount: number; sampleCount: number } {
    for (const part of this.machine.parts.values()) {
      const recording = part.recording?.();
      if (!recording) continue;
      const { channels, sampleCount } = recording;
      return { vcd: formatVcd(recording, this.nanos), channelCount: channels.length, sampleCount };
    }
    throw new UserError('diagram.json has no wokwi-logic-analyzer: add one and wire its channels D0 to D7.');
  }

  private advance(end: number, breakpoint?: number): boolean {
    const { engine, alarms } = this.machine;
    while (!this.reached && this.cycles < end) {
      const atBreakpoint = engine.run(Math.min(end, Math.ceil(alarms.earliest() / this.nanosPerCycle)), breakpoint);
      this.ringAlarms();
      if (atBreakpoint) return true;
    }
    return false;
  }

  private get nanosPerCycle(): number {
    return 1e9 / this.machine.engine.hertz;
  }

  private partState(id: string): PartState | undefined {
    const { parts, pins } = this.machine;
    if (id === this.boardId) return this.board.state((pin) => pins.isHigh(this.board.gpio[pin]));
    return parts.get(id)?.state?.(this.nanos);
  }

  private powerOn(): Machine {
    const circuit = new Circuit();
    const wiring = new Wiring(this.diagram, circuit);
    const engine = engines[this.board.microcontroller](this.firmware, {
      pinChanged: (pin) => this.pinChanged(pin),
      analogVolts: (pin) => this.machine.pins.volts(pin),
      serialByte: (byte) => this.serialByte(byte),
      i2cTarget: (sda, scl, address) => this.i2cTarget(sda, scl, address),
      isWatched: (pin) => this.isWatched(pin),
    });
    const pins = new Pins(engine, circuit, this.wireBoard(circuit, wiring));
    const alarms = new Alarms();
    const clock: Clock = {
      now: () => (engine.cycles * 1e9) / engine.hertz,
      at: (nanos, act) => {
        alarms.add(nanos, act);
        engine.requestStop(); // it may be due before the run that is under way ends
      },
    };
    const i2c = new I2cTargets();
    const parts = new Map<string, Part>();
    for (const [index, part] of this.diagram.parts.entries()) this.placePart(part, index, wiring, { circuit, clock, i2c }, parts);
    return { engine, circuit, wiring, pins, parts, alarms, clock, i2c };
  }

  /** Ties the supplies down; returns the node of each wired microcontroller pin. */
  private wireBoard(circuit: Circuit, wiring: Wiring): Map<string, number> {
    const supplyOfNode = new Map<number, string>();
    for (const [pin, volts] of Object.entries(this.board.supplies)) {
      const node = wiring.node({ part: this.boardId, pin });
      const other = supplyOfNode.get(node);
      if (other !== undefined && this.board.supplies[other] !== volts) {
        throw new UserError(`diagram.json: connections joins ${other} and ${pin} of part "${this.boardId}", a short circuit.`);
      }
      supplyOfNode.set(node, pin);
      circuit.fix(node, volts);
    }
    const nodes = new Map<string, number>();
    for (const [pin, gpio] of Object.entries({ ...this.board.gpio, ...this.board.analogue })) {
      const terminal = { part: this.boardId, pin };
      if (!wiring.isWired(terminal)) continue;
      const other = Object.entries(this.board.gpio).find(([name, same]) => same === gpio && name !== pin);
      if (other) wiring.join({ part: this.boardId, pin: other[0] }, terminal);
      nodes.set(gpio, wiring.node(terminal));
    }
    return nodes;
  }

  private placePart(part: DiagramPart, index: number, wiring: Wiring, surroundings: Surroundings, parts: Map<string, Part>): void {
    const definition = partDefinitions.get(part.type)!;
    const site = new PartSite(surroundings, part.attrs, `parts[${index}]`, (pin) => wiring.node({ part: part.id, pin }));
    const made = definition.create?.(site);
    if (made) parts.set(part.id, made);
  }

  private pinChanged(pin: string): void {
    const { pins } = this.machine;
    if (pins.isWired(pin)) {
      this.advanceParts();
      pins.applyDrive(pin);
      this.settle();
    } else {
      pins.updateInput(pin);
      this.reportPins();
    }
  }

  private i2cTarget(sda: string, scl: string, address: number): I2cTarget | undefined {
    const { pins, i2c } = this.machine;
    const [data, clock] = [pins.node(sda), pins.node(scl)];
    return data === undefined || clock === undefined ? undefined : i2c.find(data, clock, address);
  }

  /** By a client that listens, by a part that looks at its voltage, or by another pin of the microcontroller. */
  private isWatched(pin: string): boolean {
    const { circuit, pins } = this.machine;
    const node = pins.node(pin);
    if (node !== undefined && (circuit.isProbed(node) || pins.isShared(pin))) return true;
    return [...this.listenedPins.values()].some((listened) => this.isAt(listened, pin));
  }

  /** Whether a pin of a part is this pin of the microcontroller, or wired to it. */
  private isAt({ part, pin }: Terminal, gpio: string): boolean {
    const { pins, wiring } = this.machine;
    if (part === this.boardId && this.board.gpio[pin] === gpio) return true;
    return wiring.node({ part, pin }) === pins.node(gpio);
  }

  private advanceParts(): void {
    for (const part of this.machine.parts.values()) part.advance?.(this.nanos);
  }

  private ringAlarms(): void {
    const { alarms } = this.machine;
    for (let act = alarms.take(this.nanos); act; act = alarms.take(this.nanos)) {
      this.advanceParts();
      act();
      this.settle();
    }
  }

  private settle(): void {
    const { circuit, pins } = this.machine;
    circuit.solve();
    for (let round = 0; round < MAX_REACTIONS && this.partsReact(); round++) circuit.solve();
    pins.updateWiredInputs();
    this.reportPins();
  }

  private partsReact(): boolean {
    let changed = false;
    for (const part of this.machine.parts.values()) {
      if (part.react?.(this.nanos)) changed = true;
    }
    return changed;
  }

  private reportPins(): void {
    for (const listened of this.listenedPins.values()) {
      const state = this.readPin(listened.part, listened.pin);
      const signature = pinSignature(state);
      if (signature === listened.last) continue;
      listened.last = signature;
      this.listener.pin?.(listened.part, state, this.nanos);
    }
  }

  private serialByte(byte: number): void {
    this.listener.serial?.(byte, this.nanos);
    const point = this.pausePoints.takeSerial(byte);
    if (!point) return;
    this.reached ??= point;
    this.machine.engine.requestStop();
  }

  private playPoints(part: string, control: string, points: readonly TracePoint[]): void {
    const key = controlKey(part, control);
    const playing = Symbol(key);
    this.traces.set(key, playing);
    const { clock } = this.machine;
    const begun = this.nanos;
    const playFrom = (index: number): void => {
      if (index === points.length) return;
      clock.at(begun + points[index].seconds * 1e9, () => {
        if (this.traces.get(key) !== playing) return;
        this.moveControl(part, control, points[index].value);
        playFrom(index + 1);
      });
    };
    playFrom(0);
  }

  private checkValue(part: string, control: string, value: number): void {
    const { min, max } = this.findControl(part, control);
    if (value >= min && value <= max) return;
    throw new UserError(`Control "${control}" of part "${part}" takes ${min} to ${max}, not ${value}.`);
  }

  private moveControl(part: string, control: string, value: number): void {
    this.controlValues.set(controlKey(part, control), value);
    this.findControl(part, control).set(value);
  }

  private findControl(part: string, control: string): NonNullable<Part['controls']>[number] {
    this.checkPart(part);
    const controls = this.machine.parts.get(part)?.controls ?? [];
    const found = controls.find(({ name }) => name === control);
    if (found) return found;
    const has = controls.length > 0 ? `has ${controls.map(({ name }) => `"${name}"`).join(', ')}` : 'has no controls';
    throw new UserError(`Part "${part}" has no control "${control}": it ${has}.`);
  }

  private checkPart(id: string): DiagramPart {
    const part = this.diagram.parts.find((candidate) => candidate.id === id);
    if (part) return part;
    throw new UserError(`There is no part "${id}" in diagram.json: it has ${this.diagram.parts.map((other) => other.id).join(', ')}.`);
  }

  private checkPin(part: string, pin: string): void {
    const { pins } = partDefinitions.get(this.checkPart(part).type)!;
    if (!pins.includes(pin)) throw new UserError(`Part "${part}" has no pin "${pin}": it has ${pins.join(', ')}.`);
  }
}

function theBoard(parts: readonly DiagramPart[]): DiagramPart {
  const [first, second] = parts.flatMap(({ type }, index) => (partDefinitions.get(type)!.board ? [index] : []));
  if (first === undefined) throw new UserError('diagram.json: parts has no board: add one, such as wokwi-arduino-uno.');
  if (second === undefined) return parts[first];
  throw new UserError(`diagram.json: parts[${second}].type is "${parts[second].type}", a second board beside parts[${first}]: keep one.`);
}

function controlKey(part: string, control: string): string {
  return `${part}\n${control}`;
}

function pinSignature({ direction, value, pullUp, pullDown }: PinState): string {
  return `${direction} ${value} ${pullUp} ${pullDown}`;
}
