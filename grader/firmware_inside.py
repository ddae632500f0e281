"""Runs inside the firmware's box: an order on stdin, what the board did on stdout, both as JSON."""

import asyncio
import base64
import json
import resource
import shutil
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from hardware_labs.boards import Board, find_board
from hardware_labs.diagram import load_diagram
from hardware_labs.errors import LabError
from hardware_labs.openboard import Where, open_board
from hardware_labs.simulated import SimulatedBoard
from hardware_labs.toolchain import build as builder
from hardware_labs.toolchain.build import CORE_CACHE, build
from hardware_labs.units import Lab

MEMORY, FILE, SECONDS = 1024 * 2**20, 64 * 2**20, 40  # of each process of the compiler
TEXT = 100_000  # characters of the serial line that are kept
STEP = 0.1  # seconds of board time


def main() -> None:
    """Do what is ordered."""
    order = json.load(sys.stdin)
    folder = Path("/tmp/sketch")
    folder.mkdir()
    for name, content in order["files"].items():
        (folder / Path(name).name).write_bytes(base64.b64decode(content))
    board, lab = find_board(order["board"]), Lab("sketch", folder)
    diagram = {"version": 1, "parts": [{"type": board.wokwi_type, "id": "board"}], "connections": []}
    (folder / "diagram.json").write_text(json.dumps(diagram), encoding="utf-8")
    with redirect_stdout(sys.stderr):
        result = built_and_run(lab, board, float(order["seconds"]))
    json.dump(result, sys.stdout)


def built_and_run(lab: Lab, board: Board, seconds: float) -> dict[str, Any]:
    """Return what became of a sketch."""
    cache = Path("/tmp/cores")
    if CORE_CACHE.is_dir():
        shutil.copytree(CORE_CACHE, cache)
    builder.CORE_CACHE = cache
    most = resource.RLIM_INFINITY
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE, FILE))
    limits = {resource.RLIMIT_AS: MEMORY, resource.RLIMIT_CPU: SECONDS}
    try:
        for name, value in limits.items():
            resource.setrlimit(name, (value, most))
        firmware = build(lab, board)
    except LabError as error:
        return {"built": False, "message": str(error)[:3000]}
    finally:
        for name in limits:
            resource.setrlimit(name, (most, most))
    text, gaps = asyncio.run(run(lab, board, seconds))
    sizes = {"flash": firmware.size.flash, "ram": firmware.size.ram}
    return {"built": True, "message": "", **sizes, "serial": text, "gaps": gaps}


async def run(lab: Lab, board: Board, seconds: float) -> tuple[str, list[int]]:
    """Run for some board time; return what it printed, and the cycles between the pulses on the probe pin."""
    lines: list[str] = []
    diagram = load_diagram(lab.diagram, board)
    async with open_board(lab, board, diagram, Where(simulator="local"), lambda line, at: lines.append(line)) as link:
        assert isinstance(link, SimulatedBoard)
        while link.seconds < seconds and sum(map(len, lines)) < TEXT and len(link.edges) < TEXT:
            await link.advance(STEP)
        edges = link.edges
    falls = [edge.nanos for edge in edges if not edge.high and any(one.high for one in edges)]
    rises = [edge.nanos for edge in edges if edge.high]
    after = [nanos for nanos in falls if rises and nanos > rises[0]]
    gaps = [round((rise - fall) * board.clock.value / 1e9) for fall, rise in zip(after, rises[1:], strict=False)]
    return "\n".join(lines)[:TEXT], gaps


if __name__ == "__main__":
    main()
