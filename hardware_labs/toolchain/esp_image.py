"""From an ELF file to the flash content that an ESP chip's mask ROM boots, by esptool."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from hardware_labs.errors import LabError
from hardware_labs.toolchain.chips import Chip

# the slowest way to read flash, which every module's flash chip can do
FLASH = ("--flash-mode", "dio", "--flash-freq", "40m", "--flash-size", "4MB")
ERASED = b"\xff"


def write_image(elf: Path, merged: Path, chip: Chip) -> None:
    """Write the content of the flash from offset 0 to the image's end.

    Raises:
        LabError: esptool refuses the ELF file.
    """
    image = merged.with_name(f"{merged.name}.image")
    finished = subprocess.run(
        [sys.executable, "-m", "esptool", "--chip", chip.name, "elf2image", *FLASH, "-o", str(image), str(elf)],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if finished.returncode != 0 or not image.exists():
        reason = (finished.stderr.strip() or finished.stdout.strip()).splitlines()[-1:]
        raise LabError(f"esptool makes no image of {elf.name} ({''.join(reason)}): call `make setup` and build again.")
    merged.write_bytes(ERASED * chip.image_offset + image.read_bytes())
