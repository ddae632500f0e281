import { leaves } from './tree.ts';
import type { Node } from './tree.ts';
import { mark, svg } from './svg.ts';

export interface Words {
  rule(node: Node): string;
  summary(node: Node): string;
  majority(node: Node): number;
}

const LEAF_WIDTH = 104;
const LEVEL = 70;

/** The tree from its root down: a rule at each fork, yes to the left. */
export function picture(root: Node, { rule, summary, majority }: Words): SVGElement {
  const ends = leaves(root);
  const width = Math.max(2, ends.length) * LEAF_WIDTH;
  const height = (Math.max(...ends.map(({ depth }) => depth)) + 1) * LEVEL + 20;
  const drawn = svg('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': spoken(root) });
  let placed = 0;
  const single = ends.length === 1;
  draw(root);
  return drawn;

  /** Draws a node below its children's lines and returns where it stands. */
  function draw(node: Node): number {
    const y = node.depth * LEVEL + 24;
    if (!node.children) {
      const x = single ? width / 2 : (placed++ + 0.5) * LEAF_WIDTH;
      const sign = mark(majority(node));
      sign.setAttribute('transform', `translate(${x} ${y})`);
      const [count, impurity] = summary(node).split(', ');
      drawn.append(sign, text(x, y + 22, count), text(x, y + 37, impurity));
      return x;
    }
    const [left, right] = node.children.map(draw);
    const x = (left + right) / 2;
    const from = y + 8;
    const to = y + LEVEL - 12;
    drawn.append(
      svg('path', { d: `M${left} ${to}L${x} ${from}L${right} ${to}`, class: 'explore-branch' }),
      text(x, y, rule(node)),
      text((left + x) / 2 - 12, (from + to) / 2, 'yes'),
      text((right + x) / 2 + 10, (from + to) / 2, 'no'),
    );
    return x;
  }

  function spoken(node: Node): string {
    if (!node.children) return `leaf of ${summary(node)}`;
    return `If ${rule(node)}: ${spoken(node.children[0])}; otherwise: ${spoken(node.children[1])}`;
  }
}

function text(x: number, y: number, words: string): SVGElement {
  return svg('text', { x, y, class: 'explore-axis' }, words);
}
