/** From wires to nodes: which pins of a diagram are one and the same point of the circuit. */

import { Circuit } from './circuit.ts';
import { terminalName } from './diagram.ts';
import type { Diagram, Terminal } from './diagram.ts';
import { partDefinitions } from './parts/index.ts';

export class Wiring {
  private readonly circuit: Circuit;
  private readonly parents = new Map<string, string>();
  private readonly nodes = new Map<string, number>();

  constructor(diagram: Diagram, circuit: Circuit) {
    this.circuit = circuit;
    for (const [from, to] of diagram.connections) this.join(from, to);
    for (const { type, id } of diagram.parts) {
      for (const [pin, same] of partDefinitions.get(type)!.joined ?? []) this.join({ part: id, pin }, { part: id, pin: same });
    }
  }

  join(from: Terminal, to: Terminal): void {
    this.parents.set(this.root(terminalName(from)), this.root(terminalName(to)));
  }

  isWired(terminal: Terminal): boolean {
    return this.parents.has(terminalName(terminal));
  }

  node(terminal: Terminal): number {
    const root = this.root(terminalName(terminal));
    const known = this.nodes.get(root);
    if (known !== undefined) return known;
    const node = this.circuit.addNode();
    this.nodes.set(root, node);
    return node;
  }

  private root(name: string): string {
    let root = name;
    for (;;) {
      const parent = this.parents.get(root);
      if (parent === undefined || parent === root) break;
      root = parent;
    }
    // a wired pin has an entry even where it is its own root
    this.parents.set(name, root);
    return root;
  }
}
