"""Where this machine keeps the tools: Arduino, cross compiler, Node, Chromium."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from hardware_labs.errors import LabError

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


Toolchain = ArduinoCli | ArduinoBuilder


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


def find_toolchain() -> Toolchain | None:
    """Return arduino-cli where there is one, else a complete arduino-builder, else nothing."""
    cli = on_path("arduino-cli")
    if cli:
        return ArduinoCli(cli)
    builder, compiler = on_path("arduino-builder"), on_path("avr-gcc")
    if builder and compiler and not missing_avr_packages():
        return ArduinoBuilder(builder, compiler)
    return None


def find_node() -> Path:
    """Return Node: the one of this virtual environment, else one on the PATH.

    Raises:
        LabError: There is none.
    """
    beside = Path(sys.executable).with_name("node.exe" if os.name == "nt" else "node")
    node = beside if beside.exists() else on_path("node")
    if node is None:
        raise LabError(
            "The simulator needs Node 24 and there is none: call `make setup` to install it into .venv."
        )
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
