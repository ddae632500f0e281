"""Scenario files: read as Wokwi reads them, refused with the number of the step."""

from pathlib import Path

import pytest

from hardware_labs.boards import find_board
from hardware_labs.diagram import Diagram, load_diagram
from hardware_labs.errors import LabError
from hardware_labs.scenario import Delay, ExpectPin, SetControl, WaitSerial, WriteSerial, load_scenario
from hardware_labs.units import find_lab

LAB = find_lab("linear-regression")


@pytest.fixture(scope="module")
def diagram() -> Diagram:
    return load_diagram(LAB.diagram, find_board("uno"))


def write(folder: Path, steps: str, head: str = "name: test\nversion: 1\nauthor: me\n") -> Path:
    path = folder / "scenario.yaml"
    path.write_text(f"{head}steps:\n{steps}\n")
    return path


def test_every_command_is_read(tmp_path: Path, diagram: Diagram) -> None:
    path = write(
        tmp_path,
        """
  - set-control: {part-id: ntc, control: temperature, value: 21.5}
  - wait-serial: "count 5"
  - write-serial: "all\\n"
  - delay: 500ms
  - delay: 1.5s
  - expect-pin: {part-id: uno, pin: 12, value: 1}
  - expect-pin: {part-id: alarm, pin: A, value: 0}""",
    )
    assert load_scenario(path, diagram).steps == (
        SetControl("ntc", "temperature", 21.5),
        WaitSerial("count 5"),
        WriteSerial("all\n"),
        Delay(500_000_000),
        Delay(1_500_000_000),
        ExpectPin("uno", "12", 1),
        ExpectPin("alarm", "A", 0),
    )


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (
            "set-control: {part-id: dht, control: temperature, value: 1}",
            "diagram.json has no part 'dht', only",
        ),
        ("set-control: {part-id: ntc, control: lux, value: 1}", "has no control 'lux', only temperature."),
        ("set-control: {part-id: alarm, control: lit, value: 1}", "has no control 'lit', nor any other."),
        (
            "set-control: {part-id: ntc, control: temperature}",
            "set-control needs exactly part-id, control, value.",
        ),
        ("set-control: {part-id: ntc, control: temperature, value: hot}", "the value 'hot' is not a number."),
        ("expect-pin: {part-id: uno, pin: 14, value: 1}", "part 'uno' of diagram.json has no pin '14'."),
        ("expect-pin: {part-id: uno, pin: 12, value: 2}", "a pin's value is 0 or 1, not 2."),
        ("delay: soon", "delay 'soon' is not a time such as 500ms or 2s."),
        ("wait-serial: ''", "wait-serial needs a text."),
        ("take-screenshot: {part-id: uno}", "'take-screenshot' is not supported; set-control, wait-serial,"),
        ("[wait-serial, x]", "a step is one command with its value"),
    ],
)
def test_a_wrong_step_is_named(tmp_path: Path, diagram: Diagram, step: str, sentence: str) -> None:
    path = write(tmp_path, f"  - delay: 1ms\n  - {step}")
    with pytest.raises(LabError) as error:
        load_scenario(path, diagram)
    assert str(error.value).startswith(f"{path}, step 2: ")
    assert sentence in str(error.value)


def test_files_that_are_no_scenarios_are_refused(tmp_path: Path, diagram: Diagram) -> None:
    with pytest.raises(LabError, match=r"scenario\.yaml, line \d+ is not YAML"):
        load_scenario(write(tmp_path, "  - delay: [1"), diagram)
    with pytest.raises(LabError, match="has version 2: only version: 1 can be played"):
        load_scenario(write(tmp_path, "  - delay: 1s", head="version: 2\n"), diagram)
    with pytest.raises(LabError, match="needs name, version: 1 and a list of steps"):
        load_scenario(write(tmp_path, "  delay: 1s"), diagram)
    with pytest.raises(LabError, match=r"none\.yaml is missing"):
        load_scenario(tmp_path / "none.yaml", diagram)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{}", "is not a Wokwi diagram"),
        (
            '{"parts": [], "connections": [["uno:1", "uno:2", "red", []]]}',
            "wires 'uno:1', but has no part 'uno'",
        ),
        ('{"parts": [], "connections": []}', "has no Arduino Uno: add a part of type wokwi-arduino-uno"),
    ],
)
def test_wrong_diagrams_are_refused(tmp_path: Path, content: str, sentence: str) -> None:
    path = tmp_path / "diagram.json"
    path.write_text(content)
    with pytest.raises(LabError, match=sentence):
        load_diagram(path, find_board("uno"))
