"""`lab build`: compile a lab's sketch unless nothing has changed, and let only an image through that fits."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from hardware_labs.boards import Board
from hardware_labs.digest import files_digest
from hardware_labs.errors import LabError
from hardware_labs.progress import say
from hardware_labs.toolchain.compile import binutils_of, compile_sketch
from hardware_labs.toolchain.esp import compile_esp_sketch, layer_digest
from hardware_labs.toolchain.find import EspCompiler, Toolchain, find_toolchain
from hardware_labs.toolchain.image import ImageSize, Symbol, check_fits, image_size, symbols
from hardware_labs.units import Lab

CORE_CACHE = Path(__file__).resolve().parents[2] / "build" / "arduino-cores"
SOURCES = ("*.ino", "*.h", "*.c", "*.cpp", "*.S")


@dataclass(frozen=True)
class Firmware:
    """A built image that fits its board.

    Attributes:
        image: Intel HEX file, or the content of an ESP board's flash.
        elf: ELF file.
        size: Flash and RAM of the whole image.
        symbols: Functions and variables in it.
    """

    image: Path
    elf: Path
    size: ImageSize
    symbols: tuple[Symbol, ...]


def build(lab: Lab, board: Board, route: str | None = None) -> Firmware:
    """Build a lab's firmware, or take the one that was built from the very same inputs.

    Args:
        lab: The sketch folder.
        board: The board to build for.
        route: Which tools: `local`, `arduino-cli`, or by what the machine has.

    Raises:
        LabError: There is no toolchain, the sketch does not compile, or the image does not fit.
    """
    toolchain = require_toolchain(board, route)
    inputs = _digest(lab, board, toolchain)
    report = lab.output(board) / "image.json"
    firmware = _built(lab, board, report, inputs)
    if firmware:
        say(f"{lab.unit} for {board.name}: firmware is up to date ({_sizes(firmware.size, board)})")
        return firmware

    say(f"{lab.unit} for {board.name}: compiling with {_tools(toolchain, board)} ...")
    started = time.monotonic()
    report.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="lab-") as folder:
        work = Path(folder)
        if isinstance(toolchain, EspCompiler):
            compile_esp_sketch(toolchain, lab.sketch, board, work, CORE_CACHE)
        else:
            compile_sketch(toolchain, lab.sketch, board, work, CORE_CACHE)
        binutils = binutils_of(toolchain, board, lab.sketch)
        size = image_size(binutils, work / lab.elf(board).name)
        check_fits(size, board, lab.sketch.name)
        found = tuple(symbols(binutils, work / lab.elf(board).name))
        lab.output(board).mkdir(parents=True, exist_ok=True)
        for target in (lab.firmware(board), lab.elf(board)):
            shutil.copyfile(work / target.name, target)

    content = {"inputs": inputs, "size": asdict(size), "symbols": [asdict(symbol) for symbol in found]}
    report.write_text(json.dumps(content), encoding="utf-8")
    say(f"{lab.unit} for {board.name}: {_sizes(size, board)}, {time.monotonic() - started:.1f} s")
    return Firmware(lab.firmware(board), lab.elf(board), size, found)


def require_toolchain(board: Board, route: str | None = None) -> Toolchain:
    """Return the tools that build for a board.

    Raises:
        LabError: This machine has none, or none on this route.
    """
    toolchain = find_toolchain(board, route)
    if toolchain is None:
        advice = {
            "local": f"call `lab setup --with {board.toolchain_part}` on Debian or Ubuntu",
            "arduino-cli": "install arduino-cli (https://arduino.github.io/arduino-cli) and put it on the PATH",
        }
        chosen = [advice[route]] if route else list(advice.values())
        raise LabError(f"There is no toolchain for {board.name}: {', or '.join(chosen)}.")
    return toolchain


def _tools(toolchain: Toolchain, board: Board) -> str:
    """Return what an image is built with; for ESP boards the two routes lead to different images."""
    name = toolchain.executable.name
    if board.toolchain != "esp":
        return name
    own = isinstance(toolchain, EspCompiler)
    return f"{name} on our Arduino layer" if own else f"{name} on Espressif's core, for real boards only"


def _built(lab: Lab, board: Board, report: Path, inputs: str) -> Firmware | None:
    if not (report.exists() and lab.firmware(board).exists() and lab.elf(board).exists()):
        return None
    content = json.loads(report.read_text(encoding="utf-8"))
    if content["inputs"] != inputs:
        return None
    found = tuple(Symbol(**symbol) for symbol in content["symbols"])
    return Firmware(lab.firmware(board), lab.elf(board), ImageSize(**content["size"]), found)


def _digest(lab: Lab, board: Board, toolchain: Toolchain) -> str:
    """Return a hash of everything the image depends on."""
    tool = toolchain.executable
    sources = [path for pattern in SOURCES for path in _files(lab.folder, pattern)]
    layer = layer_digest(toolchain) if isinstance(toolchain, EspCompiler) else ""
    return files_digest(sources, board.fqbn, str(tool), str(tool.stat().st_mtime_ns), layer)


def _files(folder: Path, pattern: str) -> list[Path]:
    """Return a sketch folder's files: its own and, by Arduino's rules, those anywhere in `src`."""
    return [*folder.glob(pattern), *folder.glob(f"src/**/{pattern}")]


def _sizes(size: ImageSize, board: Board) -> str:
    flash, ram = board.flash.value, board.ram.value
    return (
        f"flash {size.flash} of {flash} B ({100 * size.flash / flash:.0f} %), "
        f"RAM {size.ram} of {ram} B ({100 * size.ram / ram:.0f} %)"
    )
