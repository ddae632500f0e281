import { element } from '../dom.ts';
import { short, slider } from './controls.ts';
import { Plot } from './plot.ts';
import python from './recurrence.py';
import type { Stage } from './stage.ts';
import { svg } from './svg.ts';

interface Echo {
  state: number[];
  slope: number[];
}

const LINES = { state: 'explore-trail', slope: 'explore-slope' };
const LEFT = 0.01; // what counts as something left

/** What a unit keeps of a pulse, step by step, for a weight on its state and an update gate. */
export async function explore(stage: Stage): Promise<() => Promise<void>> {
  stage.python = python;
  const change = () => void stage.refresh();
  const [first] = stage.numbers('weight', [0.5]);
  const weight = slider('Weight', { from: -1.5, to: 1.5, step: 0.05, value: first }, change, short);
  const gate = slider('Update gate', { from: 0, to: 1, step: 0.01, value: stage.numbers('gate', [0])[0] }, change, short);
  const steps = (await ask()).state.length - 1;
  const plot = new Plot(
    { width: Math.min(stage.width, 640), height: Math.min(stage.width, 320) },
    { from: 0, to: steps, label: 'steps after the pulse' },
    { from: -1, to: 1.2, label: 'what is left' },
    'State and slope at each step after a pulse',
  );
  const lines = { state: svg('path', { class: LINES.state }), slope: svg('path', { class: LINES.slope }) };
  plot.area.append(svg('path', { class: 'explore-rings', d: plot.line([[0, 0], [steps, 0]]) }), lines.slope, lines.state);
  stage.add(weight.root, gate.root, plot.root, element('p', { class: 'explore-key' }, key('state'), key('slope')));

  function ask(): Promise<Echo> {
    return stage.ask<Echo>('after_pulse(of_page(option["states"]), weight, gate)', { weight: weight.value, gate: gate.value });
  }

  return async function draw(): Promise<void> {
    const echo = await ask();
    for (const name of ['state', 'slope'] as const) {
      lines[name].setAttribute('d', plot.line(echo[name].map((value, step) => [step, value])));
    }
    stage.tell(`${told('state', echo.state)} ${told('slope', echo.slope)}`);
  };
}

/** A sample of a line with its name. */
function key(name: keyof typeof LINES): HTMLElement {
  const sample = svg('svg', { width: 28, height: 10, 'aria-hidden': 'true' }, svg('path', { d: 'M0 5H28', class: LINES[name] }));
  return element('span', {}, sample, ` ${name} `);
}

/** How much is left of a line in the end, and when it was last worth mentioning. */
function told(name: string, values: number[]): string {
  const last = values.length - 1;
  const gone = values.findLastIndex((value) => Math.abs(value) >= LEFT * Math.abs(values[0])) + 1;
  if (gone <= last) return `Of the ${name} less than one hundredth is left after ${gone} ${gone === 1 ? 'step' : 'steps'}.`;
  return `The ${name} is ${short(values[last])} after ${last} steps.`;
}
