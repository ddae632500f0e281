import type { BoardPicture } from './board-picture.ts';
import type { FromWorker, ToWorker } from '../../hardware_labs/simulator/page-messages.ts';
import { clockLine } from './board-clock.ts';
import type { BoardStatus } from './board-clock.ts';
import { controlGroups } from './board-controls.ts';
import type { Controls } from './board-controls.ts';
import { loadDiagram, loadFirmware } from './board-files.ts';
import type { BoardChoice } from './board-files.ts';
import { BoardRecord } from './board-record.ts';
import { RunControls } from './board-run.ts';
import { tabs } from './board-tabs.ts';
import { element } from './dom.ts';
import type { Drawing, DrawPad } from './draw-pad.ts';
import { PinTrace } from './pin-trace.ts';
import { SerialMonitor } from './serial-monitor.ts';
import { SerialPlotter } from './serial-plotter.ts';
import { TraceDrawing } from './trace-drawing.ts';
import type { TraceFile } from './trace-drawing.ts';
import type { Diagram } from './wires.ts';

/** A lab's board in the page: its picture, its controls, its serial port, its pins. Nothing runs before the reader presses Run. */
class BoardPanel {
  #root: HTMLElement;
  #worker: Worker | undefined;
  #picture: BoardPicture | undefined;
  readonly #choices: readonly BoardChoice[];
  #choice: BoardChoice;
  #paused = false;
  /** Where the board stood when it was last paused and has not run freely since. */
  #stopped: BoardStatus | undefined;
  #diagram: Diagram | undefined;
  #parts: Controls | undefined;
  #stage = element('div', { class: 'board-stage' });
  #controls = element('div', { class: 'board-controls' });
  #run = new RunControls({
    toggle: () => this.#toggle(),
    restart: () => this.#restartBoard(),
    step: (nanos) => this.#post({ type: 'step', nanos }),
    stepLoop: () => this.#post({ type: 'step-to', address: this.#choice.loop! }),
    pace: (most) => this.#post({ type: 'pace', most }),
  });
  #serial = new SerialMonitor((bytes) => this.#post({ type: 'serial', bytes }));
  #plotter = new SerialPlotter();
  #pins = new PinTrace(
    (pins) => this.#post({ type: 'watch', pins }),
    () => this.#post({ type: 'read-vcd' }),
  );
  #trace: TraceDrawing;
  #pad: DrawPad | undefined;
  #record: BoardRecord;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#choices = JSON.parse(root.dataset.boards!) as BoardChoice[];
    [this.#choice] = this.#choices;
    this.#record = new BoardRecord(root.dataset.unit!);
    const files = JSON.parse(root.dataset.traces ?? '[]') as TraceFile[];
    this.#trace = new TraceDrawing({
      play: (part, trace) => this.#post({ type: 'trace', part, trace }),
      stop: (part, control) => this.#post({ type: 'stop-trace', part, control }),
    }, files);
    const picture = element('div', {});
    const drawing = root.dataset.drawing;
    if (drawing !== undefined) this.#offerPad(JSON.parse(drawing) as Drawing, picture).catch((problem: unknown) => this.#fail(problem));
    const desk = tabs('What the board does', [
      ...(drawing === undefined ? [] : [{ name: 'Draw', content: picture }]),
      { name: 'Serial', content: this.#serial.root },
      { name: 'Plotter', content: this.#plotter.root, onShow: () => this.#plotter.refresh() },
      { name: 'Pins', content: this.#pins.root, onShow: () => this.#pins.open() },
      { name: 'Trace', content: this.#trace.root, onShow: () => this.#trace.refresh() },
    ]);
    root.prepend(...this.#chooser(), this.#stage, this.#run.root, element('div', { class: 'board-desk' }, this.#controls, desk));
    this.#enable(false);
    this.#drawWhenNear();
  }

  /** Where there is a choice of boards. */
  #chooser(): HTMLElement[] {
    if (this.#choices.length < 2) return [];
    const select = element('select', {}, ...this.#choices.map(({ id, name }) => element('option', { value: id }, name)));
    select.value = this.#choice.id; // a browser that goes back to the page remembers another
    select.autocomplete = 'off';
    select.addEventListener('change', () => this.#take(this.#choices.find(({ id }) => id === select.value)!));
    return [element('label', { class: 'board-choice' }, 'Board ', select)];
  }

  /** Only labs whose model looks at pictures load what draws them. */
  async #offerPad(drawing: Drawing, place: HTMLElement): Promise<void> {
    const { DrawPad } = await import('./draw-pad.ts');
    this.#pad = new DrawPad(drawing, (bytes) => this.#post({ type: 'serial', bytes }));
    this.#pad.enable(this.#worker !== undefined);
    place.append(this.#pad.root);
  }

  /** Puts another board onto the desk; it runs where the last one ran. */
  #take(choice: BoardChoice): void {
    const wasRunning = this.#worker !== undefined && !this.#paused;
    this.#choice = choice;
    this.#stop();
    this.#forgetOutput();
    this.#controls.replaceChildren();
    this.#run.clock.textContent = this.#run.status.textContent = '';
    delete this.#root.dataset.drawn;
    this.#draw()
      .then(() => (wasRunning && this.#choice === choice ? this.#start() : undefined))
      .catch((problem: unknown) => this.#fail(problem));
  }

  /** The picture's code is large, so it loads when the reader comes near. */
  #drawWhenNear(): void {
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        this.#draw().catch((problem: unknown) => this.#fail(problem));
      },
      { rootMargin: '600px' },
    );
    observer.observe(this.#root);
  }

  async #draw(): Promise<void> {
    const choice = this.#choice;
    const { BoardPicture } = await import('./board-picture.ts');
    const picture = new BoardPicture(await loadDiagram(choice));
    if (choice !== this.#choice) return; // another one was chosen meanwhile
    this.#picture = picture;
    this.#stage.replaceChildren(picture.root);
    await picture.draw();
    if (choice === this.#choice) this.#root.dataset.drawn = choice.id;
  }

  #toggle(): void {
    if (!this.#worker) {
      this.#start().catch((problem: unknown) => this.#fail(problem));
      return;
    }
    if (this.#paused) this.#stopped = undefined;
    this.#post({ type: this.#paused ? 'resume' : 'pause' });
  }

  async #start(): Promise<void> {
    this.#run.status.textContent = 'Starting…';
    const choice = this.#choice;
    const [diagram, firmware] = await Promise.all([loadDiagram(choice), loadFirmware(choice)]);
    if (choice !== this.#choice || this.#worker) return; // another one was chosen meanwhile, or Run pressed twice
    this.#worker = new Worker(new URL('./board-worker.js', import.meta.url), { type: 'module' });
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#hear(data);
    this.#worker.onerror = (event) => this.#fail(event.message);
    this.#diagram = diagram;
    this.#post({ type: 'start', diagram, firmware });
    this.#post({ type: 'pace', most: this.#run.mostPace });
  }

  #restartBoard(): void {
    this.#forgetOutput();
    this.#post({ type: 'restart' });
  }

  #forgetOutput(): void {
    for (const part of [this.#serial, this.#plotter, this.#pins, this.#pad]) part?.clear();
    this.#stopped = undefined;
    this.#record.begin();
  }

  #post(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }

  #hear(message: FromWorker): void {
    switch (message.type) {
      case 'ready':
        this.#run.status.textContent = '';
        this.#enable(true);
        this.#showPaused(false);
        this.#parts = controlGroups(message.parts, (part, control, value) => this.#post({ type: 'control', part, control, value }));
        this.#controls.replaceChildren(...this.#parts.groups);
        this.#pins.begin(this.#diagram!, message.pins);
        this.#trace.begin(message.parts);
        return;
      case 'serial':
        this.#plotter.write(message.bytes, message.lineEnds);
        this.#pad?.hear(message.bytes);
        return this.#serial.write(message.bytes);
      case 'edges':
        return this.#pins.add(message.edges);
      case 'vcd':
        return this.#pins.saveRecording(message.vcd);
      case 'playing':
        return this.#trace.playing(message.nanos);
      case 'moved':
        return this.#parts?.show(message.part, message.control, message.value);
      case 'part':
        return this.#picture?.show(message.id, message.state);
      case 'screen':
        return this.#picture?.showScreen(message.id, message);
      case 'status':
        this.#showPaused(message.paused);
        this.#root.dataset.speed = String(message.speed);
        this.#run.clock.textContent = clockLine(message, this.#stopped);
        if (message.paused) this.#stopped = message;
        this.#record.note(this.#choice.id, this.#choice.name, message);
        this.#pins.tell(message.nanos);
        this.#trace.tell(message.nanos);
        return;
      case 'error':
        return this.#fail(message.message);
    }
  }

  #showPaused(paused: boolean): void {
    this.#paused = paused;
    this.#run.showPaused(paused);
  }

  #enable(on: boolean): void {
    this.#run.enable(on);
    this.#run.hasLoop = this.#choice.loop !== undefined;
    this.#serial.enable(on);
    this.#pad?.enable(on);
  }

  #stop(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#enable(false);
    this.#showPaused(true);
  }

  #fail(problem: unknown): void {
    this.#stop();
    this.#run.status.textContent = `The board stopped: ${problem instanceof Error ? problem.message : String(problem)}`;
  }
}

export function mountBoard(root: HTMLElement): void {
  new BoardPanel(root);
}
