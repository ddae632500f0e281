"""Scenario files: read as Wokwi reads them, refused with the number of the step."""

import json
from pathlib import Path

import pytest

from hardware_labs.boards import find_board
from hardware_labs.diagram import Diagram, load_diagram
from hardware_labs.errors import LabError
from hardware_labs.scenario import (
    Delay,
    ExpectPin,
    SetControl,
    TakeScreenshot,
    WaitSerial,
    WriteSerial,
    load_scenario,
)
from hardware_labs.trace import PlayTrace
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
  - expect-pin: {part-id: alarm, pin: A, value: 0}
  - write-serial: [87, 111]
  - take-screenshot: {part-id: alarm, save-to: seen/alarm.png}
  - take-screenshot: {part-id: alarm, compare-with: saved.png}
  - play-trace: {part-id: ntc, control: temperature, file: day.csv}
  - play-trace: {part-id: ntc, file: named.csv}""",
    )
    (tmp_path / "saved.png").touch()
    (tmp_path / "day.csv").write_text("time,value\n0,20\n")
    (tmp_path / "named.csv").write_text("time,temperature\n0,20\n")
    assert load_scenario(path, diagram).steps == (
        SetControl("ntc", "temperature", 21.5),
        WaitSerial("count 5"),
        WriteSerial("all\n"),
        Delay(500_000_000),
        Delay(1_500_000_000),
        ExpectPin("uno", "12", 1),
        ExpectPin("alarm", "A", 0),
        WriteSerial(b"Wo"),
        TakeScreenshot("alarm", tmp_path / "seen" / "alarm.png", None),
        TakeScreenshot("alarm", None, tmp_path / "saved.png"),
        PlayTrace("ntc", "temperature", tmp_path / "day.csv"),
        PlayTrace("ntc", None, tmp_path / "named.csv"),
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
        ("touch: {part-id: uno}", "'touch' is not supported; set-control, wait-serial,"),
        ("write-serial: [1, 256]", "write-serial [1, 256] must be a text or a list of bytes, 0 to 255."),
        ("take-screenshot: {part-id: uno}", "take-screenshot needs part-id, and save-to, compare-with or both."),
        ("take-screenshot: {part-id: uno, compare-with: none.png}", "none.png is missing: take it once with"),
        ("play-trace: {part-id: ntc, control: temperature}", "play-trace needs exactly part-id, control, file."),
        ("play-trace: {part-id: ntc, file: none.csv}", "none.csv cannot be read as a trace"),
        ("play-trace: {part-id: ntc, file: lux.csv}", "part 'ntc' of diagram.json has no control 'lux'"),
        ("play-trace: {part-id: ntc, file: value.csv}", "say which control of 'ntc' it drives"),
        ("[wait-serial, x]", "a step is one command with its value"),
    ],
)
def test_a_wrong_step_is_named(tmp_path: Path, diagram: Diagram, step: str, sentence: str) -> None:
    for column in ("lux", "value"):
        (tmp_path / f"{column}.csv").write_text(f"time,{column}\n0,1\n")
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


UNO = {"type": "wokwi-arduino-uno", "id": "uno"}
LED = {"type": "wokwi-led", "id": "led"}


@pytest.mark.parametrize(
    ("parts", "connections", "sentence"),
    [
        (["uno"], [], 'parts[0] is "uno" and must be an object with type and id.'),
        ([{"id": "uno"}], [], "parts[0].type is null and must be a name."),
        ([UNO, LED, LED], [], "parts[2].id is 'led', which parts[1] already has."),
        (
            [UNO, LED, {**UNO, "id": "two"}],
            [],
            "parts[2].type is 'wokwi-arduino-uno', a second board beside parts[0]: keep one.",
        ),
        ([UNO], ["uno:1"], "connections[0] must be a list [from, to, color, path]."),
        ([UNO], [["uno", 1]], 'connections[0][0] is "uno" and must have the form "part:pin".'),
        (
            [UNO],
            [["uno:1", "lamp:A"]],
            "connections[0][1] is \"lamp:A\", but there is no part 'lamp': there are uno.",
        ),
        (
            [UNO, LED],
            [["uno:1", "led:A"], ["led:B", "uno:2"]],
            'connections[1][0] is "led:B", but a wokwi-led has only the pins A, C.',
        ),
        ([], [], "has no Arduino Uno: add a part of type wokwi-arduino-uno."),
        (None, [], "is not a Wokwi diagram: it needs lists of parts and of connections."),
    ],
)
def test_wrong_diagrams_are_refused(
    tmp_path: Path, parts: list[object] | None, connections: list[object], sentence: str
) -> None:
    path = tmp_path / "diagram.json"
    path.write_text(json.dumps({"version": 1, "parts": parts, "connections": connections}))
    with pytest.raises(LabError) as error:
        load_diagram(path, find_board("uno"))
    assert str(error.value).startswith(str(path))
    assert str(error.value).endswith(sentence)


def test_a_diagram_that_is_no_json_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "diagram.json"
    path.write_text("{")
    with pytest.raises(LabError, match=r"diagram\.json is not JSON: "):
        load_diagram(path, find_board("uno"))


def test_wokwi_s_serial_monitor_and_parts_of_its_own_pass(tmp_path: Path) -> None:
    path = tmp_path / "diagram.json"
    parts = [UNO, {"type": "wokwi-teapot", "id": "pot"}]
    wires = [["uno:1", "$serialMonitor:RX"], ["pot:spout", "uno:2"]]
    path.write_text(json.dumps({"parts": parts, "connections": wires}))
    assert load_diagram(path, find_board("uno")).pins["pot"] == {"spout"}
