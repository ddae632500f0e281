"""`lab collect`: readings of a lab's sensor, taken on its board."""

from __future__ import annotations

import asyncio
import re

import numpy as np

from hardware_labs.boards import Board
from hardware_labs.compiler.linear import FixedPointLinear
from hardware_labs.diagram import Diagram, load_diagram
from hardware_labs.errors import LabError
from hardware_labs.lab_compile import write_c
from hardware_labs.lab_model import EstimatorModel
from hardware_labs.link import BoardLink
from hardware_labs.openboard import Where, open_board
from hardware_labs.player import play
from hardware_labs.progress import say
from hardware_labs.readings import find_readings, save_readings
from hardware_labs.scenario import Scenario, SetControl, load_scenario
from hardware_labs.toolchain.build import build
from hardware_labs.units import Lab

NUMBER = re.compile(r"-?\d+(\.\d*)?")
HIGHEST_COUNT = 1023


def collect(lab: Lab, board: Board, where: Where) -> None:
    """Play collect.yaml on the board and write readings.csv from its answers.

    Raises:
        LabError: The board fails, or does not answer each temperature typed.
    """
    if not (lab.folder / "model.h").exists():
        _write_untrained(lab)
    diagram = load_diagram(lab.diagram_for(board), board)
    scenario = load_scenario(lab.folder / "collect.yaml", diagram)
    if not where.port:
        build(lab, board)
    readings = asyncio.run(_collect(lab, board, diagram, where, scenario))
    save_readings(readings, lab.readings)
    say(f"{len(readings)} readings written to {lab.readings}")


def _write_untrained(lab: Lab) -> None:
    """The sketch needs some model to compile before there are readings to train one from."""
    from hardware_labs.compiler.sklearn.features import Features
    from hardware_labs.compiler.sklearn.front_end import ClassicalProgram
    from hardware_labs.compiler.sklearn.linear_regressor import LinearRegressor

    features = Features(1, 0, HIGHEST_COUNT)
    nothing = LinearRegressor(features, 1, FixedPointLinear((0,), 0, 0, 0, HIGHEST_COUNT, 1))
    program = ClassicalProgram(nothing, "LinearRegression", "avr", np.zeros((1, 1), dtype=np.int64))
    write_c(EstimatorModel(program), lab, ["Not trained yet: call `lab train`."])


async def _collect(lab: Lab, board: Board, diagram: Diagram, where: Where, scenario: Scenario) -> list[tuple[str, str]]:
    controls = [step for step in scenario.steps if isinstance(step, SetControl)]
    async with open_board(lab, board, diagram, where) as link:
        if where.port:
            await _collect_by_hand(link, controls)
        else:
            await play(scenario, link)
        # the last answer's end of line
        await link.advance(0.1)
        readings = find_readings(link.log.text)
    if not where.port and len(readings) != len(controls):
        raise LabError(
            f"{link.name} gave {len(readings)} readings for the {len(controls)} temperatures of "
            f"{scenario.path}: each set-control needs a write-serial of its temperature after it."
        )
    if not readings:
        raise LabError(f"No readings were taken, so {lab.readings} stays as it was.")
    return readings


async def _collect_by_hand(link: BoardLink, controls: list[SetControl]) -> None:
    from hardware_labs.attached import ask_person

    ask = ask_person()
    if ask is None:
        raise LabError("Collecting on a real board needs a person to read the thermometer: call it from a terminal.")
    for step in controls:
        question = f"Bring {step.part} to about {step.value:g} C; what does the thermometer show? (Enter: skip) "
        shown = ask(question).strip().replace(",", ".")
        while shown and not NUMBER.fullmatch(shown):
            shown = ask(f"{shown!r} is not a temperature such as 21.5; what does it show? ").strip()
        if shown:
            await link.write(f"{shown}\n")
            await link.wait_for(f",{shown}\r\n")
