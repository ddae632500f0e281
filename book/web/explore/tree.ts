import { button, element } from '../dom.ts';
import { row, short } from './controls.ts';
import { legend } from './neighbours.ts';
import { around, Plot } from './plot.ts';
import type { Stage } from './stage.ts';
import { colour, mark, svg } from './svg.ts';
import { picture } from './tree-picture.ts';
import python from './tree.py';

interface Split {
  feature: 0 | 1;
  threshold: number;
  left: number[];
  right: number[];
}

/** What the page's code says of a leaf. */
interface Leaf {
  inside: number[];
  impurity: number;
  split: Split | null;
}

/** From and to along each axis. */
type Box = [[number, number], [number, number]];

export interface Node {
  leaf: Leaf;
  box: Box;
  depth: number;
  children?: [Node, Node];
}

/** A tree that grows by the page's split, as rectangles and as a tree. */
export async function explore(stage: Stage): Promise<() => Promise<void>> {
  stage.python = python;
  const [points, labels, classes] = await stage.ask<[[number, number][], (number | string)[], (number | string)[]]>(
    'labelled(of_page(option["data"]))',
  );
  const axes = stage.words('axes', ['first feature', 'second feature']);
  const measure = stage.options.measure ?? 'gini';
  const wide = stage.width > 560;
  const plot = new Plot(
    { width: Math.min(stage.width, wide ? stage.width * 0.55 : 640), height: Math.min(stage.width, 380) },
    around(points.map(([x]) => x), axes[0]),
    around(points.map(([, y]) => y), axes[1]),
    'The rectangles that the tree cuts, one for each leaf',
  );
  const drawing = element('div', { class: 'explore-tree', tabindex: '0', role: 'group', 'aria-label': 'The tree' });
  const worst = button('Split the worst leaf', () => void stage.attempt(splitWorst), 'widget-button primary');
  const back = button('Take the last split back', () => void takeBack());
  const regions = svg('g');
  const dots = svg('g', { class: 'explore-still' });
  plot.handles.append(regions, dots);
  dots.append(...points.map(([x, y], index) => {
    const dot = mark(classes.indexOf(labels[index]));
    dot.setAttribute('transform', `translate(${plot.px(x)} ${plot.py(y)}) scale(.75)`);
    return dot;
  }));
  stage.add(row(worst, back), element('div', { class: 'explore-beside' }, plot.root, drawing), legend(classes));

  let root: Node;
  /** The nodes that were split, in order. */
  let grown: Node[] = [];

  /** Asks the page's code about the whole tree anew: the same number of splits, of the leaves that are worst now. */
  async function draw(): Promise<void> {
    const count = grown.length;
    grown = [];
    root = await node(points.map((_, index) => index), [[plot.x.from, plot.x.to], [plot.y.from, plot.y.to]], 0);
    for (let index = 0; index < count; index++) {
      const next = candidates()[0];
      if (!next) break;
      await split(next);
    }
    show();
  }

  async function node(inside: number[], box: Box, depth: number): Promise<Node> {
    const leaf = await stage.ask<Leaf>(
      'leaf(of_page(option["split"]), of_page(option["impurity"]), points, labels, inside)',
      { points, labels, inside },
    );
    return { leaf, box, depth };
  }

  async function split(at: Node): Promise<void> {
    const { feature, threshold, left, right } = at.leaf.split!;
    const low: Box = [[...at.box[0]], [...at.box[1]]];
    const high: Box = [[...at.box[0]], [...at.box[1]]];
    low[feature][1] = threshold;
    high[feature][0] = threshold;
    const children = [await node(left, low, at.depth + 1), await node(right, high, at.depth + 1)] as [Node, Node];
    if (at.children) return; // asked twice
    at.children = children;
    grown.push(at);
  }

  async function splitWorst(): Promise<void> {
    const at = candidates()[0];
    if (!at) return;
    await split(at);
    show(`Split at ${rule(at)}. `);
  }

  async function splitHere(at: Node): Promise<void> {
    if (!at.leaf.split) return stage.tell(`Nothing to gain here: ${summary(at)}.`);
    await split(at);
    show(`Split at ${rule(at)}. `);
    regions.querySelector<SVGElement>('[tabindex]')?.focus();
  }

  function takeBack(): void {
    delete grown.pop()?.children;
    show('The last split is taken back. ');
  }

  /** Leaves that can be split, the one with the most impurity times points first. */
  function candidates(): Node[] {
    const weight = ({ leaf }: Node) => leaf.impurity * leaf.inside.length;
    return leaves(root).filter(({ leaf }) => leaf.split).sort((a, b) => weight(b) - weight(a));
  }

  function rule({ leaf }: Node): string {
    return `${axes[leaf.split!.feature]} ≤ ${short(leaf.split!.threshold)}`;
  }

  function majority({ leaf }: Node): number {
    const counts = classes.map((name) => leaf.inside.filter((index) => labels[index] === name).length);
    return counts.indexOf(Math.max(...counts));
  }

  function summary(at: Node): string {
    const { inside, impurity } = at.leaf;
    return `${inside.length} ${inside.length === 1 ? 'point' : 'points'}, ${measure} ${short(impurity, 2)}, answers ${classes[majority(at)]}`;
  }

  function show(news = ''): void {
    const ends = leaves(root);
    regions.replaceChildren(...ends.map((leaf) => rectangle(leaf)));
    drawing.replaceChildren(picture(root, { rule, summary, majority }));
    worst.disabled = candidates().length === 0;
    back.disabled = grown.length === 0;
    const wrong = ends.reduce((sum, end) => {
      const answer = classes[majority(end)];
      return sum + end.leaf.inside.filter((index) => labels[index] !== answer).length;
    }, 0);
    const mean = ends.reduce((sum, { leaf }) => sum + leaf.impurity * leaf.inside.length, 0) / points.length;
    const done = candidates().length ? '' : ' No leaf can be split further.';
    stage.tell(
      `${news}${ends.length} ${ends.length === 1 ? 'leaf' : 'leaves'}, mean ${measure} ${short(mean, 2)}, ` +
        `${wrong} of ${points.length} points answered wrongly.${done}`,
    );
  }

  /** A leaf's place in the plot, to press. */
  function rectangle(leaf: Node): SVGElement {
    const [[left, right], [low, high]] = leaf.box;
    const made = svg('rect', {
      x: plot.px(left), y: plot.py(high), width: plot.px(right) - plot.px(left), height: plot.py(low) - plot.py(high),
      class: `explore-region explore-leaf ${colour(majority(leaf))}`,
      tabindex: 0, role: 'button', 'aria-label': `Leaf of ${summary(leaf)}: split it`,
    });
    made.addEventListener('click', () => void stage.attempt(() => splitHere(leaf)));
    made.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      void stage.attempt(() => splitHere(leaf));
    });
    return made;
  }

  return draw;
}

export function leaves(node: Node): Node[] {
  return node.children ? node.children.flatMap(leaves) : [node];
}
