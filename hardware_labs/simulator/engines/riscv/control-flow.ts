/**
 * The order in which a region's blocks become structured code: WebAssembly has loops and blocks to leave, but no jumps.
 *
 * Source: N. Ramsey, "Beyond Relooper: Recursive Translation of Unstructured Control Flow to Structured Control Flow",
 * ICFP 2022; dominators after K. Cooper, T. Harvey and K. Kennedy, "A Simple, Fast Dominance Algorithm", 2001.
 */

import type { Block, Region } from './region.ts';

export interface FlowNode {
  readonly block: Block;
  /** Place in reverse postorder: a jump to a smaller or equal one goes back. */
  readonly order: number;
  /** For each edge of the block: where it goes to, or undefined where it leaves the region. */
  readonly successors: readonly (FlowNode | undefined)[];
  /** Some jump goes back to this block. */
  readonly isLoop: boolean;
  /** Several jumps forward lead to this block. */
  readonly isMerge: boolean;
  /** Those of which this block is the last to dominate, the latest first. */
  readonly merges: readonly FlowNode[];
}

interface Draft extends FlowNode {
  order: number;
  successors: (Draft | undefined)[];
  predecessors: Draft[];
  dominator: Draft | undefined;
  isLoop: boolean;
  isMerge: boolean;
  merges: Draft[];
}

/** Returns the entry; a jump back into the middle of a loop becomes a way out of the region. */
export function controlFlow(region: Region): FlowNode {
  const nodes = reversePostorder(region);
  findDominators(nodes);
  for (const node of nodes) {
    node.successors = node.successors.map((next) => (next && next.order <= node.order && !dominates(next, node) ? undefined : next));
  }
  findDominators(nodes);
  for (const node of nodes) {
    node.isLoop = node.predecessors.some(({ order }) => order >= node.order);
    node.isMerge = node.predecessors.filter(({ order }) => order < node.order).length > 1;
    if (node.isMerge) node.dominator!.merges.unshift(node);
  }
  return nodes[0];
}

function reversePostorder(region: Region): Draft[] {
  const drafts = new Map<Block, Draft>();
  const nodes: Draft[] = [];
  const visit = (block: Block): Draft => {
    const known = drafts.get(block);
    if (known !== undefined) return known;
    const draft: Draft = {
      block, order: 0, successors: [], predecessors: [], dominator: undefined, isLoop: false, isMerge: false, merges: [],
    };
    drafts.set(block, draft);
    draft.successors = block.edges.map((edge) => edge.block && visit(edge.block));
    nodes.push(draft);
    return draft;
  };
  visit(region.entry);
  nodes.reverse().forEach((node, order) => (node.order = order));
  return nodes;
}

/** Also lists the predecessors. */
function findDominators(nodes: readonly Draft[]): void {
  for (const node of nodes) {
    node.predecessors = [];
    node.dominator = undefined;
  }
  for (const node of nodes) for (const next of node.successors) next?.predecessors.push(node);
  const [entry] = nodes;
  entry.dominator = entry;
  for (let changed = true; changed; ) {
    changed = false;
    for (const node of nodes.slice(1)) {
      const known = node.predecessors.filter(({ dominator }) => dominator !== undefined);
      const dominator = known.reduce(commonDominator);
      if (dominator !== node.dominator) changed = true;
      node.dominator = dominator;
    }
  }
  entry.dominator = undefined;
}

function commonDominator(a: Draft, b: Draft): Draft {
  while (a !== b) {
    if (a.order > b.order) a = a.dominator!;
    else b = b.dominator!;
  }
  return a;
}

function dominates(a: Draft, b: Draft): boolean {
  let node: Draft | undefined = b;
  while (node !== undefined && node !== a) node = node.dominator;
  return node === a;
}
