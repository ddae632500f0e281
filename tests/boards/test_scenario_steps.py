"""Steps of scenario files on the local simulator: screenshots, traces, bytes."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from hardware_labs.boards import find_board
from hardware_labs.diagram import load_diagram
from hardware_labs.errors import LabError
from hardware_labs.player import play, play_traces
from hardware_labs.scenario import load_scenario
from hardware_labs.simulated import simulated_board
from hardware_labs.trace import parse_traces
from tests.firmware import avr_firmware

from .conftest import TOKEN, Simulator

# the client warns and raises the same refusal
pytestmark = pytest.mark.filterwarnings("ignore:Background recv error:RuntimeWarning")

Play = Callable[..., str]


@pytest.fixture
def play_steps(simulator: Simulator, tmp_path: Path) -> Play:
    """Play steps on an Uno with a sensor and a display; return what the board has printed."""
    parts = [("wokwi-arduino-uno", "uno"), ("wokwi-mpu6050", "imu"), ("board-ssd1306", "oled")]
    pins = [("VCC", "5V"), ("GND", "GND.1"), ("SDA", "A4"), ("SCL", "A5")]
    circuit = {
        "version": 1,
        "parts": [{"type": kind, "id": part} for kind, part in parts],
        "connections": [[f"{part}:{pin}", f"uno:{to}", "", []] for part in ("imu", "oled") for pin, to in pins],
    }
    (tmp_path / "diagram.json").write_text(json.dumps(circuit))

    def played(firmware: str, *steps: object, traces: tuple[str, ...] = ()) -> str:
        image = tmp_path / f"{firmware}.hex"
        image.write_text(avr_firmware(firmware))
        diagram = load_diagram(tmp_path / "diagram.json", find_board("uno"))
        path = tmp_path / "scenario.yaml"
        path.write_text(json.dumps({"name": "steps", "version": 1, "steps": steps}))
        scenario = load_scenario(path, diagram)

        async def run() -> str:
            async with simulated_board(
                simulator.url, TOKEN, "the board", diagram, image, image, lambda *_: None
            ) as board:
                await play_traces(parse_traces(traces, diagram), board)
                await play(scenario, board)
                return board.log.text

        return asyncio.run(run())

    return played


def test_a_screenshot_is_saved_and_compared_by_its_pixels(play_steps: Play, tmp_path: Path) -> None:
    done = {"wait-serial": "drawn"}
    play_steps("oled", done, {"take-screenshot": {"part-id": "oled", "save-to": "seen/oled.png"}})
    saved = tmp_path / "seen" / "oled.png"
    picture = Image.open(saved)
    assert picture.size == (128, 64)

    compare = {"take-screenshot": {"part-id": "oled", "compare-with": "seen/oled.png"}}
    picture.convert("RGBA").save(saved)  # another file with the same pixels
    play_steps("oled", done, compare)

    other = picture.convert("L")
    other.putpixel((5, 3), 255)
    other.save(saved)
    with pytest.raises(LabError, match=r"differs from oled\.png in 1 of 8192 pixels, the first at x = 5, y = 3\.$"):
        play_steps("oled", done, compare)
    other.resize((64, 32)).save(saved)
    with pytest.raises(LabError, match=r"the display has 128 by 64 pixels, and oled\.png has 64 by 32\.$"):
        play_steps("oled", done, compare)
    saved.write_text("no picture")
    with pytest.raises(LabError, match=r"oled\.png cannot be read as a picture"):
        play_steps("oled", done, compare)


def test_a_trace_drives_the_sensor_from_a_step_on(play_steps: Play, tmp_path: Path) -> None:
    (tmp_path / "tilt.csv").write_text("time,accelX,accelZ\n0,0.5,0\n0.1,-0.5,0\n")
    (tmp_path / "turn.csv").write_text("time,value\n0,1\n")
    played = play_steps(
        "motion",
        {"wait-serial": "0 0 16384\n"},
        {"play-trace": {"part-id": "imu", "file": "tilt.csv"}},
        {"wait-serial": "8192 0 0\n"},
        {"wait-serial": "-8192 0 0\n"},
        {"play-trace": {"part-id": "imu", "control": "accelY", "file": "turn.csv"}},
        {"wait-serial": "-8192 16384 0\n"},
    )
    assert re.fullmatch(r"(0 0 16384\n)+(8192 0 0\n)+(-8192 0 0\n)+(-8192 16384 0\n)+", played)


def test_traces_of_the_command_line_play_from_power_on_and_always_the_same(play_steps: Play, tmp_path: Path) -> None:
    # an ECG's shape, a beat of 0.8 s: a small wave, a spike down, up and down, a round wave
    beat = {0.10: 0.1, 0.20: 0.0, 0.26: -0.15, 0.28: 1.2, 0.30: -0.3, 0.32: 0.0, 0.50: 0.25, 0.60: 0.0}
    rows = [f"{cycle * 0.8 + seconds:.2f},{value}" for cycle in range(2) for seconds, value in beat.items()]
    path = tmp_path / "ecg.csv"
    path.write_text("\n".join(["time,value", *rows]) + "\n")
    runs = [play_steps("motion", {"delay": "1.6s"}, traces=(f"imu.accelX={path}",)) for _ in range(5)]
    assert runs == [runs[0]] * 5
    seen = {int(line.split()[0]) for line in runs[0].splitlines()[:-1]}
    assert {round(16384 * value) for value in beat.values() if value != 1.2 and value > -0.1} <= seen


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("imu.accelX", "--trace imu.accelX must be PART.CONTROL=FILE.csv"),
        ("imu.accelX=none.csv", "none.csv cannot be read as a trace"),
        ("imu.lux=day.csv", "has no control 'lux', only accelX,"),
        ("lamp.lux=day.csv", "has no part 'lamp'"),
        ("imu=day.csv", "say which control of 'imu' it drives, as in imu.CONTROL"),
    ],
)
def test_wrong_trace_arguments_are_one_sentence(
    play_steps: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argument: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("day.csv").write_text("time,value\n0,1\n")
    with pytest.raises(LabError, match=re.escape(message)):
        play_steps("motion", {"delay": "1ms"}, traces=(argument,))


def test_bytes_are_written_as_they_are(play_steps: Play) -> None:
    assert "<q>" in play_steps("station", {"delay": "50ms"}, {"write-serial": [113]}, {"wait-serial": "<q>"})


@pytest.mark.parametrize(
    ("part", "wire", "message"),
    [
        ({"type": "wokwi-teapot"}, [], 'parts[3].type is "wokwi-teapot", which this simulator does not have'),
        ({"type": "wokwi-dht22", "attrs": {"humidity": "wet"}}, [], 'parts[3].attrs.humidity is "wet"'),
        ({"type": "wokwi-led"}, ["new:A", "uno:99"], 'connections[8][1] leads to pin "99" of part "uno"'),
    ],
)
def test_what_only_the_simulator_knows_is_told_with_its_place(
    play_steps: Play, tmp_path: Path, part: dict[str, object], wire: list[str], message: str
) -> None:
    path = tmp_path / "diagram.json"
    circuit = json.loads(path.read_text())
    circuit["parts"].append({"id": "new", **part})
    circuit["connections"] += [wire] if wire else []
    path.write_text(json.dumps(circuit))
    with pytest.raises(LabError, match=re.escape(f"diagram.json: {message}")):
        play_steps("motion", {"delay": "1ms"})
