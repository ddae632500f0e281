"""Values there and back through a quantizer."""

from collections.abc import Callable
from typing import Any

import numpy as np

LOW, HIGH = -128, 127


def values_of(values: np.ndarray) -> list[float]:
    """Return the values as a list."""
    return np.asarray(values, float).ravel().tolist()


def quantized(
    quantize: Callable[..., Any],
    dequantize: Callable[..., Any],
    values: list[float],
    stairs: list[float],
    step: float,
    zero: int,
) -> dict[str, list[float]]:
    """Return what the values and the places of the staircase come back as, which codes they got, and the range."""

    def there_and_back(numbers: list[float]) -> tuple[list[int], list[float]]:
        codes = np.asarray(quantize(np.array(numbers), step, zero))
        return codes.tolist(), np.asarray(dequantize(codes, step, zero), float).tolist()

    codes, back = there_and_back(values)
    ends = np.asarray(dequantize(np.array([LOW, HIGH]), step, zero), float).tolist()
    return {"codes": codes, "back": back, "stairs": there_and_back(stairs)[1], "ends": ends}
