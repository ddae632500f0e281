"""Where this machine keeps the tools: Arduino, cross compiler, Node, Chromium."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from hardware_labs.boards import Board
from hardware_labs.errors import LabError
from hardware_labs.toolchain.chips import CHIPS, Chip

DEBIAN_HARDWARE = Path("/usr/share/arduino/hardware")
DEBIAN_BUILDER = Path("/usr/share/arduino-builder")
AVR_LIBC = Path("/usr/lib/avr/include/avr/io.h")

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
CHROMIUM_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
CHROMIUM_UNDER_PROGRAM_FILES = (
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)


@dataclass(frozen=True)
class ArduinoCli:
    """arduino-cli on the PATH; it brings its own compiler."""

    executable: Path


@dataclass(frozen=True)
class ArduinoBuilder:
    """Debian's arduino-builder with the AVR core and cross compiler from apt."""

    executable: Path
    compiler: Path


@dataclass(frozen=True)
class EspCompiler:
    """A cross compiler for one of Espressif's chips, used with the project's own Arduino layer."""

    executable: Path
    chip: Chip

    def program(self, name: str) -> Path:
        """Return one of the compiler's programs: `gcc`, `ar`, `nm`, `size`."""
        return self.executable.with_name(f"{self.chip.prefix}{name}{self.executable.suffix}")


Toolchain = ArduinoCli | ArduinoBuilder | EspCompiler

# what `--toolchain` takes
ROUTES = ("local", "arduino-cli")


def on_path(*names: str) -> Path | None:
    """Return the first of these programs that the PATH leads to."""
    for name in names:
        found = shutil.which(name)
        if found:
            return Path(found)
    return None


def missing_avr_packages() -> list[str]:
    """Return the Debian packages that building for an AVR still needs."""
    present = {
        "gcc-avr": on_path("avr-gcc") is not None,
        "binutils-avr": on_path("avr-size") is not None,
        "avr-libc": AVR_LIBC.exists(),
        "arduino-core-avr": (DEBIAN_HARDWARE / "arduino/avr/boards.txt").exists(),
        "arduino-builder": on_path("arduino-builder") is not None,
    }
    return [package for package, is_present in present.items() if not is_present]


def find_toolchain(board: Board, route: str | None = None) -> Toolchain | None:
    """Return the tools that build for a board, or nothing where this machine has none.

    For an AVR board arduino-cli is preferred to Debian's arduino-builder: both take the vendor's core. For an ESP
    board the cross compiler with our own layer is preferred: arduino-cli takes Espressif's core, whose image only a
    real board runs.

    Args:
        board: The board to build for.
        route: `local` or `arduino-cli`; without it, whichever is there.
    """
    is_esp = board.toolchain == "esp"
    cli = on_path("arduino-cli")
    found: list[Toolchain | None] = []
    if route != "arduino-cli":
        found.append(find_esp_compiler(CHIPS[board.engine]) if is_esp else _arduino_builder())
    if cli and route != "local":
        found.insert(len(found) if is_esp else 0, ArduinoCli(cli))
    return next((tools for tools in found if tools), None)


def find_esp_compiler(chip: Chip) -> EspCompiler | None:
    """Return the cross compiler of a chip."""
    compiler = on_path(f"{chip.prefix}gcc")
    return EspCompiler(compiler, chip) if compiler else None


def _arduino_builder() -> ArduinoBuilder | None:
    builder, compiler = on_path("arduino-builder"), on_path("avr-gcc")
    complete = builder and compiler and not missing_avr_packages()
    return ArduinoBuilder(builder, compiler) if builder and compiler and complete else None


def find_node() -> Path:
    """Return Node: the one of this virtual environment, else one on the PATH.

    Raises:
        LabError: There is none.
    """
    beside = Path(sys.executable).with_name("node.exe" if os.name == "nt" else "node")
    node = beside if beside.exists() else on_path("node")
    if node is None:
        raise LabError("The simulator needs Node 24 and there is none: call `make setup` to install it into .venv.")
    return node


def find_chromium() -> Path | None:
    """Return a Chromium, Chrome or Edge, or nothing where there is none."""
    found = on_path(*CHROMIUM_NAMES)
    if found:
        return found
    places = [Path(place) for place in CHROMIUM_PLACES]
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        if variable in os.environ:
            places += [Path(os.environ[variable]) / place for place in CHROMIUM_UNDER_PROGRAM_FILES]
    return next((place for place in places if place.exists()), None)
