import { button, element } from '../dom.ts';
import { row, short, slider } from './controls.ts';
import { Handle } from './handle.ts';
import python from './neighbours.py';
import { around, Plot } from './plot.ts';
import { cells, paint } from './regions.ts';
import type { Stage } from './stage.ts';
import { mark, svg } from './svg.ts';

type Label = number | string;

interface Point {
  at: [number, number];
  class: number;
  handle: Handle;
}

const ACROSS = 60;
const UP = 40;
const PREDICT = 'of_page(option["predict"])';

/** Points to drag, add and relabel; the ground is coloured by what the page's function answers there. */
export async function explore(stage: Stage): Promise<() => Promise<void>> {
  stage.python = python;
  const [places, labels, classes] = await stage.ask<[[number, number][], Label[], Label[]]>('labelled(of_page(option["data"]))');
  const [across, upward] = stage.words('axes', ['first feature', 'second feature']);
  const plot = new Plot(
    { width: Math.min(stage.width, 640), height: Math.min(stage.width, 440) },
    around(places.map(([x]) => x), across, 0.15),
    around(places.map(([, y]) => y), upward, 0.15),
    'Points of each class on the ground that the classifier gives the class',
  );
  const ground = svg('g');
  const k = slider(stage.words('knob', ['Neighbours k'])[0], {
    from: 1, to: stage.numbers('most', [Math.min(15, places.length)])[0], step: 1, value: stage.numbers('k', [3])[0],
  }, () => void stage.refresh());
  const points: Point[] = [];
  let selected: Point | undefined;

  const kind = element('select', { 'aria-label': 'Class of the new point' },
    ...classes.map((name, index) => element('option', { value: String(index) }, String(name))));
  const middle = (): [number, number] => [(plot.x.from + plot.x.to) / 2, (plot.y.from + plot.y.to) / 2];
  const add = button('Add a point', () => addPoint(middle(), Number(kind.value)).handle.root.focus());
  const change = button('Change its class', () => selected && relabel(selected));
  const remove = button('Remove it', () => selected && drop(selected));
  plot.area.append(ground);
  plot.ground.addEventListener('click', (event) => addPoint(plot.at(event), Number(kind.value)).handle.root.focus());
  stage.add(
    k.root,
    row(add, element('label', { class: 'explore-choice' }, 'of class ', kind), change, remove),
    plot.root,
    legend(classes),
  );
  places.forEach((at, index) => addPoint(at, classes.indexOf(labels[index]), false));
  select(undefined);

  function addPoint(at: [number, number], own: number, redraw = true): Point {
    const handle: Handle = new Handle(plot, `Point ${points.length + 1}`, mark(own), {
      place: () => point.at,
      move: (to) => {
        point.at = to;
        show(point);
        void stage.refresh();
      },
      key: (key) => {
        if (key === 'Enter' || key === ' ') relabel(point);
        else if (key === 'Delete' || key === 'Backspace') drop(point);
        else return false;
        return true;
      },
    });
    const point: Point = { at, class: own, handle };
    handle.root.addEventListener('focus', () => select(point));
    points.push(point);
    plot.handles.append(handle.root);
    show(point);
    if (redraw) void stage.refresh();
    return point;
  }

  function relabel(point: Point): void {
    point.class = (point.class + 1) % classes.length;
    point.handle.root.lastElementChild!.replaceWith(mark(point.class));
    show(point);
    void stage.refresh();
  }

  function drop(point: Point): void {
    if (points.length === 1) return stage.tell('The last point stays: without one there is nothing to vote.');
    points.splice(points.indexOf(point), 1);
    point.handle.root.remove();
    select(undefined);
    add.focus();
    void stage.refresh();
  }

  function select(point: Point | undefined): void {
    selected?.handle.root.classList.remove('selected');
    selected = point;
    point?.handle.root.classList.add('selected');
    change.disabled = remove.disabled = point === undefined;
  }

  function show(point: Point): void {
    point.handle.place(`${classes[point.class]}, ${across} ${short(point.at[0])}, ${upward} ${short(point.at[1])}`);
  }

  async function draw(): Promise<void> {
    const votes = Math.min(k.value, points.length);
    const own = points.map((point) => point.class);
    const answers = await stage.ask<Label[]>(`regions(${PREDICT}, points, labels, k, x, y)`, {
      points: points.map(({ at }) => at),
      labels: own.map((index) => classes[index]),
      k: votes,
      ...cells(plot, ACROSS, UP),
    });
    const found = answers.map((label) => classes.indexOf(label));
    ground.replaceChildren(...paint(plot, ACROSS, UP, found.slice(0, ACROSS * UP)));
    const strangers = own.filter((index, place) => found[ACROSS * UP + place] !== index).length;
    const shares = classes.map((name, index) => {
      const cellsOfClass = found.slice(0, ACROSS * UP).filter((answer) => answer === index).length;
      return `${name} ${Math.round((100 * cellsOfClass) / (ACROSS * UP))} %`;
    });
    const standing = strangers === 1 ? '1 stands' : `${strangers || 'none'} ${strangers ? 'stand' : 'stands'}`;
    stage.tell(`k = ${votes}: of ${own.length} points ${standing} on ground of another class. Ground: ${shares.join(', ')}.`);
  }

  return draw;
}

/** Which mark stands for which class. */
export function legend(classes: Label[]): HTMLElement {
  return element('p', { class: 'explore-legend' }, ...classes.map((name, index) =>
    element('span', {}, svg('svg', { viewBox: '-10 -10 20 20', width: 16, height: 16, 'aria-hidden': 'true' }, mark(index)), String(name))));
}
