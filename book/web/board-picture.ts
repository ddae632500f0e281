/** The picture of a board: its parts where diagram.json puts them, Wokwi's elements or our own drawings, and its wires. */
import '@wokwi/elements';
import { partDefinitions } from '../../hardware_labs/simulator/parts/index.ts';
import { element } from './dom.ts';
import { DrawnPart } from './drawn-part.ts';
import type { ScreenPicture } from './drawn-part.ts';
import { place, placePin, wirePath } from './wires.ts';
import type { Diagram, Part, PlacedPin, Point } from './wires.ts';

type Pins = readonly { name: string; x: number; y: number }[];
type WokwiElement = HTMLElement & { pinInfo: Pins; updateComplete: Promise<unknown> };

const MARGIN = 16;
const SVG = 'http://www.w3.org/2000/svg';

export class BoardPicture {
  readonly root = element('div', { class: 'board-picture', role: 'img' });
  #scene = element('div', { class: 'board-scene' });
  #elements = new Map<string, HTMLElement>();
  #drawn = new Map<string, DrawnPart>();
  #diagram: Diagram;

  constructor(diagram: Diagram) {
    this.#diagram = diagram;
    this.root.setAttribute('aria-label', `Wiring of ${diagram.parts.map((part) => part.id).join(', ')}; listed below under Parts and connections`);
    this.root.append(this.#scene);
    for (const part of diagram.parts) {
      const picture = this.#picture(part);
      picture.style.cssText += `;position:absolute;left:${part.left ?? 0}px;top:${part.top ?? 0}px;transform:rotate(${part.rotate ?? 0}deg)`;
      picture.inert = true; // its buttons are pictures here
      this.#elements.set(part.id, picture);
      this.#scene.append(picture);
    }
  }

  /** Draws the wires and fits the scene into the page; call it once the picture is in the document. */
  async draw(): Promise<void> {
    await Promise.all([...this.#elements.values()].map((picture) => (picture as Partial<WokwiElement>).updateComplete));
    const wires = document.createElementNS(SVG, 'svg');
    wires.setAttribute('class', 'board-wires');
    wires.setAttribute('aria-hidden', 'true'); // the table of connections says what it shows
    for (const [from, to, colour, route] of this.#diagram.connections) {
      if ([from, to].some((end) => end.startsWith('$serialMonitor:'))) continue; // it is below, without a wire
      const line = document.createElementNS(SVG, 'path');
      line.setAttribute('d', wirePath(this.#pin(from), this.#pin(to), route));
      line.setAttribute('stroke', colour);
      wires.append(line);
    }
    this.#scene.append(wires);
    const { x, y, width, height } = wires.getBBox();
    this.#fit([{ x, y }, { x: x + width, y: y + height }, ...this.#diagram.parts.flatMap((part) => this.#corners(part))]);
  }

  /** Shows a part's state, given as properties of its element. */
  show(id: string, state: Record<string, unknown>): void {
    const picture = this.#elements.get(id);
    if (picture) Object.assign(picture, state);
  }

  /** Shows what a display shows. */
  showScreen(id: string, picture: ScreenPicture): void {
    this.#drawn.get(id)?.showScreen(picture);
  }

  /** Wokwi's own element where there is one for the type. */
  #picture({ id, type, attrs }: Part): HTMLElement {
    if (!customElements.get(type)) {
      const drawn = new DrawnPart(type, partDefinitions.get(type)?.pins ?? this.#wiredPins(id));
      this.#drawn.set(id, drawn);
      return drawn.root;
    }
    const picture = document.createElement(type);
    for (const [name, value] of Object.entries(attrs ?? {})) picture.setAttribute(name, value);
    return picture;
  }

  #wiredPins(id: string): string[] {
    const ends = this.#diagram.connections.flatMap(([from, to]) => [from, to]);
    return [...new Set(ends.filter((end) => end.startsWith(`${id}:`)).map((end) => end.slice(id.length + 1)))];
  }

  #size(id: string): { width: number; height: number } {
    const picture = this.#elements.get(id)!;
    return { width: picture.offsetWidth, height: picture.offsetHeight };
  }

  #pin(end: string): PlacedPin {
    const split = end.indexOf(':');
    const part = this.#diagram.parts.find(({ id }) => id === end.slice(0, split));
    const pins = part && (this.#drawn.get(part.id)?.pinInfo ?? (this.#elements.get(part.id) as WokwiElement).pinInfo);
    const pin = pins?.find(({ name }) => name === end.slice(split + 1));
    if (!part || !pin) throw new Error(`The diagram connects ${end}, which no part has.`);
    return placePin(part, this.#size(part.id), pin);
  }

  #corners(part: Part): Point[] {
    const size = this.#size(part.id);
    const [right, bottom] = [size.width, size.height];
    return [{ x: 0, y: 0 }, { x: right, y: 0 }, { x: 0, y: bottom }, { x: right, y: bottom }].map((corner) => place(part, size, corner));
  }

  /** Moves the scene's top left corner to the picture's and shrinks it to the page's width. */
  #fit(corners: Point[]): void {
    const [left, top] = [Math.min(...corners.map(({ x }) => x)) - MARGIN, Math.min(...corners.map(({ y }) => y)) - MARGIN];
    const [right, bottom] = [Math.max(...corners.map(({ x }) => x)) + MARGIN, Math.max(...corners.map(({ y }) => y)) + MARGIN];
    const fit = () => {
      const scale = Math.min(1, this.root.clientWidth / (right - left));
      const inset = Math.max(0, (this.root.clientWidth - (right - left) * scale) / 2);
      this.#scene.style.transform = `translate(${inset}px) scale(${scale}) translate(${-left}px, ${-top}px)`;
      this.root.style.height = `${(bottom - top) * scale}px`;
    };
    new ResizeObserver(fit).observe(this.root);
    fit();
  }
}
