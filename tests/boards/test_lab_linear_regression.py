"""The thermistor node's firmware on the simulated Uno, against NumPy and against the sensor's physics."""

import asyncio
import re
from pathlib import Path

import numpy as np
import pytest

from hardware_labs.boards import find_board
from hardware_labs.compiler.c_source import write_c
from hardware_labs.compiler.cost import estimate_avr
from hardware_labs.compiler.linear import FixedPointLinear
from hardware_labs.compiler.model_file import load_model
from hardware_labs.compiler.reference import predict
from hardware_labs.diagram import load_diagram
from hardware_labs.exhaustive import ask_all
from hardware_labs.openboard import Where, open_board
from hardware_labs.pulses import inference_cycles
from hardware_labs.readings import find_readings
from hardware_labs.simulated import SimulatedBoard
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


def test_all_1024_outputs_equal_the_reference(lab: Lab) -> None:
    model = load_model(lab.folder / "model.json").integer

    async def play() -> np.ndarray:
        async with open_board(lab, UNO, load_diagram(lab.diagram, UNO), LOCAL) as board:
            return await ask_all(board, model)

    outputs = asyncio.run(play())
    np.testing.assert_array_equal(outputs, predict(model, np.arange(1024).reshape(-1, 1)))


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
    model = load_model(lab.folder / "model.json").integer
    outputs = predict(model, np.arange(1024).reshape(-1, 1))
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


def test_what_is_neither_a_number_nor_all_is_answered_with_what_is(lab: Lab) -> None:
    questions = ["hello", "1.2.3", "-", "21,5", "al", "ALL", "123456789012345678901234567890x"]

    async def play() -> str:
        async with open_board(lab, UNO, load_diagram(lab.diagram, UNO), LOCAL) as board:
            for question in questions:
                await board.write(f"{question}\r\n")
                await board.advance(0.05)
            return board.log.text

    text = asyncio.run(play())
    answers = [line for line in text.splitlines() if not line.startswith("count")]
    assert answers[:-1] == ["type a temperature such as 21.5, or all"] * (len(questions) - 1)
    # a line longer than the sketch keeps is cut: what is left of this one is a number
    assert re.fullmatch(r"reading,\d+,123456789012345", answers[-1])


@pytest.mark.parametrize("inputs", [1, 4, 16])
def test_cycles_are_predicted_within_a_quarter(lab: Lab, tmp_path: Path, inputs: int) -> None:
    model = FixedPointLinear(tuple(range(-9000, -9000 + inputs)), 12345, 11, 0, 1023, 100)
    folder = tmp_path / "node"
    folder.mkdir()
    write_c(model, folder, ["test"])
    (folder / "diagram.json").write_bytes(lab.diagram.read_bytes())
    (folder / "node.ino").write_text("""
#include "model.h"
int16_t x[MODEL_INPUTS];
void setup() {
  pinMode(4, OUTPUT);
  for (int i = 0; i < MODEL_INPUTS; i++) x[i] = 3 * i;
  noInterrupts();
  digitalWrite(4, HIGH);
  digitalWrite(4, LOW);
  digitalWrite(4, HIGH);
  volatile int32_t y = model_predict(x);
  digitalWrite(4, LOW);
  interrupts();
  (void)y;
}
void loop() {}
""")
    node = find_lab(str(folder))
    build(node, UNO)

    async def play() -> list[int]:
        async with open_board(node, UNO, load_diagram(node.diagram, UNO), LOCAL) as board:
            await board.advance(0.1)
            assert isinstance(board, SimulatedBoard)
            return inference_cycles(board.edges, UNO.clock.value)

    (cycles,) = asyncio.run(play())
    assert estimate_avr(model).cycles == pytest.approx(cycles, rel=0.25)
