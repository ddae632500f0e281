/**
 * One client's session: its files, its simulation, and what it listens to. Knows nothing of sockets or threads.
 *
 * Supported commands: file:upload, file:download, sim:start, sim:pause, sim:resume, sim:restart, sim:status,
 * serial-monitor:listen, serial-monitor:write, pin:read, pin:listen, gpio:list, control:set, pause-point:add (time-relative,
 * time-absolute, serial-bytes), pause-point:remove, sim:read-vcd, framebuffer:read, and our own trace:play. Events:
 * serial-monitor:data, pin:change, sim:pause. Any other command is answered with an error; firmware that goes where nothing is
 * simulated ends in an error message.
 *
 * While it runs, a simulation runs as fast as it can. Events are in the order of simulated time and carry its nanoseconds
 * since power-on; `serial-monitor:data` ends at each line feed, and at each pause, so that a line has the time of its last byte.
 * A command that pauses is answered after its `sim:pause` event. Serial output is kept until somebody listens.
 */

import { commands } from './commands.ts';
import { parseDiagram } from './diagram.ts';
import { UserError } from './errors.ts';
import type { Firmware } from './firmware.ts';
import type { PausePoint } from './pause-points.ts';
import type { PinState } from './pins.ts';
import { BAD_REQUEST, CommandError, INTERNAL_ERROR, NOT_FOUND, UNSUPPORTED, WRONG_STATE, parseCommand } from './protocol.ts';
import type { Command, ServerMessage } from './protocol.ts';
import { Simulation } from './simulation.ts';

/** How far a free-running simulation goes before it looks for commands: about a millisecond of real time. */
const SLICE_NANOS = 4e6;
const LINE_FEED = 10;
/** What is kept for a client that does not listen: the latest megabyte of serial output. */
const MAX_HELD_BYTES = 1 << 20;
/** All files together, names included; the largest flash of an ESP32 has 16 MB. */
const MAX_FILE_BYTES = 32 << 20;

const MAX_SHOWN_NAME = 100;

export type FileContent = { readonly text: string } | { readonly binary: Uint8Array };

interface SerialChunk {
  readonly bytes: number[];
  readonly nanos: number;
}

/** Sends a message; behind a `barrier` nothing may follow until the client has surely taken it in. */
export type Send = (message: ServerMessage, barrier?: boolean) => void;

export class Session {
  private readonly send: Send;
  private readonly files = new Map<string, FileContent>();
  private bytesHeld = 0;
  private current: Simulation | undefined;
  private isRunning = false;
  /** Simulated time at which `sim:resume` asked to pause. */
  private pauseAt = Infinity;
  private listening = false;
  private chunk: number[] = [];
  private chunkNanos = 0;
  private held: SerialChunk[] = [];
  private heldBytes = 0;

  constructor(send: Send) {
    this.send = send;
  }

  get running(): boolean {
    return this.isRunning;
  }

  get nanos(): number {
    return this.current?.nanos ?? 0;
  }

  /** What the board has counted since power-on. */
  get counters(): Readonly<Record<'cycles' | 'instructions' | 'stackPeak' | 'sleepCycles', unknown>> {
    const { cycles = 0, instructions = null, stackPeak = null, sleepCycles = null } = this.current ?? {};
    return { cycles, instructions, stackPeak, sleepCycles };
  }

  /** @throws CommandError before `sim:start`. */
  get simulation(): Simulation {
    if (this.current) return this.current;
    throw new CommandError(WRONG_STATE, 'No simulation has been started: send sim:start first.');
  }

  /** Takes one frame from the client and answers it. */
  receive(text: string): void {
    let command: Command;
    try {
      command = parseCommand(text);
    } catch (error) {
      this.send({ type: 'error', message: describe(error) });
      return;
    }
    const { id } = command;
    try {
      const result = this.perform(command);
      // the client registers for events only after this response, see wokwi_client.serial.monitor_lines
      const barrier = command.command === 'serial-monitor:listen';
      this.send({ type: 'response', command: command.command, id, result, error: false }, barrier);
    } catch (error) {
      const code = error instanceof CommandError ? error.code : error instanceof UserError ? BAD_REQUEST : INTERNAL_ERROR;
      this.send({ type: 'response', command: command.command, id, result: { code, message: describe(error) }, error: true });
    }
    if (this.listening) this.releaseHeld();
  }

  /** Runs a little further; call again while `running`. */
  step(): void {
    if (!this.isRunning) return;
    let reached: PausePoint | undefined;
    try {
      reached = this.simulation.run(Math.min(SLICE_NANOS, this.pauseAt - this.nanos));
    } catch (error) {
      this.fail(error); // firmware that goes where nothing is simulated
      return;
    }
    if (reached) this.pause(reached);
    else if (this.nanos >= this.pauseAt) this.pause();
    else this.flushSerial();
  }

