/**
 * Direct-current circuits by nodal analysis (Kirchhoff's current law at every node).
 *
 * Every component is a branch: a resistance with a voltage in series, so that the current from `a` to `b` is
 * (Va - Vb - volts) / ohms. A diode is a branch that is open below its forward voltage.
 */

export interface Branch {
  readonly a: number;
  readonly b: number;
  /** Infinity while open. */
  ohms: number;
  volts: number;
}

export interface Diode extends Branch {
  conducting: boolean;
}

/** What `solve` found for one setting of all branches. */
interface Solution {
  /** Ohms and volts of each branch and diode in turn. */
  readonly setting: Float64Array;
  readonly voltages: readonly (number | undefined)[];
  readonly conducting: readonly boolean[];
}

/** A sketch that blinks goes back and forth between few settings: so many are remembered. */
const MAX_REMEMBERED = 8;

/** A node that exists in every circuit and lies at 0 V. */
export const GROUND = 0;

export class Circuit {
  private nodeCount = 1;
  private readonly fixed = new Map<number, number>([[GROUND, 0]]);
  private readonly branches: Branch[] = [];
  private readonly diodes: Diode[] = [];
  private voltages: readonly (number | undefined)[] = [];
  private remembered: Solution[] = [];
  private readonly probed = new Set<number>();

  addNode(): number {
    return this.nodeCount++;
  }

  /** Ties a node to a supply. */
  fix(node: number, volts: number): void {
    this.fixed.set(node, volts);
    this.remembered = [];
  }

  addBranch(a: number, b: number, ohms: number, volts = 0): Branch {
    const branch = { a, b, ohms, volts };
    this.branches.push(branch);
    return branch;
  }

  addDiode(anode: number, cathode: number, ohms: number, forwardVolts: number): Diode {
    const diode = { a: anode, b: cathode, ohms, volts: forwardVolts, conducting: false };
    this.diodes.push(diode);
    return diode;
  }

  /** Voltage of a node after `solve`, in volts; undefined where nothing holds the node (it floats). */
  volts(node: number): number | undefined {
    return this.voltages[node];
  }

  /** A way to ask for a node's voltage from now on, as `volts` gives it. */
  probe(node: number): () => number | undefined {
    this.probed.add(node);
    return () => this.voltages[node];
  }

  isProbed(node: number): boolean {
    return this.probed.has(node);
  }

  /** Current from `a` to `b` after `solve`, in amperes. */
  amperes(branch: Branch | Diode): number {
    if ('conducting' in branch && !branch.conducting) return 0;
    const a = this.voltages[branch.a];
    const b = this.voltages[branch.b];
    return a === undefined || b === undefined ? 0 : (a - b - branch.volts) / branch.ohms;
  }

  /** Computes all voltages, or takes them from an earlier solution of the very same circuit. */
  solve(): void {
    const setting = this.setting();
    const known = this.remembered.find((solution) => sameNumbers(solution.setting, setting));
    if (known) {
      this.voltages = known.voltages;
      this.diodes.forEach((diode, index) => (diode.conducting = known.conducting[index]));
      return;
    }
    this.switchDiodes();
    this.remembered.unshift({ setting, voltages: this.voltages, conducting: this.diodes.map(({ conducting }) => conducting) });
    this.remembered.length = Math.min(this.remembered.length, MAX_REMEMBERED);
  }

  private setting(): Float64Array {
    const setting = new Float64Array(2 * (this.branches.length + this.diodes.length));
    let index = 0;
    for (const list of [this.branches, this.diodes]) {
      for (const { ohms, volts } of list) {
        setting[index++] = ohms;
        setting[index++] = volts;
      }
    }
    return setting;
  }

  /** Switches diodes until each one agrees with its own voltage. */
  private switchDiodes(): void {
    for (const diode of this.diodes) diode.conducting = false;
    for (let round = 0; round <= 2 * this.diodes.length; round++) {
      this.solveLinear();
      const wrong = this.diodes.find((diode) => diode.conducting !== this.isForward(diode));
      if (!wrong) return;
      wrong.conducting = !wrong.conducting;
    }
  }

  private isForward({ a, b, volts }: Diode): boolean {
    const anode = this.voltages[a];
    const cathode = this.voltages[b];
    return anode !== undefined && cathode !== undefined && anode - cathode > volts;
  }

  private conductors(): Branch[] {
    return [...this.branches.filter((branch) => branch.ohms < Infinity), ...this.diodes.filter((diode) => diode.conducting)];
  }

  private solveLinear(): void {
    const conductors = this.conductors();
    const unknowns = this.heldNodes(conductors);
    const row = new Map(unknowns.map((node, index) => [node, index]));
    const matrix = unknowns.map(() => new Array<number>(unknowns.length + 1).fill(0));
    const last = unknowns.length;
    for (const { a, b, ohms, volts } of conductors) {
      for (const [node, other, emf] of [[a, b, volts], [b, a, -volts]]) {
        const equation = matrix[row.get(node) ?? -1];
        if (!equation) continue;
        equation[row.get(node)!] += 1 / ohms;
        equation[last] += emf / ohms;
        if (row.has(other)) equation[row.get(other)!] -= 1 / ohms;
        else equation[last] += this.fixed.get(other)! / ohms;
      }
    }
    const solution = eliminate(matrix);
    this.voltages = Array.from({ length: this.nodeCount }, (_, node) =>
      row.has(node) ? solution[row.get(node)!] : this.fixed.get(node),
    );
  }

  /** Nodes without a fixed voltage from which a conducting path leads to a fixed one. */
  private heldNodes(conductors: readonly Branch[]): number[] {
    const reached = new Set(this.fixed.keys());
    for (const node of reached) {
      for (const { a, b } of conductors) {
        // a Set visits what is added while it is being walked
        if (a === node) reached.add(b);
        if (b === node) reached.add(a);
      }
    }
    return [...reached].filter((node) => !this.fixed.has(node));
  }
}

function sameNumbers(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}

/** Gaussian elimination with partial pivoting on an augmented matrix, which it overwrites. */
function eliminate(matrix: number[][]): number[] {
  const size = matrix.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(matrix[row][column]) > Math.abs(matrix[pivot][column])) pivot = row;
    }
    [matrix[column], matrix[pivot]] = [matrix[pivot], matrix[column]];
    for (let row = column + 1; row < size; row++) {
      const factor = matrix[row][column] / matrix[column][column];
      if (factor === 0) continue;
      for (let k = column; k <= size; k++) matrix[row][k] -= factor * matrix[column][k];
    }
  }
  const solution = new Array<number>(size).fill(0);
  for (let row = size - 1; row >= 0; row--) {
    let rest = matrix[row][size];
    for (let k = row + 1; k < size; k++) rest -= matrix[row][k] * solution[k];
    solution[row] = rest / matrix[row][row];
  }
  return solution;
}
