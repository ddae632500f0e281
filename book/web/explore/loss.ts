import { button } from '../dom.ts';
import { contour, levels, spread } from './contours.ts';
import { row, short, slider } from './controls.ts';
import { Handle } from './handle.ts';
import python from './loss.py';
import { Plot } from './plot.ts';
import type { Stage } from './stage.ts';
import { svg } from './svg.ts';

type Place = [number, number];

const GRID = { across: 41, up: 31 };
const LEVELS = 10;
const RUN = 40; // steps that Run takes
const STEP_MS = 120;
const LOSS = 'of_page(option["loss"])';
const BOTH = `${LOSS}, of_page(option["gradient"])`;

/** A loss of two parameters from above; the reader drops a start and walks down by the page's gradient. */
export async function explore(stage: Stage): Promise<() => Promise<void>> {
  stage.python = python;
  const [xFrom, xTo] = stage.numbers('x', []);
  const [yFrom, yTo] = stage.numbers('y', []);
  const [first, second] = stage.words('parameters', ['first parameter', 'second parameter']);
  const unit = stage.options.unit ? ` ${stage.options.unit}` : '';
  const plot = new Plot(
    { width: Math.min(stage.width, 640), height: Math.min(stage.width, 420) },
    { from: xFrom, to: xTo, label: first },
    { from: yFrom, to: yTo, label: second },
    'The loss from above: each ring is a level of equal error',
  );
  let start = stage.numbers('start', [xFrom + (xTo - xFrom) / 6, yFrom + (yTo - yFrom) / 6]) as Place;
  let walk: Place[] = [start];
  let errors: number[] = [];
  let running = false;

  const rate = slider(
    'Learning rate',
    { from: 0.01, to: stage.numbers('most', [1])[0], step: 0.01, value: stage.numbers('rate', [0.1])[0] },
    () => stage.tell(`The learning rate is ${rate.value}.`),
  );
  const step = button('Step', () => void stage.attempt(() => advance(1)), 'widget-button primary');
  const run = button('Run', () => void (running ? (running = false) : stage.attempt(runDown)));
  const again = button('Back to the start', () => void dropAt(start));
  const rings = svg('g', { class: 'explore-rings' });
  const trail = svg('path', { class: 'explore-trail' });
  const dots = svg('g', { class: 'explore-dots' });
  const head = svg('path', { d: 'M-8-8L8 8M8-8L-8 8', class: 'explore-head' });
  const handle = new Handle(plot, `Start of the walk: ${first} and ${second}`, svg('circle', { r: 8, class: 'explore-knob' }), {
    place: () => start,
    move: (to) => void dropAt(to),
  });
  plot.area.append(rings, trail, dots, head);
  plot.handles.append(handle.root);
  plot.ground.addEventListener('click', (event) => void dropAt(plot.at(event)));
  stage.add(row(step, run, again), rate.root, plot.root);

  async function dropAt(place: Place): Promise<void> {
    running = false;
    start = place;
    walk = [place];
    errors = [];
    showWalk();
    await stage.refresh();
  }

  /** Draws the surface as the page's loss has it, and the walk again from its start. */
  async function draw(): Promise<void> {
    const x = spread(xFrom, xTo, GRID.across);
    const y = spread(yFrom, yTo, GRID.up);
    const here = start;
    const [heights, error] = await stage.ask<[number[][], number]>(`surface(${LOSS}, x, y), look(${LOSS}, *at)`, {
      x, y, at: here,
    });
    const lines = levels(heights, LEVELS).map((level) =>
      svg('path', { d: contour({ x, y, heights }, level).map((piece) => plot.line(piece)).join('') }),
    );
    rings.replaceChildren(...lines);
    if (here !== start) return; // dropped elsewhere meanwhile: another drawing follows
    walk = [start];
    errors = [error];
    showWalk();
  }

  async function advance(steps: number): Promise<boolean> {
    const at = walk[walk.length - 1];
    const path = await stage.ask<[number, number, number][]>(`descend(${BOTH}, *at, rate, steps)`, {
      at, rate: rate.value, steps,
    });
    if (at !== walk[walk.length - 1]) return false; // the reader has put the start elsewhere
    for (const [x, y, error] of path) {
      walk.push([x, y]);
      errors.push(error);
    }
    showWalk();
    if (path.length < steps) stage.tell(`After step ${walk.length - 1} the numbers are too large to compute with. Take a smaller rate.`);
    return path.length === steps;
  }

  /** Walks on, one step after the other where movement is welcome. */
  async function runDown(): Promise<void> {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      await advance(RUN);
      return;
    }
    running = true;
    run.textContent = 'Pause';
    try {
      for (let taken = 0; running && taken < RUN && (await advance(1)); taken++) {
        await new Promise((next) => setTimeout(next, STEP_MS));
      }
    } finally {
      running = false;
      run.textContent = 'Run';
    }
  }

  function showWalk(): void {
    const near = walk.map(([x, y]): Place => [x, y]);
    const [x, y] = walk[walk.length - 1];
    trail.setAttribute('d', plot.line(near));
    dots.replaceChildren(...near.map(([a, b]) => svg('circle', { cx: plot.px(a), cy: plot.py(b), r: 3 })));
    head.setAttribute('transform', `translate(${plot.px(x)} ${plot.py(y)})`);
    handle.place(`${first} ${short(start[0])}, ${second} ${short(start[1])}`);
    if (!errors.length) return;
    const error = errors[errors.length - 1];
    const before = errors[errors.length - 2];
    const outside = x < xFrom || x > xTo || y < yFrom || y > yTo ? ' The walk has left the picture.' : '';
    const rising = error > before ? ' This step went up: the rate is too large.' : '';
    stage.tell(`Step ${walk.length - 1}: ${first} ${short(x)}, ${second} ${short(y)}, error ${short(error)}${unit}.${rising}${outside}`);
  }

  return draw;
}
