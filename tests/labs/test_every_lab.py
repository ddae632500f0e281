"""Each lab on each of its boards: the scenario is played, and every sample is answered as the reference answers it."""

import json

import pytest

from hardware_labs.boards import Board
from hardware_labs.units import Lab, list_labs

from .conftest import run_lab


@pytest.mark.parametrize(
    ("lab", "board"),
    [(lab, board) for lab in list_labs() for board in lab.boards()],
    ids=lambda value: value.unit if isinstance(value, Lab) else value.id,
)
def test_it_is_green_on_its_board(lab: Lab, board: Board) -> None:
    finished = run_lab("run", lab.unit, "--board", board.id, "--simulator", "local", "--only-stale")
    assert finished.returncode == 0, finished.stderr
    rows = json.loads(lab.budget(board).read_text(encoding="utf-8"))["rows"]
    assert {"model_flash", "ram", "microseconds", "charge"} <= {row["quantity"] for row in rows}


@pytest.mark.parametrize("lab", list_labs(), ids=lambda lab: lab.unit)
def test_it_runs_on_an_avr_and_on_an_esp_chip(lab: Lab) -> None:
    assert {"arduino-avr", "esp"} <= {board.toolchain for board in lab.boards()}
