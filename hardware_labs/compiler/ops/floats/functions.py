"""exp, logistic, tanh and softmax in float32, step by step as runtime/float_functions.h computes them.

exp: n = round(x / ln 2), r = x - n ln 2 with ln 2 in two parts, a polynomial of degree 7 in r, times 2**n. tanh: an odd
polynomial below 0.625, exp above. The coefficients are those of the Cephes library (S. Moshier, expf.c and tanhf.c).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LOWEST, HIGHEST = np.float32(-87), np.float32(88)  # exp is 0 below, and stays at exp(88) above
LOG2_E = np.float32(1.44269504)
LN2_HIGH, LN2_LOW = np.float32(0.693359375), np.float32(-2.12194440e-4)
EXP = [np.float32(x) for x in (1.98756915e-4, 1.39819995e-3, 8.33345191e-3, 4.16657959e-2, 0.166666655, 0.500000012)]
TANH = [np.float32(x) for x in (-5.70498873e-3, 2.06390888e-2, -5.37397156e-2, 0.133314422, -0.333332819)]
TANH_POLYNOMIAL_BELOW = np.float32(0.625)
ONE, TWO, HALF = np.float32(1), np.float32(2), np.float32(0.5)


def exp(x: Floats) -> Floats:
    """Return exp(x), within 3 units in the last place where it is not cut off."""
    within = np.minimum(np.maximum(x, LOWEST), HIGHEST)
    n = np.trunc(within * LOG2_E + np.where(within < 0, -HALF, HALF)).astype(np.float32)
    r = within - n * LN2_HIGH - n * LN2_LOW
    y = _horner(EXP, r) * (r * r) + r + ONE
    power = ((n.astype(np.int32) + 127) << 23).view(np.float32)
    return np.where(x >= LOWEST, y * power, np.float32(0))


def logistic(x: Floats) -> Floats:
    """Return 1 / (1 + exp(-x))."""
    return ONE / (ONE + exp(-x))


def tanh(x: Floats) -> Floats:
    """Return tanh(x)."""
    size = np.abs(x)
    within = np.clip(x, -TANH_POLYNOMIAL_BELOW, TANH_POLYNOMIAL_BELOW)
    square = within * within
    small = _horner(TANH, square) * square * within + within
    large = ONE - TWO / (exp(size + size) + ONE)
    return np.where(size < TANH_POLYNOMIAL_BELOW, small, np.where(x < 0, -large, large))


def softmax(x: Floats, beta: np.float32) -> Floats:
    """Return softmax over the last dimension, its sum taken from first to last."""
    e = exp((x - x.max(axis=-1, keepdims=True)) * beta)
    total = np.zeros_like(e[..., :1])
    for index in range(e.shape[-1]):
        total += e[..., index, None]
    return e / total


def _horner(coefficients: list[np.float32], x: Floats) -> Floats:
    y = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        y = y * x + coefficient
    return y
