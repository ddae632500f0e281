"""Real factors as integers, and whose rounding is followed when they are multiplied in.

A factor is `multiplier / 2**31 * 2**shift` with 2**30 <= multiplier < 2**31, as in TensorFlow Lite.

TensorFlow Lite Micro rounds twice: the product to 31 bits less, then that to the shift's bits less. Others round once.
The two differ by one in the last place, for one output in some hundreds.
"""

from __future__ import annotations

import math
from enum import Enum

import numpy as np
from numpy.typing import NDArray

Int64 = NDArray[np.int64]


class Rounding(Enum):
    """Whose arithmetic the compiled model equals, bit for bit.

    TFLM is TensorFlow Lite Micro with its portable kernels. LITERT is LiteRT with its portable kernels, which
    ai-edge-litert calls OpResolverType.BUILTIN_REF: it rounds once in fully connected layers.
    """

    TFLM = "tflm"
    LITERT = "litert"


def quantize_multiplier(factor: float) -> tuple[int, int]:
    """Return the multiplier and the shift of a factor of at least 0."""
    if factor == 0:
        return 0, 0
    fraction, shift = math.frexp(factor)
    multiplier = math.floor(fraction * 2**31 + 0.5)  # halves away from zero: the fraction is positive
    if multiplier == 2**31:
        multiplier, shift = 2**30, shift + 1
    if shift < -31:
        return 0, 0
    return multiplier, shift


def multiply_twice_rounded(x: Int64, multiplier: int | Int64, shift: int | Int64) -> Int64:
    """Return `x * factor`, rounded at 31 bits, halves upwards, and again at the shift, halves away from zero."""
    left, right = np.maximum(shift, 0), np.maximum(-np.asarray(shift), 0)
    high = rounding_doubling_high(x << left, multiplier)
    return rounding_right_shift(high, right)


def multiply_once_rounded(x: Int64, multiplier: int | Int64, shift: int | Int64) -> Int64:
    """Return `x * factor`, rounded to nearest, halves upwards."""
    total = 31 - np.asarray(shift, dtype=np.int64)
    return (x * multiplier + (np.int64(1) << (total - 1))) >> total


def rounding_doubling_high(a: Int64, b: int | Int64) -> Int64:
    """Return `a * b / 2**31` rounded to nearest, halves upwards; for int32 values that are not both -2**31."""
    return (a * b + (1 << 30)) >> 31


def rounding_right_shift(x: Int64, bits: int | Int64) -> Int64:
    """Return `x / 2**bits` rounded to nearest, halves away from zero."""
    mask = (np.int64(1) << np.asarray(bits, dtype=np.int64)) - 1
    remainder = x & mask
    threshold = (mask >> 1) + (x < 0)
    return (x >> bits) + (remainder > threshold)


def multiply(x: Int64, multiplier: int | Int64, shift: int | Int64, *, twice: bool) -> Int64:
    """Return `x * factor` with one rounding or two."""
    return (multiply_twice_rounded if twice else multiply_once_rounded)(x, multiplier, shift)


def to_int8(x: Int64, low: int = -128, high: int = 127) -> NDArray[np.int8]:
    """Return `x` held inside a range of int8."""
    return np.clip(x, low, high).astype(np.int8)
