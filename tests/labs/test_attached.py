"""`--port`: the simulated Uno behind a pseudo-terminal takes the place of one at a USB port."""

import asyncio
import os
import pty
import re
import select
import sys
import threading
import tty
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from hardware_labs.boards import find_board
from hardware_labs.diagram import load_diagram
from hardware_labs.openboard import Where, open_board
from hardware_labs.units import Lab, find_lab

from .conftest import UNIT, run_lab, without_wokwi
from .conftest import Lab as Command

UNO = find_board("uno")


async def bridge(lab: Lab, master: int, stop: threading.Event) -> None:
    """Carry bytes between the terminal and the board's serial line, as a USB chip does."""
    diagram = load_diagram(lab.diagram, UNO)
    async with open_board(lab, UNO, diagram, Where(simulator="local"), on_line=lambda *_: None) as board:
        await board.set_control("ntc", "temperature", 22)
        carried = 0
        while not stop.is_set():
            if select.select([master], [], [], 0.005)[0]:
                await board.write(os.read(master, 1024).decode())
            await board.advance(0.004)
            os.write(master, board.log.text[carried:].encode())
            carried = len(board.log.text)


@pytest.fixture(scope="module")
def port() -> Iterator[str]:
    assert run_lab("build", UNIT).returncode == 0
    master, slave = pty.openpty()
    tty.setraw(slave)
    stop = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(bridge(find_lab(UNIT), master, stop)))
    thread.start()
    yield os.ttyname(slave)
    stop.set()
    thread.join()
    os.close(master)
    os.close(slave)


def at_terminal(*arguments: object) -> pexpect.spawn:
    return pexpect.spawn(
        sys.executable,
        ["-m", "hardware_labs", *map(str, arguments)],
        env=without_wokwi(),
        encoding="utf-8",
        timeout=20,
    )


def test_verify_compares_every_output(port: str, lab: Command) -> None:
    finished = lab("verify", UNIT, "--port", port)
    assert finished.returncode == 0, finished.stderr
    assert "All answers of the board for 1024 samples equal the NumPy reference." in finished.stdout


def test_without_a_person_what_needs_hands_and_eyes_is_skipped(built: Path, port: str, lab: Command) -> None:
    budget = built / "build/arduino.avr.uno/budget.json"
    before = budget.read_bytes() if budget.exists() else None
    finished = lab("run", UNIT, "--port", port, "--no-upload")
    assert finished.returncode == 0, finished.stderr
    assert len(re.findall(r"set-control .*: skipped, nobody is here to do it", finished.stdout)) == 3
    assert len(re.findall(r"wait-serial .*: skipped, it depends on a sensor", finished.stdout)) == 3
    assert "All answers of the board for 1024 samples" in finished.stdout
    assert re.search(r"Cycles an inference\s+\d+ cycles \(estimate\)\s+-\s+-", finished.stdout)
    assert re.search(r"Worst error, \d+ samples .*\(measured\) .*\(measured\)", finished.stdout)
    assert (budget.read_bytes() if budget.exists() else None) == before


def test_a_person_is_asked_and_believed(built: Path, port: str) -> None:
    terminal = at_terminal("run", UNIT, "--port", port, "--no-upload")
    terminal.expect("Bring the temperature of ntc to about 20")
    terminal.sendline("")
    terminal.expect(r"Is that close to 'count 569  20.10 C'\? \[y/n\]")
    terminal.sendline("y")
    terminal.expect("Is pin 5 of uno on")
    terminal.sendline("y")
    terminal.expect(r"step 3 \(expect-pin uno:5 = 0\): expected 0 and read 1; last it printed count \d+  2")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 1


def test_readings_are_taken_by_hand(lab_copy: Path, port: str) -> None:
    terminal = at_terminal("collect", lab_copy, "--port", port)
    typed = ["21.9", "22,3"]
    for number in range(13):
        terminal.expect("what does the thermometer show")
        if number == 0:
            terminal.sendline("warm")
            terminal.expect("'warm' is not a temperature such as 21.5")
        terminal.sendline(typed[number] if number < len(typed) else "")
    terminal.expect("2 readings written")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    header, *rows = (lab_copy / "readings.csv").read_text().split()
    assert header == "count,celsius"
    assert [row.split(",")[1] for row in rows] == ["21.9", "22.3"]
    assert {row.split(",")[0] for row in rows} == {"546"}


def test_no_readings_leave_the_old_ones(lab_copy: Path, port: str) -> None:
    before = (lab_copy / "readings.csv").read_bytes()
    terminal = at_terminal("collect", lab_copy, "--port", port)
    for _ in range(13):
        terminal.expect("what does the thermometer show")
        terminal.sendline("")
    terminal.expect("lab: No readings were taken, so .* stays as it was")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 1
    assert (lab_copy / "readings.csv").read_bytes() == before


def test_collecting_without_a_person_is_one_sentence(port: str, lab: Command, lab_copy: Path) -> None:
    finished = lab("collect", lab_copy, "--port", port)
    assert finished.returncode == 1
    assert finished.stderr.startswith("lab: Collecting on a real board needs a person")
    assert finished.stderr.count("\n") == 1
