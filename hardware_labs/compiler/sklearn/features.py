"""What a model is asked: so many integers, each inside a declared range, and what they stand for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hardware_labs.compiler.errors import CompileError
from hardware_labs.compiler.fixed_point import Int64
from hardware_labs.compiler.sklearn.pipeline import Float64, line

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

RANGES = {"uint8_t": (0, 255), "int8_t": (-128, 127), "int16_t": (-(2**15), 2**15 - 1)}


@dataclass(frozen=True)
class Features:
    """Integer features.

    Attributes:
        count: How many a sample has.
        low: Smallest value that any may have.
        high: Largest value that any may have; both inside int16.
        scales: What one step of each feature stands for in the estimator's training data; empty where it is 1.
        scalers: The steps of a pipeline between that and the estimator.

    Raises:
        CompileError: The range is empty or leaves int16, or a scale is not above 0.
    """

    count: int
    low: int
    high: int
    scales: tuple[float, ...] = ()
    scalers: tuple[BaseEstimator, ...] = ()

    def __post_init__(self) -> None:
        if not -(2**15) <= self.low < self.high < 2**15:
            raise CompileError(
                f"The input range {self.low} to {self.high} is not a range inside int16 (-32768 to 32767): "
                "scale the features before training."
            )
        if self.scales and (len(self.scales) != self.count or not all(0 < s < math.inf for s in self.scales)):
            raise CompileError(
                f"The input scale {_short(self.scales)} does not suit {self.count} features: give one number above 0, "
                "or one for each feature."
            )

    @property
    def ctype(self) -> str:
        """The smallest C type that holds the range."""
        return next(name for name, (low, high) in RANGES.items() if low <= self.low and self.high <= high)

    @property
    def size(self) -> int:
        """Bytes of one feature."""
        return 2 if self.ctype == "int16_t" else 1

    @property
    def plain(self) -> bool:
        """Whether the estimator sees the integers themselves."""
        return not self.scales and not self.scalers

    def seen(self, x: NDArray[Any]) -> Float64:
        """Return what the estimator sees of integers of shape (samples, count), by scikit-learn's own arithmetic."""
        values: Float64 = np.asarray(x, dtype=np.float64)
        if self.scales:
            values = values * self.scales
        for scaler in self.scalers:
            values = np.asarray(scaler.transform(values), dtype=np.float64)
        return values

    @cached_property
    def line(self) -> tuple[Float64, Float64]:
        """Slope and intercept of what the estimator sees of each feature."""
        slope = np.array(self.scales or [1.0] * self.count)
        intercept = np.zeros(self.count)
        for scaler in self.scalers:
            factor, offset = line(scaler)
            slope, intercept = slope * factor, intercept * factor + offset
        return slope, intercept

    def threshold(self, feature: int, value: float, *, single: bool = True) -> int:
        """Return the largest integer that the estimator sees as at most `value`.

        Args:
            feature: Its index.
            value: The estimator's threshold.
            single: Whether it compares in float32, as trees do.
        """
        if self.plain:
            return math.floor(value)
        seen = self._grid[:, feature]
        below = np.searchsorted(seen.astype(np.float32) if single else seen, value, side="right")
        return self.low - 1 + int(below)

    @cached_property
    def _grid(self) -> Float64:
        integers = np.arange(self.low, self.high + 1)[:, None]
        return self.seen(np.repeat(integers, self.count, axis=1))

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

    def integers(self, values: NDArray[Any]) -> Int64:
        """Return training data as the nearest integers inside the range."""
        steps = np.asarray(values, dtype=np.float64) / (self.scales or 1.0)
        return np.clip(np.rint(steps), self.low, self.high).astype(np.int64)


def _short(scales: Sequence[float]) -> str:
    return ", ".join(f"{scale:g}" for scale in scales[:3]) + (", ..." if len(scales) > 3 else "")
