import type { BoardPicture } from './board-picture.ts';
import type { Firmware } from '../../hardware_labs/simulator/firmware.ts';
import type { FromWorker, ToWorker } from '../../hardware_labs/simulator/page-worker.ts';
import { controlGroups } from './board-controls.ts';
import { button, element } from './dom.ts';
import { SerialLog } from './serial-log.ts';
import type { Diagram } from './wires.ts';

/** A board that the lab was built for, and where its circuit and its image are. */
interface BoardChoice {
  readonly id: string;
  readonly name: string;
  readonly diagram: string;
  readonly firmware: string;
}

/** A lab's board in the page: its picture, its controls, its serial port. Nothing runs before the reader presses Run. */
class BoardPanel {
  #root: HTMLElement;
  #worker: Worker | undefined;
  #picture: BoardPicture | undefined;
  readonly #choices: readonly BoardChoice[];
  #choice: BoardChoice;
  #paused = false;
  #log = new SerialLog();
  #stage = element('div', { class: 'board-stage' });
  #controls = element('div', { class: 'board-controls' });
  #clock = element('span', { class: 'board-clock' });
  #status = element('span', { class: 'toolbar-status', role: 'status' });
  #run = button('Run', () => this.#toggle(), 'widget-button primary run');
  #restart = button('Restart', () => this.#restartBoard(), 'widget-button restart');
  #line = element('input', { type: 'text', autocomplete: 'off', spellcheck: 'false', 'aria-label': 'Line to send to the board', placeholder: 'a line for the board' });
  #send = element('button', { type: 'submit', class: 'widget-button' }, 'Send');

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#choices = JSON.parse(root.dataset.boards!) as BoardChoice[];
    [this.#choice] = this.#choices;
    const form = element('form', { class: 'serial-line' }, this.#line, this.#send);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#post({ type: 'serial', bytes: [...new TextEncoder().encode(`${this.#line.value}\n`)] });
      this.#line.value = '';
    });
    const toolbar = element('div', { class: 'toolbar', role: 'group', 'aria-label': 'Run the board' }, this.#run, this.#restart, this.#clock, this.#status);
    const serial = element('div', { class: 'serial' }, element('p', { class: 'serial-title' }, 'Serial monitor, 115200 baud'), this.#log.root, form);
    root.prepend(...this.#chooser(), this.#stage, toolbar, element('div', { class: 'board-desk' }, this.#controls, serial));
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

  /** Puts another board onto the desk; it runs where the last one ran. */
  #take(choice: BoardChoice): void {
    const wasRunning = this.#worker !== undefined && !this.#paused;
    this.#choice = choice;
    this.#stop();
    this.#log.clear();
    this.#controls.replaceChildren();
    this.#clock.textContent = this.#status.textContent = '';
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
    this.#post({ type: this.#paused ? 'resume' : 'pause' });
  }

  async #start(): Promise<void> {
    this.#status.textContent = 'Starting…';
    const choice = this.#choice;
    const [diagram, firmware] = await Promise.all([loadDiagram(choice), loadFirmware(choice.firmware)]);
    if (choice !== this.#choice || this.#worker) return; // another one was chosen meanwhile, or Run pressed twice
    this.#worker = new Worker(new URL('./board-worker.js', import.meta.url), { type: 'module' });
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#hear(data);
    this.#worker.onerror = (event) => this.#fail(event.message);
    this.#post({ type: 'start', diagram, firmware });
  }

  #restartBoard(): void {
    this.#log.clear();
    this.#post({ type: 'restart' });
  }

  #post(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }

  #hear(message: FromWorker): void {
    switch (message.type) {
      case 'ready':
        this.#status.textContent = '';
        this.#enable(true);
        this.#showPaused(false);
        this.#controls.replaceChildren(...controlGroups(message.parts, (part, control, value) => this.#post({ type: 'control', part, control, value })));
        return;
      case 'serial':
        return this.#log.write(message.bytes);
      case 'part':
        return this.#picture?.show(message.id, message.state);
      case 'screen':
        return this.#picture?.showScreen(message.id, message);
      case 'status':
        this.#showPaused(message.paused);
        this.#root.dataset.speed = String(message.speed);
        this.#clock.textContent = clockLine(message);
        return;
      case 'error':
        return this.#fail(message.message);
    }
  }

  #showPaused(paused: boolean): void {
    this.#paused = paused;
    this.#run.textContent = paused ? 'Run' : 'Pause';
  }

  #enable(on: boolean): void {
    this.#restart.disabled = this.#line.disabled = this.#send.disabled = !on;
  }

  #stop(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#enable(false);
    this.#showPaused(true);
  }

  #fail(problem: unknown): void {
    this.#stop();
    this.#status.textContent = `The board stopped: ${problem instanceof Error ? problem.message : String(problem)}`;
  }
}

/** Simulated time, speed, what the processor has done, and how much of it asleep. */
function clockLine({ nanos, speed, cycles, instructions, sleepCycles }: Extract<FromWorker, { type: 'status' }>): string {
  const count = instructions === undefined ? `${cycles.toLocaleString('en')} cycles` : `${instructions.toLocaleString('en')} instructions`;
  const facts = [`${(nanos / 1e9).toFixed(1)} s simulated`, `${(100 * speed).toFixed(0)} % of real time`, count];
  if (sleepCycles && cycles > 0) facts.push(`asleep ${((100 * (sleepCycles.idle + sleepCycles.stopped)) / cycles).toFixed(0)} %`);
  return facts.join(', ');
}

async function loadDiagram({ diagram }: BoardChoice): Promise<Diagram> {
  return (await (await load(diagram)).json()) as Diagram;
}

/** Intel HEX is text; the image of an ESP board is its flash from the start. */
async function loadFirmware(url: string): Promise<Firmware> {
  const answer = await load(url);
  return url.endsWith('.bin') ? [{ offset: 0, bytes: new Uint8Array(await answer.arrayBuffer()) }] : answer.text();
}

async function load(url: string): Promise<Response> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} is not on this site (${answer.status}).`);
  return answer;
}

export function mountBoard(root: HTMLElement): void {
  new BoardPanel(root);
}
