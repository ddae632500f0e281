"""Runs inside a box of firmware: a step as its argument and an order on stdin, the answer on stdout, both as JSON."""

import asyncio
import base64
import json
import re
import resource
import shutil
import sys
from contextlib import redirect_stdout
from dataclasses import asdict
from pathlib import Path
from typing import Any

from box import namespaces, seccomp  # type: ignore[import-not-found]  # of the grader, shown beside this file

from hardware_labs.boards import Board, find_board
from hardware_labs.compiler.fixed_point import Rounding
from hardware_labs.compiler.front_ends import FRONT_ENDS, load_program
from hardware_labs.compiler.program import Options
from hardware_labs.diagram import load_diagram
from hardware_labs.errors import LabError
from hardware_labs.openboard import Where, open_board
from hardware_labs.simulated import SimulatedBoard
from hardware_labs.toolchain import build as builder
from hardware_labs.toolchain.build import CORE_CACHE, build, require_toolchain
from hardware_labs.toolchain.compile import binutils_of
from hardware_labs.toolchain.esp_image import write_image
from hardware_labs.toolchain.find import EspCompiler
from hardware_labs.toolchain.image import Binutils, image_size
from hardware_labs.units import Lab

MEGABYTE = 2**20
FILE, PROCESSES = 64 * MEGABYTE, 1024
MEMORY, SECONDS = 1024 * MEGABYTE, 40  # of each process of the compiler
TEXT = 100_000  # characters of the serial line, and edges of the probe pin, that are kept
STEP = 0.1  # seconds of board time
FOLDER = Path("/tmp/sketch")
LAYER = {".code_seen_as_data", ".stack"}  # addresses that the layer of the ESP boards reserves, without content


def main() -> None:
    """Do what is ordered."""
    limit({resource.RLIMIT_FSIZE: FILE, resource.RLIMIT_NPROC: PROCESSES, resource.RLIMIT_CORE: 0})
    namespaces.keep_niceness()
    namespaces.become_nobody()  # limits on processes do not hold for root
    namespaces.drop_privileges()
    seccomp.forbid()
    order = json.load(sys.stdin)
    FOLDER.mkdir()
    board, lab = find_board(order["board"]), Lab("sketch", FOLDER)
    with redirect_stdout(sys.stderr):
        try:
            answer = built(order, lab, board) if sys.argv[1] == "build" else ran(order, lab, board)
        except LabError as error:
            answer = {"message": str(error)}
    json.dump(answer, sys.stdout)


def limit(limits: dict[int, int]) -> None:
    """Set limits for this process and all that it starts."""
    for name, value in limits.items():
        resource.setrlimit(name, (value, value))


def built(order: dict[str, Any], lab: Lab, board: Board) -> dict[str, Any]:
    """Return the linked program of a sketch, or why there is none."""
    limit({resource.RLIMIT_AS: MEMORY, resource.RLIMIT_CPU: SECONDS})
    for name, content in order["files"].items():
        (FOLDER / Path(name).name).write_bytes(base64.b64decode(content))
    for name in order["files"]:
        if Path(name).suffix.lower() in FRONT_ENDS:
            compile_model(FOLDER / Path(name).name, board, order["model"])
    builder.CORE_CACHE = Path("/tmp/cores")
    if CORE_CACHE.is_dir():
        shutil.copytree(CORE_CACHE, builder.CORE_CACHE)
    firmware = build(lab, board)
    return {"elf": base64.b64encode(firmware.elf.read_bytes()).decode("ascii")}


def compile_model(path: Path, board: Board, options: dict[str, Any]) -> None:
    """Write a model's C beside the sketch.

    Raises:
        LabError: the file is no model that the compiler reads.
    """
    samples, (low, high) = options.pop("samples", None), options.pop("range", (None, None))
    classical = {"input_low": low, "input_high": high, **options}
    more: dict[str, object] = {"sklearn": classical, "samples": FOLDER / Path(samples).name if samples else None}
    try:
        load_program(path, Options(board, Rounding.TFLM, more)).write(FOLDER, ["Handed in."])
    except MemoryError as error:
        raise LabError(f"{path.name} needs more memory than grading allows.") from error


def ran(order: dict[str, Any], lab: Lab, board: Board) -> dict[str, Any]:
    """Return what a linked program takes, and what the board does with it."""
    toolchain = require_toolchain(board)
    lab.output(board).mkdir(parents=True)
    elf, image = lab.elf(board), lab.firmware(board)
    elf.write_bytes(base64.b64decode(order["elf"]))
    binutils = binutils_of(toolchain, board, lab.sketch)
    if isinstance(toolchain, EspCompiler):
        write_image(elf, image, toolchain.chip)
    else:
        binutils.run("objcopy", "-O", "ihex", "-R", ".eeprom", str(elf), str(image))
    sizes = asdict(image_size(binutils, elf))
    own = own_sections(binutils, elf)
    diagram = {"version": 1, "parts": [{"type": board.wokwi_type, "id": "board"}], "connections": []}
    lab.diagram.write_text(json.dumps(diagram), encoding="utf-8")
    text, gaps = asyncio.run(run(lab, board, float(order["seconds"])))
    return {name: size + own for name, size in sizes.items()} | {"serial": text, "gaps": gaps}


def own_sections(binutils: Binutils, elf: Path) -> int:
    """Return the bytes in sections that only a student can have named; they count as flash and as RAM."""
    known = binutils.sections.flash | binutils.sections.ram | LAYER
    rows = re.findall(r"^(\S+)\s+(\d+)\s+(\d+)$", binutils.run("size", "-A", str(elf)), re.M)
    return sum(int(size) for name, size, address in rows if int(address) and name not in known)


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
