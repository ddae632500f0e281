"""One sketch that calls the whole Arduino API, on every board: vendor's core and our own layer must print the same."""

from __future__ import annotations

import asyncio
import json
import shutil
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from hardware_labs.boards import find_board
from hardware_labs.diagram import load_diagram
from hardware_labs.openboard import Where, open_board
from hardware_labs.pulses import Edge
from hardware_labs.simulated import SimulatedBoard
from hardware_labs.toolchain.build import build
from hardware_labs.units import Lab

SKETCH = Path(__file__).parent / "arduino_api"


@dataclass(frozen=True)
class Pins:
    """A board's names for its supply, its first analogue input and its I2C."""

    supply: str
    analogue: str
    sda: str
    scl: str


BOARDS = {
    "uno": Pins("5V", "A0", "A4", "A5"),
    "mega": Pins("5V", "A0", "20", "21"),
    "esp32-c3": Pins("3V3.1", "0", "8", "9"),
    "esp32": Pins("3V3", "VP", "21", "22"),
}

EXPECTED = """\
printing
42
-42
0
4294967295
-2147483648
FF
1010
100
Z
200
x
text
1
3;-4
65535
counted7
ABCDE2
3.14
-3
0.1000
ovf
nan
language
50
150
255
-4
5
1
1
18
52
258
1
{random}
0
memory
-3
8
in flash
1
iin fash
4
15874603
1469
-9
-3
-2
timing
1
1
1
pins
1
0
1
512
3
3
6
1
0
5
0
wire
0
2
68
0
0
14
14
0
1
68
0
5A
ready
"""


def diagram(board: str) -> str:
    pins = BOARDS[board]
    parts = [
        {"type": find_board(board).wokwi_type, "id": "uno"},
        {"type": "wokwi-led", "id": "led"},
        {"type": "wokwi-resistor", "id": "r1", "attrs": {"value": "220"}},
        {"type": "wokwi-potentiometer", "id": "half"},
        {"type": "wokwi-mpu6050", "id": "imu"},
    ]
    wires = [
        *(("uno:5", "r1:1"), ("r1:2", "led:A"), ("led:C", "uno:GND.1"), ("uno:5", "uno:4"), ("uno:5", "uno:2")),
        *(("half:VCC", f"uno:{pins.supply}"), ("half:GND", "uno:GND.1"), ("half:SIG", f"uno:{pins.analogue}")),
        *(("imu:VCC", f"uno:{pins.supply}"), ("imu:GND", "uno:GND.1")),
        *(("imu:SDA", f"uno:{pins.sda}"), ("imu:SCL", f"uno:{pins.scl}")),
    ]
    return json.dumps({"version": 1, "parts": parts, "connections": [[*ends, "green", []] for ends in wires]})


@pytest.mark.parametrize("name", BOARDS)
def test_every_function_does_the_same_on_every_board(tmp_path: Path, name: str) -> None:
    board = find_board(name)
    folder = tmp_path / SKETCH.name
    shutil.copytree(SKETCH, folder, ignore=shutil.ignore_patterns("build"))
    (folder / "diagram.json").write_text(diagram(name))
    lab = Lab(SKETCH.name, folder)
    build(lab, board)

    async def play() -> tuple[str, str, list[Edge]]:
        where = Where(simulator="local")
        async with open_board(lab, board, load_diagram(lab.diagram, board), where) as link:
            assert isinstance(link, SimulatedBoard)
            await link.set_control("half", "position", 0.5)
            printed = await link.wait_for("ready\r\n")
            await link.write("n -1234x")
            typed = await link.wait_for("-1234\r\n")
            await link.write("bxyz.")
            typed += await link.wait_for("xyz3\r\n")
            link.edges.clear()
            await link.write("t")
            await link.wait_for("silent\r\n")
            return printed, typed, link.edges

    printed, typed, edges = asyncio.run(play())
    lines = printed.splitlines()
    drawn = lines[EXPECTED.splitlines().index("{random}")]
    assert lines == EXPECTED.replace("{random}", drawn).splitlines()
    *numbers, only = map(int, drawn.split())
    assert only == 10
    assert len(set(numbers)) > 1
    assert all(0 <= number < 1000 for number in numbers)
    assert typed == "-1234\r\nxyz3\r\n"

    rises = [edge.nanos for edge in edges if edge.high]
    assert len(rises) == pytest.approx(440 * 0.05, abs=1)
    periods = [later - earlier for earlier, later in pairwise(rises)]
    assert periods == pytest.approx([1e9 / 440] * len(periods), rel=0.005)
    assert not edges[-1].high
