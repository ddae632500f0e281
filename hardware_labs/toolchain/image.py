"""What an ELF file holds, and the gate that refuses one which does not fit its board."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from hardware_labs.boards import Board
from hardware_labs.errors import LabError


@dataclass(frozen=True)
class Sections:
    """Names of the ELF sections that fill flash, and of those that fill RAM."""

    flash: frozenset[str]
    ram: frozenset[str]


# what recipe.size.regex and recipe.size.regex.data of each core's platform.txt add up
AVR_SECTIONS = Sections(
    flash=frozenset({".text", ".data", ".bootloader"}),
    ram=frozenset({".data", ".bss", ".noinit"}),
)
ESP_CORE_SECTIONS = Sections(
    flash=frozenset(
        {
            *(".iram0.text", ".iram0.vectors", ".dram0.data", ".dram1.data", ".flash.text", ".flash.rodata"),
            *(".flash.appdesc", ".flash.init_array", ".eh_frame"),
        }
    ),
    ram=frozenset({".dram0.data", ".dram0.bss", ".dram1.data", ".dram1.bss", ".noinit"}),
)
# our own layer: the mask ROM copies the image to RAM, code and constants included
ESP_LAYER_SECTIONS = Sections(
    flash=frozenset({".vectors", ".text", ".rodata", ".data"}),
    ram=frozenset({".vectors", ".text", ".rodata", ".data", ".bss"}),
)


@dataclass(frozen=True)
class Binutils:
    """A cross compiler's programs that look into ELF files.

    Attributes:
        folder: Where they are.
        prefix: What their names begin with.
        sections: Which sections of an image count.
    """

    folder: Path
    prefix: str
    sections: Sections

    def run(self, program: str, *arguments: str) -> str:
        """Call a program; return what it printed."""
        executable = self.folder / f"{self.prefix}{program}{'.exe' if os.name == 'nt' else ''}"
        return subprocess.run([str(executable), *arguments], capture_output=True, encoding="utf-8", check=True).stdout


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


def image_size(binutils: Binutils, elf: Path) -> ImageSize:
    """Return the sizes that binutils' `size` reads from an ELF file."""
    printed = binutils.run("size", "-A", str(elf))
    sections = {match[1]: int(match[2]) for match in re.finditer(r"^(\.[\w.]+)\s+(\d+)\s", printed, re.M)}
    return ImageSize(
        flash=sum(size for name, size in sections.items() if name in binutils.sections.flash),
        ram=sum(size for name, size in sections.items() if name in binutils.sections.ram),
    )


def symbols(binutils: Binutils, elf: Path) -> list[Symbol]:
    """Return the sized symbols that binutils' `nm` lists."""
    lines = binutils.run("nm", "-S", str(elf)).splitlines()
    fields = [line.split() for line in lines]
    return [Symbol(name=field[3], size=int(field[1], 16), kind=field[2]) for field in fields if len(field) == 4]


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
