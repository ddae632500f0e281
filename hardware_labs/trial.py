"""One inference of compiled C on a simulated board: cycles of each layer, and outputs that must equal the reference."""

from __future__ import annotations

import asyncio
import json
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hardware_labs.boards import Board
from hardware_labs.compiler.program import Program
from hardware_labs.diagram import load_diagram
from hardware_labs.errors import LabError
from hardware_labs.openboard import Where, open_board
from hardware_labs.pulses import PROBE_PIN, Edge
from hardware_labs.toolchain.build import build
from hardware_labs.toolchain.image import ImageSize
from hardware_labs.units import Lab

# Pulses stand between two layers; two in a row tell what a pulse takes by itself.
SKETCH = """\
#include "model.h"

{declarations}

extern "C" void probe(void) {{
  digitalWrite({pin}, HIGH);
  digitalWrite({pin}, LOW);
}}

void setup() {{
  Serial.begin(115200);
  pinMode({pin}, OUTPUT);
  {fill}
  noInterrupts();
  probe();
  probe();
  {call}
  interrupts();
  Serial.print("y");
  {answer}
  Serial.println(" end");
}}

void loop() {{}}
"""
PATIENCE_SECONDS = 120.0  # of board time


@dataclass(frozen=True)
class Trial:
    """What an inference took.

    Attributes:
        size: Flash and RAM of the whole trial sketch.
        cycles: Cycles of each layer, in order; instructions on boards whose engine counts those as cycles.
    """

    size: ImageSize
    cycles: tuple[int, ...]


def try_out(program: Program, board: Board) -> Trial:
    """Build a program into a sketch, run it on the simulated board, compare its outputs.

    Raises:
        LabError: There are no tools for the board, the sketch does not fit it, or an output differs.
    """
    sample = program.sample()
    with tempfile.TemporaryDirectory(prefix="lab-") as name:
        folder = Path(name) / "trial"
        folder.mkdir()
        program.write(folder, ["A trial of `lab compile`."], probes=True)
        sketch = SKETCH.format(
            pin=PROBE_PIN,
            declarations=sample.declarations,
            fill=sample.fill,
            call=sample.call,
            answer=sample.answer,
        )
        (folder / "trial.ino").write_text(sketch, encoding="utf-8")
        diagram = {"version": 1, "parts": [{"type": board.wokwi_type, "id": "board"}], "connections": []}
        (folder / "diagram.json").write_text(json.dumps(diagram), encoding="utf-8")
        lab = Lab("trial", folder)
        firmware = build(lab, board)
        text, edges = asyncio.run(_run(lab, board))
    answers = tuple(int(number) for number in re.findall(r",(-?\d+)", text))
    if answers != sample.expected:
        raise LabError(
            f"The simulated {board.name} answers {list(answers)} where the reference has {list(sample.expected)}: "
            "please report this model, it is a mistake of the compiler."
        )
    return Trial(firmware.size, layer_cycles(edges, board.clock.value, len(program.layers)))


def layer_cycles(edges: Sequence[Edge], clock: int, layers: int) -> tuple[int, ...]:
    """Return the cycles between the pulses that follow each layer, less what a pulse takes.

    Raises:
        LabError: There are not as many pulses as layers and the two before them.
    """
    rises = [edge.nanos for edge in edges if edge.high]
    falls = [edge.nanos for edge in edges if not edge.high and edge.nanos > rises[0]] if rises else []
    if len(rises) != layers + 2 or len(falls) != layers + 2:
        raise LabError(f"The trial made {len(rises)} pulses for {layers} layers: please report this model.")
    gaps = [(rise - fall) * clock / 1e9 for fall, rise in zip(falls, rises[1:], strict=False)]
    return tuple(round(gap - gaps[0]) for gap in gaps[1:])


async def _run(lab: Lab, board: Board) -> tuple[str, list[Edge]]:
    from hardware_labs.simulated import SimulatedBoard

    diagram = load_diagram(lab.diagram, board)
    async with open_board(lab, board, diagram, Where(simulator="local"), lambda line, seconds: None) as link:
        text = await link.wait_for(" end", PATIENCE_SECONDS)
        assert isinstance(link, SimulatedBoard)
        return text, link.edges
