"""The lab on every board: one sketch, one scenario, the same answers."""

import json
from pathlib import Path

import pytest

from hardware_labs.boards import Board, load_boards
from hardware_labs.cli import main

from .conftest import UNIT, Lab


@pytest.mark.parametrize("board", load_boards().values(), ids=lambda board: board.id)
def test_scenario_and_answers_are_the_same_on_every_board(lab_copy: Path, lab: Lab, board: Board) -> None:
    finished = lab("run", lab_copy, "--board", board.id, "--simulator", "local")
    assert finished.returncode == 0, finished.stderr
    assert "step 9/9  expect-pin uno:5 = 0: ok" in finished.stdout
    assert "All answers of the board for 64 samples equal the NumPy reference." in finished.stdout

    output = lab_copy / "build" / ".".join(board.fqbn.split(":")[:3])
    budget = json.loads((output / "budget.json").read_text())
    assert (budget["board"], budget["board_name"]) == (board.id, board.name)
    rows = {row["quantity"]: row for row in budget["rows"]}
    cost = rows["instructions" if board.toolchain == "esp" else "cycles"]
    predicted, measured = cost["predicted"]["value"], cost["measured"]["value"]
    assert cost["measured"]["provenance"] == "simulated"
    if board.toolchain == "esp":
        assert measured < predicted  # on 32 bits a single product is less than the rates were fitted to
    else:
        assert predicted == pytest.approx(measured, rel=0.25)
    assert rows["flash"]["limit"] == {"value": board.flash.value, "provenance": "datasheet", "how": board.flash.source}
    time = rows["microseconds"]["measured"]
    assert time["provenance"] == ("estimate" if board.toolchain == "esp" else "simulated")
    assert time["value"] == pytest.approx(measured / board.clock.value * 1e6, rel=0.05)


def test_all_boards_are_those_that_this_machine_can_build_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("hardware_labs.toolchain.find.find_esp_compiler", lambda chip: None)
    assert main(["build", UNIT, "--board", "all"]) == 0
    said = capsys.readouterr().out
    for name in ("Arduino Uno", "Arduino Nano", "Arduino Mega 2560"):
        assert f"{UNIT} for {name}: " in said
    for name in ("ESP32-C3-DevKitM-1", "ESP32-DevKitC V4"):
        assert f"{UNIT} for {name}: left out, `lab setup --with esp` brings its compiler" in said
