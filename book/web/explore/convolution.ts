import { button, element } from '../dom.ts';
import { row, short } from './controls.ts';
import python from './convolution.py';
import { Pixels } from './pixels.ts';
import type { Stage } from './stage.ts';

interface Shares {
  patch: number[][];
  added: number[][];
}

const CONVOLVE = 'of_page(option["convolve"])';
const ARROWS: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** A kernel that moves over an image: its products, their sum, and the map that fills place by place. */
export async function explore(stage: Stage): Promise<() => Promise<void>> {
  stage.python = python;
  const [image, kernel] = await stage.ask<[number[][], number[][]]>('arrays(of_page(option["image"]), of_page(option["kernel"]))');
  const size = { high: kernel.length, wide: kernel[0].length };
  const rows = image.length - size.high + 1;
  const columns = image[0].length - size.wide + 1;
  let at: [number, number] = [0, 0];
  let map: number[][] = [];
  const seen = new Set<string>();

  const picture = new Pixels(image.length, image[0].length, 'Image');
  const answer = new Pixels(rows, columns, 'Map');
  picture.root.setAttribute('tabindex', '0');
  picture.root.setAttribute('role', 'slider');
  picture.root.setAttribute('aria-label', 'Place of the kernel on the image');
  picture.root.setAttribute('aria-valuemin', '1');
  picture.root.setAttribute('aria-valuemax', String(rows * columns));
  const inputs = kernel.map((line, i) => line.map((weight, j) => {
    const input = element('input', {
      type: 'number', step: 'any', value: String(weight), 'aria-label': `Kernel, row ${i + 1}, column ${j + 1}`,
    });
    input.addEventListener('input', () => {
      if (!Number.isFinite(input.valueAsNumber)) return;
      kernel[i][j] = input.valueAsNumber;
      void stage.refresh();
    });
    return input;
  }));
  const products = element('div', { class: 'explore-products' });
  const fill = button('Fill the whole map', () => {
    for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) seen.add(`${r} ${c}`);
    void stage.refresh();
  });
  const empty = button('Empty the map', () => {
    seen.clear();
    void stage.refresh();
  });
  products.style.setProperty('--columns', String(size.wide));
  const weights = element('div', { class: 'explore-weights', role: 'group', 'aria-label': 'Kernel' }, ...inputs.flat());
  weights.style.setProperty('--columns', String(size.wide));
  stage.add(
    element('div', { class: 'explore-beside' },
      column('Image', picture.root), column('Kernel', weights), column('Products under the kernel', products), column('Map', answer.root)),
    row(fill, empty),
  );

  picture.root.addEventListener('pointermove', (event) => hover(event));
  picture.root.addEventListener('pointerdown', (event) => hover(event));
  picture.root.addEventListener('keydown', (event) => {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    moveTo(at[0] + arrow[0], at[1] + arrow[1]);
  });

  function hover(event: PointerEvent): void {
    const [r, c] = picture.at(event);
    moveTo(r - Math.floor(size.high / 2), c - Math.floor(size.wide / 2));
  }

  function moveTo(r: number, c: number): void {
    const next: [number, number] = [Math.min(rows - 1, Math.max(0, r)), Math.min(columns - 1, Math.max(0, c))];
    if (next[0] === at[0] && next[1] === at[1]) return;
    at = next;
    void stage.refresh();
  }

  async function draw(): Promise<void> {
    const [r, c] = at;
    const asked = { image, kernel, row: r, column: c };
    const [whole, { patch, added }] = await stage.ask<[number[][], Shares]>(
      `convolved(${CONVOLVE}, image, kernel), shares(${CONVOLVE}, image, kernel, row, column)`, asked);
    map = whole;
    seen.add(`${r} ${c}`);
    picture.paint(image);
    picture.frame(r, c, size.high, size.wide);
    answer.paint(map, (i, j) => seen.has(`${i} ${j}`));
    answer.frame(r, c, 1, 1);
    products.replaceChildren(...added.flatMap((line, i) => line.map((share, j) =>
      element('span', {}, product(patch[i][j], kernel[i][j], share)))));
    const sum = short(map[r][c]);
    picture.root.setAttribute('aria-valuenow', String(r * columns + c + 1));
    picture.root.setAttribute('aria-valuetext', `row ${r + 1}, column ${c + 1}: sum ${sum}`);
    const terms = added.flat().filter((share) => share !== 0).map((share) => short(share));
    stage.tell(`Row ${r + 1}, column ${c + 1}: ${terms.length ? terms.join(' + ').replaceAll('+ -', '- ') : 'all products are 0'}, sum ${sum}. ` +
      `${seen.size} of ${rows * columns} places of the map filled.`);
  }

  return draw;
}

/** What a pixel adds to the sum; a page whose convolution turns the kernel around has other factors than those above each other. */
function product(pixel: number, weight: number, share: number): string {
  const factors = pixel * weight === share ? `${short(pixel)} × ${short(weight)} =` : `${short(pixel)} →`;
  return `${factors} ${short(share)}`;
}

function column(title: string, content: Node): HTMLElement {
  return element('div', { class: 'explore-column' }, element('p', { class: 'explore-title' }, title), content);
}
