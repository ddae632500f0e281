"""Every mistake gets one sentence and a non-zero exit."""

import asyncio
import re
from pathlib import Path

import psutil
import pytest

from hardware_labs.boards import find_board
from hardware_labs.diagram import load_diagram
from hardware_labs.errors import LabError
from hardware_labs.openboard import Where, open_board
from hardware_labs.server import local_server
from hardware_labs.units import find_lab

from .conftest import UNIT, Lab


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["run", "nonsense"], "There is no unit 'nonsense' with a lab: choose one of "),
        (["build", UNIT, "--board", "teapot"], "There is no board 'teapot': choose one of "),
        (["run", "./nowhere"], "./nowhere is not a sketch folder: it needs a file nowhere.ino."),
        (["verify", UNIT, "--port", "/dev/ttyNone"], "The serial port /dev/ttyNone cannot be opened"),
        (["run", UNIT, "--simulator", "cloud"], "Wokwi's cloud needs a token: set WOKWI_CLI_TOKEN"),
    ],
)
def test_one_sentence_and_exit_code_1(built: Path, lab: Lab, arguments: list[str], sentence: str) -> None:
    finished = lab(*arguments)
    assert finished.returncode == 1
    assert finished.stderr.startswith(f"lab: {sentence}")
    assert finished.stderr.count("\n") == 1


@pytest.mark.parametrize("arguments", [[], ["run"], ["run", UNIT, "--port", "x", "--simulator", "local"], ["fly"]])
def test_wrong_usage_is_exit_code_2(lab: Lab, arguments: list[str]) -> None:
    finished = lab(*arguments)
    assert finished.returncode == 2
    assert "usage: lab" in finished.stderr


@pytest.mark.parametrize(
    "command", ["", "list", "collect", "train", "build", "run", "flash", "verify", "simulator", "setup"]
)
def test_help_has_an_example(lab: Lab, command: str) -> None:
    finished = lab(*[word for word in (command, "--help") if word])
    assert finished.returncode == 0
    assert re.search(rf"example.*\n  lab {command or 'list'}", finished.stdout)


def test_list_shows_units_and_boards(lab: Lab) -> None:
    listed = lab("list").stdout
    assert re.search(r"^  linear-regression\s+/.*labs/linear-regression$", listed, re.M)
    assert "Arduino Uno: ATmega328P, 16 MHz, 32256 B flash, 2048 B RAM" in listed
    assert "Arduino Nano: ATmega328P, 16 MHz, 30720 B flash, 2048 B RAM" in listed


def test_a_simulator_that_does_not_start_says_why(tmp_path: Path) -> None:
    script = tmp_path / "server.ts"
    script.write_text("throw new Error('no such engine');")
    with (
        pytest.raises(LabError, match="The local simulator did not start: Error: no such engine"),
        local_server(script=script),
    ):
        pass


def test_a_taken_port_is_one_sentence(simulator: dict[str, str], lab: Lab) -> None:
    port = simulator["WOKWI_CLI_SERVER"].rsplit(":", 1)[1]
    finished = lab("simulator", "--port", port)
    assert finished.returncode == 1
    assert finished.stderr.startswith("lab: The local simulator did not start: ")
    assert port in finished.stderr
    assert finished.stderr.count("\n") == 1


def test_a_simulator_that_dies_in_the_middle_is_one_sentence(built: Path) -> None:
    board = find_board("uno")
    diagram = load_diagram(built / "diagram.json", board)

    async def play() -> None:
        async with open_board(find_lab(UNIT), board, diagram, Where(simulator="local")) as link:
            await link.advance(0.01)
            for child in psutil.Process().children(recursive=True):
                child.kill()
            await link.wait_for("never")

    with pytest.raises(LabError, match="The simulator gave up on the simulated Arduino Uno: "):
        asyncio.run(play())


def test_a_firmware_that_is_no_firmware(lab_copy: Path, lab: Lab) -> None:
    (lab_copy / "build/arduino.avr.uno/linear-regression.ino.hex").write_text("no hex")
    finished = lab("verify", lab_copy)
    assert finished.returncode == 1
    assert finished.stderr.startswith("lab: The simulator gave up on the simulated Arduino Uno: ")
    assert finished.stderr.count("\n") == 1


def test_a_board_that_does_not_answer_verify(lab_copy: Path, lab: Lab) -> None:
    sketch = lab_copy / "linear-regression.ino"
    sketch.write_text(sketch.read_text().replace("modelSerial() == MODEL_TYPED", "false"))
    finished = lab("verify", lab_copy)
    assert finished.returncode == 1
    assert "has not printed 'verify '" in finished.stderr
    assert "Its sketch must call modelSerial() in each turn of loop()." in finished.stderr
    assert finished.stderr.count("\n") == 1
