"""Addresses of a program's functions, from the symbols of a 32-bit little-endian ELF file, which all our boards use."""

from __future__ import annotations

import struct
from pathlib import Path

HEADER = struct.Struct("<16sHHIIIIIHHHHHH")
SECTION = struct.Struct("<10I")
SYMBOL = struct.Struct("<IIIBBH")
SYMBOL_TABLE = 2
FUNCTION = 2


def function_addresses(elf: Path) -> dict[str, int]:
    """Return the functions of an ELF file with their addresses in bytes."""
    image = elf.read_bytes()
    header = HEADER.unpack_from(image)
    at, size, count = header[6], header[11], header[12]
    sections = [SECTION.unpack_from(image, at + index * size) for index in range(count)]
    functions = {}
    for section in sections:
        kind, offset, length, link = section[1], section[4], section[5], section[6]
        if kind != SYMBOL_TABLE:
            continue
        names = sections[link][4]
        for name, value, _, info, _, _ in SYMBOL.iter_unpack(image[offset : offset + length]):
            if info & 0xF == FUNCTION:
                start = names + name
                functions[image[start : image.index(b"\0", start)].decode()] = value
    return functions