  private fail(error: unknown): void {
    this.isRunning = false;
    this.pauseAt = Infinity;
    this.flushSerial();
    this.send({ type: 'error', message: describe(error) });
  }

  /** @throws UserError when the diagram or the firmware is wrong. */
  start(firmware: Firmware, paused: boolean): void {
    const diagram = parseDiagram(this.fileText('diagram.json'));
    this.current = new Simulation(diagram, firmware, {
      serial: (byte, nanos) => this.collectSerial(byte, nanos),
      pin: (part, state, nanos) => this.reportPin(part, state, nanos),
    });
    this.dropSerial();
    this.begin(paused);
  }

  restart(paused: boolean): void {
    this.dropSerial();
    this.simulation.restart();
    this.begin(paused);
  }

  pause(point?: PausePoint): void {
    this.isRunning = false;
    this.pauseAt = Infinity;
    this.flushSerial();
    this.sendEvent('sim:pause', point ? { pausePoint: point.id, pausePointInfo: {} } : {}, this.nanos);
  }

  /** @param pauseAfter Simulated nanoseconds to run; to the first instruction boundary at or after their end. */
  resume(pauseAfter: number): void {
    this.pauseAt = this.simulation.nanos + pauseAfter;
    this.isRunning = true;
  }

  listenSerial(): void {
    this.listening = true;
  }

  saveFile(name: string, content: FileContent): void {
    const size = fileSize(name, content);
    const others = this.bytesHeld - fileSize(name, this.files.get(name));
    if (others + size > MAX_FILE_BYTES) {
      throw new CommandError(BAD_REQUEST, `File "${name}" does not fit: a session holds ${MAX_FILE_BYTES >> 20} MB of files.`);
    }
    this.files.set(name, content);
    this.bytesHeld = others + size;
  }

  /** @throws CommandError for a file that was not uploaded. */
  file(name: string): FileContent {
    const content = this.files.get(name);
    if (content) return content;
    throw new CommandError(NOT_FOUND, `There is no file "${shortened(name)}": upload it with file:upload first.`);
  }

  fileText(name: string): string {
    const content = this.file(name);
    return 'text' in content ? content.text : new TextDecoder().decode(content.binary);
  }

  fileBytes(name: string): Uint8Array {
    const content = this.file(name);
    return 'text' in content ? new TextEncoder().encode(content.text) : content.binary;
  }

  private perform(command: Command): unknown {
    if (!Object.hasOwn(commands, command.command)) {
      throw new CommandError(UNSUPPORTED, `The local simulator has no command "${command.command}".`);
    }
    return commands[command.command](this, command.params) ?? {};
  }

  private begin(paused: boolean): void {
    if (paused) this.pause();
    else this.resume(Infinity);
  }

  private collectSerial(byte: number, nanos: number): void {
    this.chunk.push(byte);
    this.chunkNanos = nanos;
    if (byte === LINE_FEED) this.flushSerial();
  }

  private flushSerial(): void {
    if (this.chunk.length === 0) return;
    const chunk = { bytes: this.chunk, nanos: this.chunkNanos };
    this.chunk = [];
    if (this.listening) this.sendSerial(chunk);
    else this.hold(chunk);
  }

  private sendSerial({ bytes, nanos }: SerialChunk): void {
    this.sendEvent('serial-monitor:data', { bytes }, nanos);
  }

  private hold(chunk: SerialChunk): void {
    this.held.push(chunk);
    this.heldBytes += chunk.bytes.length;
    while (this.heldBytes > MAX_HELD_BYTES) this.heldBytes -= this.held.shift()!.bytes.length;
  }

  private releaseHeld(): void {
    for (const chunk of this.held) this.sendSerial(chunk);
    this.held = [];
    this.heldBytes = 0;
  }

  private dropSerial(): void {
    this.chunk = [];
    this.held = [];
    this.heldBytes = 0;
  }

  private reportPin(part: string, state: PinState, nanos: number): void {
    this.flushSerial(); // what was sent before the change is told before it
    this.sendEvent('pin:change', { part, ...state }, nanos);
  }

  private sendEvent(event: string, payload: unknown, nanos: number): void {
    this.send({ type: 'event', event, payload, nanos, paused: !this.isRunning });
  }
}

function fileSize(name: string, content: FileContent | undefined): number {
  if (!content) return 0;
  return name.length + ('text' in content ? content.text.length : content.binary.length);
}

function shortened(name: string): string {
  return name.length > MAX_SHOWN_NAME ? `${name.slice(0, MAX_SHOWN_NAME)}...` : name;
}

function describe(error: unknown): string {
  if (error instanceof UserError) return error.message;
  return `The simulator failed: ${error instanceof Error ? error.message : String(error)}.`;
}
