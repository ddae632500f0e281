"""Reads FlatBuffers and believes nothing: every offset and length is checked against the file's end.

Format: the FlatBuffers project's internals documentation. A table begins with a signed distance back to its vtable,
which lists where each field lies, 0 where a field has its default value.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hardware_labs.compiler.errors import CompileError


class Malformed(CompileError):
    """The file is not a well-formed FlatBuffer."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The .tflite file is damaged or cut off ({what}): convert the model again, or copy the file again."
        )


@dataclass(frozen=True)
class Table:
    """One table of the file.

    Attributes:
        data: The whole file.
        position: Where the table begins.
    """

    data: bytes
    position: int

    @staticmethod
    def root(data: bytes) -> Table:
        """Return the table that the file's first word points at."""
        return Table(data, _unpack("<I", data, 0))

    def int8(self, field: int, default: int = 0) -> int:
        """Return a byte."""
        return self._number("<b", field, default)

    def uint8(self, field: int, default: int = 0) -> int:
        """Return an unsigned byte."""
        return self._number("<B", field, default)

    def int32(self, field: int, default: int = 0) -> int:
        """Return a 32-bit integer."""
        return self._number("<i", field, default)

    def uint32(self, field: int, default: int = 0) -> int:
        """Return an unsigned 32-bit integer."""
        return self._number("<I", field, default)

    def uint64(self, field: int) -> int:
        """Return an unsigned 64-bit integer."""
        return self._number("<Q", field, 0)

    def float32(self, field: int, default: float = 0.0) -> float:
        """Return a float."""
        at = self._field(field)
        return default if at is None else float(struct.unpack("<f", _slice(self.data, at, 4))[0])

    def table(self, field: int) -> Table | None:
        """Return the table that a field points at."""
        at = self._field(field)
        return None if at is None else Table(self.data, self._pointed(at))

    def tables(self, field: int) -> tuple[Table, ...]:
        """Return a vector of tables."""
        start, count = self._vector(field, 4)
        return tuple(Table(self.data, self._pointed(start + 4 * index)) for index in range(count))

    def array(self, field: int, dtype: str) -> NDArray[np.generic]:
        """Return a vector of numbers of a little-endian NumPy type such as `<i4`."""
        size = np.dtype(dtype).itemsize
        start, count = self._vector(field, size)
        return np.frombuffer(_slice(self.data, start, count * size), dtype)

    def ints(self, field: int) -> tuple[int, ...]:
        """Return a vector of 32-bit integers."""
        return tuple(self.array(field, "<i4").tolist())

    def text(self, field: int) -> str:
        """Return a string, with what is not printable left out."""
        start, count = self._vector(field, 1)
        raw = _slice(self.data, start, count).decode("utf-8", errors="replace")
        return "".join(letter for letter in raw if letter.isprintable())

    def _number(self, form: str, field: int, default: int) -> int:
        at = self._field(field)
        return default if at is None else _unpack(form, self.data, at)

    def _field(self, field: int) -> int | None:
        vtable = self.position - _unpack("<i", self.data, self.position)
        vtable_bytes = _unpack("<H", self.data, vtable)
        if 4 + 2 * field + 2 > vtable_bytes:
            return None
        offset = _unpack("<H", self.data, vtable + 4 + 2 * field)
        return self.position + offset if offset else None

    def _pointed(self, at: int) -> int:
        distance = _unpack("<I", self.data, at)
        if distance == 0:
            raise Malformed(f"an offset at byte {at} points at itself")
        return at + distance

    def _vector(self, field: int, item_bytes: int) -> tuple[int, int]:
        """Return where a vector's items begin and how many there are; no item where the field is absent."""
        at = self._field(field)
        if at is None:
            return 0, 0
        start = self._pointed(at)
        count = _unpack("<I", self.data, start)
        if start + 4 + count * item_bytes > len(self.data):
            raise Malformed(f"a list of {count} items at byte {start} reaches past the end")
        return start + 4, count


def _unpack(form: str, data: bytes, at: int) -> int:
    return int(struct.unpack(form, _slice(data, at, struct.calcsize(form)))[0])


def _slice(data: bytes, at: int, size: int) -> bytes:
    if at < 0 or at + size > len(data):
        raise Malformed(f"it has {len(data)} bytes and points to byte {at}")
    return data[at : at + size]
