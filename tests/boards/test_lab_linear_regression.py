"""The thermistor node's firmware on the simulated Uno, against NumPy and against the sensor's physics."""

import asyncio
import re

import numpy as np
import pytest

from hardware_labs.boards import find_board
from hardware_labs.diagram import load_diagram
from hardware_labs.lab_model import load_lab_model
from hardware_labs.openboard import Where, open_board
from hardware_labs.readings import find_readings
from hardware_labs.thermistor import adc_count
from hardware_labs.toolchain.build import build
from hardware_labs.units import Lab, find_lab

UNO = find_board("uno")
LOCAL = Where(simulator="local")


@pytest.fixture(scope="module")
def lab() -> Lab:
    found = find_lab("linear-regression")
    build(found, UNO)
    return found


def test_the_board_counts_what_the_beta_equation_says_and_echoes_the_thermometer(lab: Lab) -> None:
    temperatures = np.array([-20.0, 0.0, 10.0, 24.9, 25.1, 33.3, 40.0, 79.0])

    async def play() -> list[tuple[str, str]]:
        async with open_board(lab, UNO, load_diagram(lab.diagram, UNO), LOCAL) as board:
            for celsius in temperatures:
                await board.set_control("ntc", "temperature", float(celsius))
                await board.write(f"{celsius}\n")
                await board.wait_for(f",{celsius}\r\n")
            return find_readings(board.log.text)

    readings = asyncio.run(play())
    assert [float(celsius) for _, celsius in readings] == temperatures.tolist()
    assert [int(count) for count, _ in readings] == adc_count(temperatures).tolist()


def test_the_alarm_is_lit_exactly_above_30_degrees(lab: Lab) -> None:
    outputs = load_lab_model(lab, UNO).answers(np.arange(1024).reshape(-1, 1, 1))[:, 0]
    # the model's own step over the threshold, approached from both sides
    temperatures = np.arange(28.0, 31.5, 0.1)
    counts = adc_count(temperatures)
    assert {True, False} == set(outputs[counts] > 3000)

    async def play() -> list[bool]:
        lit = []
        async with open_board(lab, UNO, load_diagram(lab.diagram, UNO), LOCAL) as board:
            for celsius, count in zip(temperatures, counts, strict=True):
                await board.set_control("ntc", "temperature", float(celsius))
                await board.advance(0.5)
                assert f"count {count} " in board.log.text.splitlines()[-1]
                lit.append(await board.read_pin("uno", "5"))
        return lit

    assert asyncio.run(play()) == (outputs[counts] > 3000).tolist()


def test_what_is_neither_a_number_nor_verify_is_answered_with_what_is(lab: Lab) -> None:
    questions = ["hello", "1.2.3", "-", "21,5", "verif", "VERIFY", "123456789012345678901234567890x"]

    async def play() -> str:
        async with open_board(lab, UNO, load_diagram(lab.diagram, UNO), LOCAL) as board:
            for question in questions:
                await board.write(f"{question}\r\n")
                await board.advance(0.05)
            return board.log.text

    text = asyncio.run(play())
    answers = [line for line in text.splitlines() if not line.startswith("count")]
    assert answers[:-1] == ["type a temperature such as 21.5, or verify"] * (len(questions) - 1)
    # a line longer than the sketch keeps is cut: what is left of this one is a number
    assert re.fullmatch(r"reading,\d+,12345678901234567890123", answers[-1])
