"""Collects what operators declare while their C is written: constants in flash, each only once, and headers."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import fill

import numpy as np
from numpy.typing import NDArray

from hardware_labs.compiler.errors import CompileError

LINE = 112
LARGEST_ARRAY = 32767  # bytes of one object that an AVR compiler accepts
INT32_MIN = -(2**31)
SIZES = {"int8_t": 1, "int16_t": 2, "int32_t": 4, "float": 4}


def comment(lines: Iterable[str]) -> str:
    """Return lines as a comment in C."""
    return "/* " + "\n * ".join(line.replace("*/", "* /") for line in lines) + " */"


class CWriter:
    """Declarations of one model.c.

    Attributes:
        layer: What the names of declarations begin with.
        headers: What is included.
        declarations: C text.
        flash: Bytes of constants declared so far.
    """

    def __init__(self, largest_array: int | None = LARGEST_ARRAY) -> None:
        """Refuse arrays of more bytes than `largest_array`."""
        self.largest_array = largest_array
        self.layer = ""
        self.headers: list[str] = []
        self.declarations: list[str] = []
        self.flash = 0
        self._names: dict[tuple[str, bytes], str] = {}

    def include(self, header: str) -> None:
        """Include a header of hardware_labs/runtime."""
        if header not in self.headers:
            self.headers.append(header)

    def array(self, ctype: str, values: Iterable[int] | NDArray[np.generic], name: str) -> str:
        """Declare constants in flash; return their name, or that of equal ones."""
        return self._array(ctype, values, name, "IN_FLASH")

    def weights(self, values: NDArray[np.int8]) -> str:
        """Declare weights, which may lie in far flash; return the expression of their address.

        More of them than one array may have become several, which the linker leaves side by side.
        """
        return f"FAR_FLASH_ADDRESS({self._pieces('int8_t', values)})"

    def scales(self, biases: NDArray[np.int64], more: NDArray[np.int64], multipliers: NDArray[np.int64]) -> str:
        """Declare pairs of bias and multiplier, where an AVR's biases are less by `more`; return their name."""
        numbers = np.column_stack([biases, multipliers, more])
        key = "scales", numbers.tobytes()
        if key not in self._names:
            self._names[key] = f"{self.layer}_scales"
            pairs = [
                f"{f'BIAS({_literal(bias)}, {_literal(bias - less)})' if less else _literal(bias)}, {_literal(factor)}"
                for bias, factor, less in numbers.tolist()
            ]
            self._declare_text("int32_t", pairs, 2 * len(pairs), self._names[key], "IN_FLASH")
        return self._names[key]

    def floats(self, values: NDArray[np.float32]) -> str:
        """Declare float weights, which may lie in far flash; return the expression of their address."""
        return f"FLOAT_FLASH_ADDRESS({self._pieces('float', values)})"

    def struct(self, ctype: str, initializer: str) -> str:
        """Declare a struct in flash; return the expression of its address."""
        name = self.layer
        wrapped = fill(initializer, LINE, subsequent_indent="    ")
        self.declarations.append(f"static const struct {ctype} {name} IN_FLASH = {wrapped};")
        return f"&{name}"

    def _pieces(self, ctype: str, values: NDArray[np.generic]) -> str:
        """Return the name of the first piece."""
        step = values.size if self.largest_array is None else self.largest_array // SIZES[ctype]
        key = f"{ctype}IN_FAR_FLASH", values.tobytes()
        if key not in self._names:
            first = f"{self.layer}_weights"
            for index, start in enumerate(range(0, values.size, step)):
                name = f"{first}_{index}" if index else first
                self._declare(ctype, values[start : start + step], name, "IN_FAR_FLASH")
            self._names[key] = first
        return self._names[key]

    def _array(self, ctype: str, values: Iterable[int] | NDArray[np.generic], name: str, where: str) -> str:
        numbers = np.asarray(values, dtype=np.int64)
        key = (ctype + where, numbers.tobytes())
        if key not in self._names:
            size = numbers.size * SIZES[ctype]
            if self.largest_array is not None and size > self.largest_array:
                raise CompileError(
                    f"{self.layer} has {size:,} B of {name}, and an AVR's compiler takes {self.largest_array:,} B "
                    "in one array: make the layer smaller or choose a board with an ESP chip."
                )
            self._names[key] = f"{self.layer}_{name}"
            self._declare(ctype, numbers, self._names[key], where)
        return self._names[key]

    def _declare(self, ctype: str, numbers: NDArray[np.generic], name: str, where: str) -> None:
        literal = c_float if ctype == "float" else _literal
        self._declare_text(ctype, [literal(number) for number in numbers.tolist()], numbers.size, name, where)

    def _declare_text(self, ctype: str, literals: Iterable[str], size: int, name: str, where: str) -> None:
        self.flash += size * SIZES[ctype]
        body = fill(", ".join(literals), LINE, initial_indent="    ", subsequent_indent="    ")
        self.declarations.append(f"static const {ctype} {name}[{size}] {where} = {{\n{body}\n}};")


def c_float(value: float) -> str:
    """Return a float32 as a C literal; nine digits tell all of them apart."""
    text = f"{value:.9g}"
    return f"{text}f" if "." in text or "e" in text else f"{text}.0f"


def _literal(number: int) -> str:
    # INT32_MIN has no literal of its own in C
    return f"({number + 1} - 1)" if number == INT32_MIN else str(number)
