"""`lab monitor`: a sketch's serial line at the terminal, on any board, with what it has cost so far."""

from __future__ import annotations

import asyncio
import contextlib
import json
import queue
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hardware_labs.boards import Board
from hardware_labs.diagram import load_diagram
from hardware_labs.flash import upload
from hardware_labs.link import BoardLink
from hardware_labs.openboard import Where, open_board
from hardware_labs.progress import say
from hardware_labs.simulated import SimulatedBoard
from hardware_labs.toolchain.build import build
from hardware_labs.units import Lab

# short enough that a typed line is answered at once
SLICE_SECONDS = 0.05


def monitor(lab: Lab, board: Board, where: Where, seconds: float | None, *, upload_first: bool = True) -> None:
    """Run a sketch, print what it prints and send it what is typed, until its time is over or Ctrl-C.

    Without a diagram.json the board has nothing wired to it.

    Args:
        lab: A unit's lab or any sketch folder.
        board: The board.
        where: A simulator, or a real board's serial port.
        seconds: Board time to run for, as fast as the simulator can; nothing to go on in real time.
        upload_first: Upload the firmware to a real board.

    Raises:
        LabError: The sketch does not build, the circuit is wrong, or the board fails.
    """
    build(lab, board)
    if where.port and upload_first:
        upload(lab.firmware(board), board, where.port)
    with _circuit(lab, board) as circuit:
        asyncio.run(_monitor(lab, board, where, seconds, circuit))


async def _monitor(lab: Lab, board: Board, where: Where, seconds: float | None, circuit: Path) -> None:
    async with open_board(lab, board, load_diagram(circuit, board), where) as link:
        if seconds is None:
            say("Type a line to send it to the board; Ctrl-C ends it.")
        try:
            await _listen(link, seconds, _typed_lines())
        finally:
            if isinstance(link, SimulatedBoard):
                # after Ctrl-C the connection may be gone
                with contextlib.suppress(Exception):
                    say(summary(link.seconds, await link.counters()))


async def _listen(link: BoardLink, seconds: float | None, typed: queue.SimpleQueue[str]) -> None:
    start = time.monotonic()
    while seconds is None or link.seconds < seconds:
        while not typed.empty():
            await link.write(typed.get())
        left = SLICE_SECONDS if seconds is None else min(SLICE_SECONDS, seconds - link.seconds)
        await link.advance(left)
        if seconds is None:
            await asyncio.sleep(max(0.0, link.seconds - (time.monotonic() - start)))


def summary(seconds: float, counters: dict[str, Any]) -> str:
    """Say in one sentence what a simulated board has done since power-on."""
    cycles = counters["cycles"]
    parts = [f"{seconds:.3f} s: {cycles} clock cycles"]
    if counters["instructions"] is not None:
        parts.append(f"{counters['instructions']} instructions")
    if counters["sleepCycles"] is not None and cycles:
        slept = counters["sleepCycles"]["idle"] + counters["sleepCycles"]["stopped"]
        parts.append(f"{100 * slept / cycles:.1f} % of the time asleep")
    if counters["stackPeak"] is not None:
        parts.append(f"at most {counters['stackPeak']} B of stack")
    return ", ".join(parts) + " (simulated)."


@contextlib.contextmanager
def _circuit(lab: Lab, board: Board) -> Iterator[Path]:
    """Give the lab's circuit, or one of the bare board."""
    own = lab.diagram_for(board)
    if own.is_file():
        yield own
        return
    with tempfile.TemporaryDirectory(prefix="lab-") as folder:
        bare = Path(folder) / "diagram.json"
        parts = [{"type": board.wokwi_type, "id": board.id, "attrs": {}}]
        bare.write_text(json.dumps({"version": 1, "parts": parts, "connections": []}), encoding="utf-8")
        yield bare


def _typed_lines() -> queue.SimpleQueue[str]:
    """Collect what is typed; a thread of its own, because Windows cannot wait for a terminal and a socket at once."""
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()

    def collect() -> None:
        for line in sys.stdin:
            lines.put(line)

    threading.Thread(target=collect, daemon=True).start()
    return lines
