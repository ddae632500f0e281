"""The chips that sketches are compiled for on the project's own Arduino layer, and what their compilers are told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Chip:
    """A chip of Espressif's.

    Attributes:
        name: esptool's name for it, and its folder in the layer.
        prefix: What the names of its compiler and binutils begin with.
        package: Debian's package of them.
        flags: The instruction set and how to use it.
        image_offset: Where in flash its mask ROM looks for the image.
        floats: Whether the compiler's library can calculate with floating-point numbers.
    """

    name: str
    prefix: str
    package: str
    flags: tuple[str, ...]
    image_offset: int
    floats: bool


# keyed by a board's `engine`
CHIPS = {
    "esp32c3": Chip(
        name="esp32c3",
        prefix="riscv64-unknown-elf-",
        package="gcc-riscv64-unknown-elf",
        # rv32imc_zicsr would take the compiler's 64-bit library
        flags=("-march=rv32imc", "-mabi=ilp32"),
        image_offset=0,
        floats=True,
    ),
    "esp32": Chip(
        name="esp32",
        prefix="xtensa-lx106-elf-",
        package="gcc-xtensa-lx106",
        # a literal pool beside each function, where l32r reaches it
        flags=("-mtext-section-literals", "-DNO_FLOATS"),
        image_offset=0x1000,
        floats=False,
    ),
}
