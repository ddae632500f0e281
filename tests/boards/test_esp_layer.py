"""What our own Arduino layer does beyond the API: sleep, long times, bytes in waiting, reports of exceptions."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from hardware_labs.boards import Board, find_board
from hardware_labs.diagram import load_diagram
from hardware_labs.link import BoardLink
from hardware_labs.openboard import Where, open_board
from hardware_labs.simulated import SimulatedBoard
from hardware_labs.toolchain.build import build
from hardware_labs.units import Lab

both = pytest.mark.parametrize("board", [find_board("esp32-c3"), find_board("esp32")], ids=lambda board: board.id)

SLEEPER = """
void setup() { Serial.begin(115200); }
void loop() { Serial.println(millis()); delay(250); }
"""
HOUR_GLASS = """
void setup() {
  Serial.begin(115200);
  const unsigned long start = micros();
  delay(4300000);  // longer than the 71.6 minutes after which micros() begins anew
  Serial.println(millis() / 10 * 10);
  Serial.println((micros() - start) / 1000);
  noInterrupts();
  delay(20);
  interrupts();
  Serial.println(millis() / 10 * 10);
}
void loop() {}
"""
MAILBOX = """
void setup() { Serial.begin(115200); Serial.println(F("typing")); delay(300); Serial.println(Serial.available()); }
void loop() { if (Serial.available()) Serial.write(Serial.read()); }
"""
BAUD_RATES = """
void setup() {
  for (long baud = 1200; baud <= 115200; baud *= 2) {
    Serial.begin(baud);
    const unsigned long start = micros();
    Serial.print(F("0123456789"));
    Serial.flush();
    const unsigned long took = micros() - start;
    Serial.print(F(" at "));
    Serial.println(took * (baud / 100) / 10000);  // bits
    Serial.flush();
  }
  Serial.println(F("done"));
}
void loop() {}
"""
BUS_SPEEDS = """
#include <Wire.h>
void setup() {
  Serial.begin(115200);
  Wire.begin();
  const long speeds[] = {4000, 10000, 100000, 400000};
  for (long hertz : speeds) {
    Wire.setClock(hertz);
    Wire.beginTransmission(0x20);
    const unsigned long start = micros();
    const int status = Wire.endTransmission();
    const unsigned long took = micros() - start;
    Serial.print(status);
    Serial.print(F(" after "));
    Serial.println(took * (hertz / 1000) / 1000);  // bits
  }
  Serial.println(F("done"));
}
void loop() {}
"""
PULLED_PADS = """
void setup() {
  Serial.begin(115200);
  const int pads[] = {A4, A10, A14};
  for (int pin : pads) Serial.println(analogRead(pin));
  Serial.println(F("done"));
}
void loop() {}
"""
EXCEPTION = """
volatile int *nowhere = (int *)0x12;
void setup() { Serial.begin(9600); Serial.println(F("before")); Serial.println(*nowhere); Serial.println(F("after")); }
void loop() {}
"""


def run(
    folder: Path, board: Board, text: str, until: str, typed: str = "", seconds: float = 0.5, pots: Sequence[str] = ()
) -> tuple[str, dict[str, Any]]:
    """What a board with this sketch, and half the supply's voltage at some pins, prints in so much time and on up to a
    text; its counters then."""
    sketch = folder / "node"
    sketch.mkdir()
    (sketch / "node.ino").write_text(text)
    parts: list[dict[str, Any]] = [{"type": board.wokwi_type, "id": "board"}]
    wires: list[list[Any]] = []
    for pin in pots:
        parts.append({"type": "wokwi-potentiometer", "id": f"pot{pin}", "attrs": {"value": "512"}})
        ends = {"VCC": "3V3", "GND": "GND.1", "SIG": pin}
        wires += [[f"pot{pin}:{end}", f"board:{place}", "green", []] for end, place in ends.items()]
    (sketch / "diagram.json").write_text(json.dumps({"version": 1, "parts": parts, "connections": wires}))
    lab = Lab("node", sketch)
    build(lab, board)

    async def play(link: BoardLink) -> tuple[str, dict[str, Any]]:
        assert isinstance(link, SimulatedBoard)
        await link.advance(0.01)
        await link.write(typed)
        await link.advance(seconds)
        await link.wait_for(until)
        return link.log.text, await link.counters()

    async def start() -> tuple[str, dict[str, Any]]:
        where = Where(simulator="local")
        async with open_board(lab, board, load_diagram(lab.diagram, board), where) as link:
            return await play(link)

    return asyncio.run(start())


@both
def test_the_cpu_sleeps_while_a_sketch_waits(tmp_path: Path, board: Board) -> None:
    printed, counters = run(tmp_path, board, SLEEPER, "500\r\n")
    assert printed.splitlines()[:3] == ["0", "250", "500"]
    assert counters["sleepCycles"]["idle"] > 0.99 * counters["cycles"]
    assert counters["instructions"] < 20_000


@both
def test_time_goes_on_when_microseconds_begin_anew(tmp_path: Path, board: Board) -> None:
    printed, _ = run(tmp_path, board, HOUR_GLASS, "4300020\r\n", seconds=4300)
    assert printed.splitlines() == ["4300000", str((4_300_000_000 - 2**32) // 1000), "4300020"]


@both
def test_bytes_wait_for_the_sketch_while_it_sleeps(tmp_path: Path, board: Board) -> None:
    alphabet = "".join(chr(ord("!") + n) for n in range(90))
    printed, _ = run(tmp_path, board, MAILBOX, alphabet, typed=alphabet)
    assert printed == f"typing\r\n90\r\n{alphabet}"


@both
def test_ten_bytes_take_a_hundred_bits_at_every_baud_rate(tmp_path: Path, board: Board) -> None:
    printed, _ = run(tmp_path, board, BAUD_RATES, "done\r\n")
    bits = [float(line.split(" at ")[1]) for line in printed.splitlines() if " at " in line]
    assert len(bits) == 7
    assert bits == pytest.approx([100] * 7, rel=0.02)


@both
def test_an_address_takes_its_bits_at_every_bus_speed(tmp_path: Path, board: Board) -> None:
    """A start, nine bits and a stop, which the driver repeats for a target that did not answer."""
    printed, _ = run(tmp_path, board, BUS_SPEEDS, "done\r\n")
    answers = [line.split(" after ") for line in printed.splitlines() if " after " in line]
    assert [status for status, _ in answers] == ["2"] * 4
    assert all(9 <= int(bits) <= 15 for _, bits in answers), answers


def test_pads_that_are_pulled_from_reset_on_are_read_without_their_pulls(tmp_path: Path) -> None:
    printed, _ = run(tmp_path, find_board("esp32"), PULLED_PADS, "done\r\n", pots=["32", "4", "13"])
    assert [float(line) for line in printed.splitlines()[:3]] == pytest.approx([2048] * 3, abs=5)


@both
def test_an_exception_is_reported_with_its_cause_and_place(tmp_path: Path, board: Board) -> None:
    cause = {"esp32-c3": 5, "esp32": 28}[board.id]  # load access fault, LoadProhibited
    printed, _ = run(tmp_path, board, EXCEPTION, "\r\n")
    assert printed.startswith("before\r\n")
    assert f"\r\nexception {cause} at 0x40" in printed
    assert "after" not in printed
