"""What an ELF file holds, and the gate that refuses one which does not fit its board."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from hardware_labs.boards import Board
from hardware_labs.errors import LabError

# the sections that recipe.size.regex and recipe.size.regex.data of Arduino's platform.txt add up
FLASH_SECTIONS = {".text", ".data", ".bootloader"}
RAM_SECTIONS = {".data", ".bss", ".noinit"}


@dataclass(frozen=True)
class ImageSize:
    """Bytes of a whole image: flash, and RAM taken before the first call (the stack comes on top)."""

    flash: int
    ram: int


@dataclass(frozen=True)
class Symbol:
    """A function or variable of an image; `kind` is nm's letter (t and T code, d D b B RAM)."""

    name: str
    size: int
    kind: str


def image_size(binutils: Path, elf: Path) -> ImageSize:
    """Return the sizes that avr-size reads from an ELF file."""
    sections = {
        match[1]: int(match[2])
        for match in re.finditer(r"^(\.\w+)\s+(\d+)\s", _run(binutils / "avr-size", "-A", str(elf)), re.M)
    }
    return ImageSize(
        flash=sum(size for name, size in sections.items() if name in FLASH_SECTIONS),
        ram=sum(size for name, size in sections.items() if name in RAM_SECTIONS),
    )


def symbols(binutils: Path, elf: Path) -> list[Symbol]:
    """Return the sized symbols that avr-nm lists."""
    lines = _run(binutils / "avr-nm", "-S", str(elf)).splitlines()
    fields = [line.split() for line in lines]
    return [
        Symbol(name=field[3], size=int(field[1], 16), kind=field[2]) for field in fields if len(field) == 4
    ]


def check_fits(size: ImageSize, board: Board, sketch: str) -> None:
    """Refuse an image that is larger than its board: the linker does not.

    Raises:
        LabError: Flash or RAM does not suffice.
    """
    if size.flash > board.flash.value:
        raise LabError(
            f"{sketch} needs {size.flash} B of flash and {board.name} has {board.flash.value} B: "
            f"take {size.flash - board.flash.value} B out of the sketch or the model."
        )
    if size.ram > board.ram.value:
        raise LabError(
            f"{sketch} needs {size.ram} B of RAM before its stack and {board.name} has {board.ram.value} B: "
            "keep constants in flash (PROGMEM) or make the arrays smaller."
        )


def _run(program: Path, *arguments: str) -> str:
    executable = f"{program}.exe" if os.name == "nt" else str(program)
    return subprocess.run([executable, *arguments], capture_output=True, encoding="utf-8", check=True).stdout
