/** Runs that end before the instruction at an address, on each kind of processor, with interrupts in between. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { parseDiagram } from '../../hardware_labs/simulator/diagram.ts';
import { Simulation } from '../../hardware_labs/simulator/simulation.ts';
import { esp32, esp32Elf } from './esp32-fixtures.ts';
import { c3, c3Elf } from './esp32c3-fixtures.ts';
import type { Edge } from './esp-board.ts';
import { UNO, compilers, diagram, firmware, firmwarePath } from './fixtures.ts';
import { riscvTool } from './riscv-fixtures.ts';
import { xtensaCompiler } from './xtensa-fixtures.ts';

const TURNS = 40;
const MILLISECOND = 1e6;

/** A board whose firmware calls `turn` again and again, which makes one pulse. */
interface Turning {
  readonly simulation: Simulation;
  readonly edges: readonly Edge[];
}

function uno(): Turning {
  const edges: Edge[] = [];
  const simulation = new Simulation(parseDiagram(diagram([UNO], [])), firmware('turns'), {
    pin: (_, { value, direction }, nanos) => void (direction === 'out' && edges.push({ high: value, nanos })),
  });
  simulation.listenPin('uno', '8');
  simulation.run(MILLISECOND / 20);
  return { simulation, edges };
}

function esp(make: typeof c3): Turning {
  const { simulation, edges } = make('turns', [], [], ['5']);
  simulation.run(MILLISECOND / 20);
  return { simulation, edges: edges['5'] };
}

/** Address of `turn` by the compiler's own `nm`. */
function turnAddress(symbols: string): number {
  return Number.parseInt(/^([0-9a-f]+) T turn$/m.exec(symbols)![1], 16);
}

const nm = (compiler: string, elf: string): string => execFileSync(compiler.replace(/gcc$/, 'nm'), [elf], { encoding: 'utf8' });

const BOARDS: Record<string, [make: () => Turning, address: () => number]> = {
  AVR: [uno, () => turnAddress(nm(compilers()[0], `${firmwarePath('turns')}.elf`))],
  'RISC-V': [() => esp(c3), () => turnAddress(riscvTool('nm', [c3Elf('turns')]))],
  Xtensa: [() => esp(esp32), () => turnAddress(nm(xtensaCompiler(), esp32Elf('turns')))],
};

for (const [processor, [make, address]] of Object.entries(BOARDS)) {
  test(`${processor}: each run to the function ends one call further, and changes nothing about what happens`, () => {
    const stepped = make();
    const turn = address();
    assert.ok(stepped.simulation.runTo(turn, MILLISECOND));
    for (let step = 0; step < TURNS; step++) {
      const before = stepped.edges.length;
      assert.ok(stepped.simulation.runTo(turn, MILLISECOND));
      assert.equal(stepped.edges.length, before + 2, `one pulse in step ${step}`);
    }
    const free = make();
    while (free.simulation.cycles < stepped.simulation.cycles) free.simulation.run(MILLISECOND / 1000);
    stepped.simulation.run(free.simulation.nanos - stepped.simulation.nanos);
    assert.equal(stepped.simulation.cycles, free.simulation.cycles);
    assert.equal(stepped.simulation.instructions, free.simulation.instructions);
    assert.deepEqual(stepped.edges, free.edges);
  });

  test(`${processor}: a run to where the program never comes ends after its time`, () => {
    const { simulation } = make();
    const before = simulation.nanos;
    assert.equal(simulation.runTo(0x2, MILLISECOND / 10), false);
    assert.ok(simulation.nanos >= before + MILLISECOND / 10);
  });
}
