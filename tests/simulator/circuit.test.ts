import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Circuit, GROUND } from '../../hardware_labs/simulator/circuit.ts';
import type { Branch, Diode } from '../../hardware_labs/simulator/circuit.ts';

function near(actual: number | undefined, expected: number): void {
  assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
}

/** A circuit with a 5 V supply. */
function supplied(): { circuit: Circuit; supply: number } {
  const circuit = new Circuit();
  const supply = circuit.addNode();
  circuit.fix(supply, 5);
  return { circuit, supply };
}

test('a divider divides and its current obeys Ohm', () => {
  const { circuit, supply } = supplied();
  const middle = circuit.addNode();
  const upper = circuit.addBranch(supply, middle, 3000);
  circuit.addBranch(middle, GROUND, 2000);
  circuit.solve();
  near(circuit.volts(middle), 2);
  near(circuit.amperes(upper), 0.001);
});

test('a bridge of five resistors agrees with the result by hand', () => {
  const { circuit, supply } = supplied();
  const [left, right] = [circuit.addNode(), circuit.addNode()];
  circuit.addBranch(supply, left, 1000);
  circuit.addBranch(supply, right, 2000);
  const bridge = circuit.addBranch(left, right, 500);
  circuit.addBranch(left, GROUND, 2000);
  circuit.addBranch(right, GROUND, 1000);
  circuit.solve();
  // by symmetry left + right = 5 V, and at the left node (5 - v)/1000 = v/2000 + (2v - 5)/500
  near(circuit.volts(left), 30 / 11);
  near(circuit.amperes(bridge), (60 / 11 - 5) / 500);
});

test('a node that nothing holds floats', () => {
  const { circuit, supply } = supplied();
  const [loose, other] = [circuit.addNode(), circuit.addNode()];
  circuit.addBranch(loose, other, 1000);
  circuit.addBranch(supply, loose, Infinity);
  circuit.solve();
  assert.equal(circuit.volts(loose), undefined);
});

test('a diode conducts forward, above its forward voltage, only', () => {
  const { circuit, supply } = supplied();
  const anode = circuit.addNode();
  const resistor = circuit.addBranch(supply, anode, 190);
  const diode = circuit.addDiode(anode, GROUND, 10, 1.8);
  const reversed = circuit.addDiode(GROUND, anode, 10, 1.8);
  circuit.solve();
  near(circuit.amperes(diode), (5 - 1.8) / 200);
  near(circuit.amperes(resistor), (5 - 1.8) / 200);
  assert.equal(circuit.amperes(reversed), 0);
  circuit.fix(supply, 1.7);
  circuit.solve();
  assert.equal(circuit.amperes(diode), 0);
});

test('a circuit that goes back and forth is always the one that its settings make', () => {
  /** 5 V through a variable resistor and a diode into 220 ohms. */
  const build = (): { circuit: Circuit; knob: Branch; diode: Diode; out: number } => {
    const circuit = new Circuit();
    const [supply, anode, out] = [circuit.addNode(), circuit.addNode(), circuit.addNode()];
    circuit.fix(supply, 5);
    const knob = circuit.addBranch(supply, anode, 100);
    const diode = circuit.addDiode(anode, out, 10, 2);
    circuit.addBranch(out, GROUND, 220);
    return { circuit, knob, diode, out };
  };
  const lasting = build();
  for (const step of Array.from({ length: 60 }, (_, index) => (index * 7) % 13)) {
    const fresh = build();
    for (const { circuit, knob } of [lasting, fresh]) {
      knob.ohms = step === 0 ? Infinity : 100 * step;
      knob.volts = step % 4; // with 3 V in the way the diode stays dark
      circuit.solve();
    }
    assert.equal(lasting.circuit.volts(lasting.out), fresh.circuit.volts(fresh.out));
    assert.equal(lasting.diode.conducting, fresh.diode.conducting);
    assert.equal(lasting.circuit.amperes(lasting.diode), fresh.circuit.amperes(fresh.diode));
  }
});
