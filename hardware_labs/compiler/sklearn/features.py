"""What a model is asked: so many integers, each inside a declared range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.fixed_point import Int64

RANGES = {"uint8_t": (0, 255), "int8_t": (-128, 127), "int16_t": (-(2**15), 2**15 - 1)}


@dataclass(frozen=True)
class Features:
    """Integer features.

    Attributes:
        count: How many a sample has.
        low: Smallest value that any may have.
        high: Largest value that any may have; both inside int16.

    Raises:
        CompileError: The range is empty or leaves int16.
    """

    count: int
    low: int
    high: int

    def __post_init__(self) -> None:
        if not -(2**15) <= self.low < self.high < 2**15:
            raise CompileError(
                f"The input range {self.low} to {self.high} is not a range inside int16 (-32768 to 32767): "
                "scale the features before training."
            )

    @property
    def ctype(self) -> str:
        """The smallest C type that holds the range."""
        return next(name for name, (low, high) in RANGES.items() if low <= self.low and self.high <= high)

    @property
    def size(self) -> int:
        """Bytes of one feature."""
        return 2 if self.ctype == "int16_t" else 1

    def to_bytes(self, values: NDArray[Any]) -> NDArray[np.int8]:
        """Return values of the range as the bytes that the boards keep, low byte first."""
        return np.frombuffer(values.astype("<i2" if self.size == 2 else "<u1").tobytes(), dtype=np.int8)

    def check(self, x: NDArray[Any]) -> Int64:
        """Return samples of shape (samples, count) as int64.

        Raises:
            CompileError: They are no integers, have another shape, or leave the range.
        """
        if x.ndim != 2 or x.shape[1] != self.count or not np.issubdtype(x.dtype, np.integer):
            raise CompileError(
                f"Inputs of shape {x.shape} and type {x.dtype} do not suit this model: "
                f"give integers of shape (samples, {self.count})."
            )
        if x.size and (x.min() < self.low or x.max() > self.high):
            raise CompileError(
                f"Inputs from {x.min()} to {x.max()} leave this model's range {self.low} to {self.high}: "
                "hold them inside, or compile the model for a wider range."
            )
        return x.astype(np.int64)
