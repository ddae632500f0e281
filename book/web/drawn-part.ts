/** Our own plain picture of a part: its outline, its pins with their names, and what a display shows. */
import { element } from './dom.ts';
import { outlineOf } from './part-outlines.ts';
import type { Box, Outline, PlacedName } from './part-outlines.ts';
import type { Point } from './wires.ts';

const SVG = 'http://www.w3.org/2000/svg';
/** diagram.json counts CSS pixels. */
const PIXELS_A_MILLIMETRE = 96 / 25.4;
/** In millimetres, as everything that is drawn. */
const MODULE_TEXT = 1.8;
const TITLE_TEXT = 2.2;
/** Of a monospaced font, as part of its size. */
const GLYPH_WIDTH = 0.62;
/** What the pins' names take from either side. */
const NAMES_WIDTH = 5;

export interface ScreenPicture {
  readonly width: number;
  readonly height: number;
  /** A byte a pixel, row by row. */
  readonly pixels: Uint8Array;
  readonly brightness: number;
}

export class DrawnPart {
  readonly root: HTMLElement;
  /** In CSS pixels. */
  readonly pinInfo: readonly (Point & { readonly name: string })[];
  #canvas: HTMLCanvasElement | undefined;

  constructor(type: string, pins: readonly string[]) {
    const outline = outlineOf(type, pins);
    const [width, height] = [pixels(outline.width), pixels(outline.height)];
    this.root = element('div', { class: 'drawn-part', style: `width:${width}px;height:${height}px` });
    this.root.append(draw(outline));
    this.pinInfo = outline.pins.map(({ name, x, y }) => ({ name, x: pixels(x), y: pixels(y) }));
    if (outline.screen) {
      const { x, y, width: across, height: down } = outline.screen;
      this.#canvas = element('canvas', { style: `left:${pixels(x)}px;top:${pixels(y)}px;width:${pixels(across)}px;height:${pixels(down)}px` });
      this.root.append(this.#canvas);
    }
  }

  showScreen({ width, height, pixels: levels, brightness }: ScreenPicture): void {
    const canvas = this.#canvas;
    if (!canvas) return;
    [canvas.width, canvas.height] = [width, height];
    const picture = new ImageData(width, height);
    for (const [index, level] of levels.entries()) {
      const light = level * brightness;
      picture.data.set([0.8 * light, 0.93 * light, light, 255], 4 * index); // an OLED's bluish white
    }
    canvas.getContext('2d')!.putImageData(picture, 0, 0);
  }
}

const pixels = (millimetres: number): number => millimetres * PIXELS_A_MILLIMETRE;

function draw(outline: Outline): SVGElement {
  const { width, height, title, module, screen } = outline;
  const body = outline.body ?? { x: 0, y: 0, width, height };
  const picture = svg('svg', { viewBox: `0 0 ${width} ${height}`, width: '100%', height: '100%' });
  picture.append(svg('rect', { ...body, rx: 1, class: 'part-body' }));
  if (module) {
    picture.append(svg('rect', { x: module.x, y: module.y, width: module.width, height: module.height, rx: 0.4, class: 'part-module' }));
    picture.append(text(module.label, module.x + module.width / 2, module.y + module.height / 2, MODULE_TEXT, 'middle', 'part-module-name'));
  }
  if (screen) picture.append(svg('rect', { x: screen.x, y: screen.y, width: screen.width, height: screen.height, class: 'part-screen' }));
  picture.append(drawTitle(title, body, module ? module.y + module.height : undefined));
  for (const pin of outline.pins) picture.append(...drawPin(pin, outline, body.x));
  return picture;
}

/** Across the middle of a box; upwards below a module, where the pins' names leave little room. */
function drawTitle(title: string, { x, y, width, height }: Box, moduleEnd: number | undefined): SVGElement {
  const [middle, top] = [x + width / 2, moduleEnd ?? y];
  const centre = (top + y + height) / 2;
  const room = moduleEnd === undefined ? width - 2 * NAMES_WIDTH : y + height - top;
  const made = text(title, middle, centre, Math.min(TITLE_TEXT, (0.9 * room) / (GLYPH_WIDTH * title.length)), 'middle');
  if (moduleEnd !== undefined) made.setAttribute('transform', `rotate(-90 ${middle} ${centre})`);
  return made;
}

function drawPin({ name, x, y }: PlacedName, outline: Outline, bodyLeft: number): SVGElement[] {
  if (outline.screen) return [pad(x, y), text(name, x, y + 2.2, 1.1, 'middle')]; // a row along the top
  if (x < bodyLeft) {
    const leg = svg('rect', { x, y: y - 0.35, width: bodyLeft - x + 0.2, height: 0.7, class: 'part-pin' });
    return [leg, text(name, bodyLeft + 0.7, y, 1.8, 'start')];
  }
  const isLeft = x < outline.width / 2;
  return [pad(x, y), text(name, x + (isLeft ? 1.3 : -1.3), y, 1.4, isLeft ? 'start' : 'end')];
}

const pad = (x: number, y: number): SVGElement => svg('circle', { cx: x, cy: y, r: 0.75, class: 'part-pin' });

function text(words: string, x: number, y: number, size: number, anchor: string, className = 'part-text'): SVGElement {
  const made = svg('text', { x, y, 'font-size': size, 'text-anchor': anchor, 'dominant-baseline': 'central', class: className });
  made.textContent = words;
  return made;
}

function svg(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
