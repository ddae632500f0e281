"""Linear models: float coefficients to a fixed-point model that cannot overflow."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from hardware_labs.compiler.errors import CompileError

INT16_MAX = 2**15 - 1
INT32_MIN, INT32_MAX = -(2**31), 2**31 - 1
LARGEST_SHIFT = 30


@dataclass(frozen=True)
class FixedPointLinear:
    """Linear model in integers: `y = (sum of weights[i] * x[i] + bias) >> shift`.

    Attributes:
        weights: One int16 for each input.
        bias: int32; holds half of the last bit that the shift drops, so that `y` is rounded to nearest.
        shift: Number of bits dropped, 0 to 30; the shift copies the sign.
        input_low: Smallest value an input may have (int16).
        input_high: Largest value an input may have (int16).
        output_scale: `y` is the model's output times this number, 100 for hundredths of a degree.
    """

    weights: tuple[int, ...]
    bias: int
    shift: int
    input_low: int
    input_high: int
    output_scale: int

    def float_coefficients(self) -> tuple[float, ...]:
        """Return the coefficients that the integers stand for, in output units for each input unit."""
        return tuple(weight / 2**self.shift / self.output_scale for weight in self.weights)


def quantize_linear(
    coefficients: Sequence[float], intercept: float, *, input_low: int, input_high: int, output_scale: int
) -> FixedPointLinear:
    """Choose the finest fixed-point form of `coefficients . x + intercept` that can never overflow.

    The shift is the largest one for which every weight fits int16 and every partial sum, for all inputs
    inside the declared range, fits int32.

    Args:
        coefficients: One float for each input, in output units for each input unit.
        intercept: Output where all inputs are 0, in output units.
        input_low: Smallest input value, at least -32768.
        input_high: Largest input value, at most 32767.
        output_scale: What the integer output is multiplied by: 100 gives hundredths of the output's unit.

    Raises:
        CompileError: A value is not finite, the range is not int16, or no shift fits.
    """
    _check(coefficients, intercept, input_low, input_high, output_scale)
    for shift in range(LARGEST_SHIFT, -1, -1):
        # 2**shift is a power of two: scaling by it is exact, rounding happens once
        weights = tuple(round(value * output_scale * 2**shift) for value in coefficients)
        bias = round(intercept * output_scale * 2**shift) + (2**shift >> 1)
        if all(abs(weight) <= INT16_MAX for weight in weights) and _sums_fit(weights, bias, input_low, input_high):
            return FixedPointLinear(weights, bias, shift, input_low, input_high, output_scale)
    raise CompileError(_too_large(coefficients, intercept, input_low, input_high, output_scale))


def _check(coefficients: Sequence[float], intercept: float, input_low: int, input_high: int, output_scale: int) -> None:
    if not coefficients:
        raise CompileError("A linear model needs at least one coefficient.")
    for index, value in enumerate(coefficients):
        if not math.isfinite(value):
            raise CompileError(
                f"Coefficient {index} is {value}: fit the model again on readings without missing values."
            )
    if not math.isfinite(intercept):
        raise CompileError(f"The intercept is {intercept}: fit the model again on readings without missing values.")
    if not -INT16_MAX - 1 <= input_low < input_high <= INT16_MAX:
        raise CompileError(
            f"The input range {input_low} to {input_high} is not a range inside int16 (-32768 to 32767): "
            "scale the inputs before training."
        )
    if output_scale < 1:
        raise CompileError(f"The output scale is {output_scale}: it must be a whole number of at least 1.")


def _sums_fit(weights: Iterable[int], bias: int, low: int, high: int) -> bool:
    """Tell whether the bias and each partial sum, in the order the C adds them, fit int32 for any inputs."""
    pairs = [(min(w * low, w * high), max(w * low, w * high)) for w in weights]
    smallest = min(accumulate((pair[0] for pair in pairs), initial=bias))
    largest = max(accumulate((pair[1] for pair in pairs), initial=bias))
    return smallest >= INT32_MIN and largest <= INT32_MAX


def _too_large(coefficients: Sequence[float], intercept: float, low: int, high: int, scale: int) -> str:
    steepest = max(range(len(coefficients)), key=lambda index: abs(coefficients[index]))
    if abs(round(coefficients[steepest] * scale)) > INT16_MAX:
        return (
            f"Coefficient {steepest} is {coefficients[steepest]:g}, and times the output scale {scale} it "
            "leaves int16 even without a shift: scale that input up before training or choose a smaller "
            "output scale."
        )
    return (
        f"With inputs from {low} to {high} and an intercept of {intercept:g} the sum leaves int32 even "
        f"without a shift at output scale {scale}: choose a smaller output scale."
    )
