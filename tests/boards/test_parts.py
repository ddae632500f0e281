"""Diagrams and scenarios may use exactly the pins and controls that the simulator's parts have."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from hardware_labs.parts import CONTROLS, PINS
from hardware_labs.toolchain.find import find_node

ROOT = Path(__file__).parents[2]

# every part beside an Uno whose firmware is one endless loop
SCRIPT = """
const { partDefinitions } = await import(`${root}/hardware_labs/simulator/parts/index.ts`);
const { parseDiagram } = await import(`${root}/hardware_labs/simulator/diagram.ts`);
const { Simulation } = await import(`${root}/hardware_labs/simulator/simulation.ts`);
const around = [...partDefinitions.values()].filter(({ board }) => !board);
const parts = ['wokwi-arduino-uno', ...around.map(({ type }) => type)].map((type) => ({ type, id: type }));
const simulation = new Simulation(parseDiagram({ version: 1, parts }), ':02000000FFCF30\\n:00000001FF');
const controls = simulation.parts.map(({ type, controls }) => [type, controls.map(({ name }) => name)]);
process.stdout.write(JSON.stringify({
  pins: Object.fromEntries(around.map(({ type, pins }) => [type, pins])),
  controls: Object.fromEntries(controls.filter(([, names]) => names.length > 0)),
}));
"""


def test_pins_and_controls_are_the_simulator_s() -> None:
    script = f"const root = {json.dumps(ROOT.as_uri())};{SCRIPT}"
    answer = subprocess.run(
        [str(find_node()), "--input-type=module", "--eval", script],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    told = json.loads(answer)
    for kind, known in (("pins", PINS), ("controls", CONTROLS)):
        assert {part: tuple(names) for part, names in told[kind].items()} == known
